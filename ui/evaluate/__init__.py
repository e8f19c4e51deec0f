"""The page "Evaluate": one module for each view of what a classifier makes of its test pictures.

Knows the page's parts. Does not know the other pages.
"""
