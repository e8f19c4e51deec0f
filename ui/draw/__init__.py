"""The page "Draw": the ways to give a picture, and the answer to one digit or to a number.

Knows the page's parts. Does not know the other pages.
"""
