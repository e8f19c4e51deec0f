"""The page "Networks": the versions that may answer, taken home and brought back.

Knows how versions are shown. Does not know how they are kept.
"""
