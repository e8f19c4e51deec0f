"""The page "Class": how the class comes in, the wall of what it draws, and what the teacher allows.

Knows who is here and what they drew last, in memory alone. Does not know how a digit is read, or how a visitor is
recognised.
"""
