"""The page "Our digits": the class's samples, giving ten, and teaching them.

Knows how samples are shown. Does not know how they are kept.
"""
