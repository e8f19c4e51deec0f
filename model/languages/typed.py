"""What somebody typed, made fit to be kept and shown beside other names.

Knows characters. Does not know what is called so.
"""

from __future__ import annotations


def one_line(text: str, most: int) -> str:
    """Return a text on one line, of what can be printed, cut off after so many characters."""
    line = " ".join(text[: 10 * most].split())  # the rest of a text that fills a book is not looked at
    return "".join(filter(str.isprintable, line))[:most].strip()
