"""The languages that Inkling speaks: English in the code itself, the others as gettext's catalogues beside this file.

Knows sentences and which language a reader reads. Does not know what is said, nor pages.
"""
