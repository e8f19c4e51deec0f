"""Columns of a table in a terminal, where a Chinese character is as wide as two Latin letters.

Knows how wide text is shown. Does not know what it says.
"""

from __future__ import annotations

from unicodedata import east_asian_width


def columns(text: str) -> int:
    """Return how many columns of a terminal a text takes."""
    return sum(2 if east_asian_width(sign) in "WF" else 1 for sign in text)


def left(text: str, wide: int) -> str:
    """Return a text with spaces behind it, so many columns wide at least."""
    return text + " " * (wide - columns(text))


def right(text: str, wide: int) -> str:
    """Return a text with spaces before it, so many columns wide at least."""
    return " " * (wide - columns(text)) + text
