"""How sentences, names and parts of sentences are set one after the other, in the reader's language.

Knows words. Does not know what they are about.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce

from model.languages.translation import _


def in_a_row(*sentences: str) -> str:
    """Return whole sentences one after the other, as the reader's language sets them; empty ones are left out."""
    # NOTE: two whole sentences, one after the other
    both = _("{first} {then}")
    return joined(both, sentences)


def listed(*names: str) -> str:
    """Return names or words as a list, as the reader's language sets them: "light, medium, strong"."""
    # NOTE: two names or words of a list
    return joined(_("{first}, {then}"), names)


def clauses(*parts: str) -> str:
    """Return parts of a sentence that hold commas of their own, one after the other: "Noise, light; Blur, strong"."""
    # NOTE: two parts of a sentence
    return joined(_("{first}; {then}"), parts)


def joined(both: str, parts: Iterable[str]) -> str:
    """Return parts as `both` sets two of them, at its places `first` and `then`; empty ones are left out."""
    said = [part for part in parts if part]
    return reduce(lambda first, then: both.format(first=first, then=then), said) if said else ""
