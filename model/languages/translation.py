"""Sentences in the reader's language: gettext, with the English sentence in the code as the key of its translation.

A sentence is put into words where it is shown, never earlier: `_("{count} pictures").format(count=3)`. One that stands
in a table is marked there by `N_`, and given to `_` where it is shown.
Knows catalogues and languages. Does not know who the reader is: whoever serves several readers says so (`ask`).
"""

from __future__ import annotations

import gettext as catalogues
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent
DOMAIN = "inkling"
SOURCE = "en"  # the language of the code
LANGUAGES = {SOURCE: "English", "zh_CN": "中文"}  # what each calls itself; all but the first have a catalogue here
_VARIABLES = ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")  # the first that is set counts, as in every program


class Sentence(str):
    """A sentence or a word of the code, as distinct from what somebody typed: it can be put into words anywhere."""

    __slots__ = ()


def N_(sentence: str) -> Sentence:  # noqa: N802  gettext's own name
    """Mark a sentence that is put into words later, by `_`: a row of a table, or a value of an error."""
    return Sentence(sentence)


def _(sentence: str) -> str:
    """Return a sentence in the reader's language; its places are filled afterwards. One without translation stays."""
    return in_language(sentence, language())


def translated(text: str) -> str:
    """Return a text in the reader's language where `N_` has marked it; what somebody typed stays as it is."""
    return _(text) if isinstance(text, Sentence) else text


def ngettext(one: str, many: str, count: int) -> str:
    """Return the sentence for a number of things in the reader's language; its places are filled afterwards."""
    return _catalogue(language()).ngettext(one, many, count)


def in_language(sentence: str, chosen: str) -> str:
    """Return a sentence in one of the `LANGUAGES`."""
    return _catalogue(chosen).gettext(sentence) if sentence else ""  # gettext keeps its own notes under ""


def language() -> str:
    """Return the language of who reads now: a key of `LANGUAGES`."""
    return _chosen.get() or _reader()


def ask(reader: Callable[[], str]) -> None:
    """Let the language be asked of `reader`, at each sentence, from now on; it returns a key of `LANGUAGES`."""
    global _reader
    _reader = reader


@contextmanager
def speaking(chosen: str) -> Iterator[None]:
    """Within it, whoever reads reads one of the `LANGUAGES`: for what is made for a reader where none is known."""
    before = _chosen.set(chosen)
    try:
        yield
    finally:
        _chosen.reset(before)


def match(tags: str) -> str | None:
    """Return the first language that is spoken here, as browsers and systems name it; None where there is none.

    Args:
        tags: such as "zh-CN" or "de:zh_CN.UTF-8:en"; who reads another Chinese or English gets the one there is.
    """
    for tag in tags.split(":"):
        name = tag.split(".")[0].split("@")[0].replace("-", "_")
        if name in ("C", "POSIX"):
            return SOURCE
        for same in (str.lower, _family):
            for known in LANGUAGES:
                if same(known) == same(name):
                    return known
    return None


def of_system() -> str:
    """Return the language of who started this program: of its command line and of its trainings."""
    return match(next((value for name in _VARIABLES if (value := os.environ.get(name))), "")) or SOURCE


def _family(tag: str) -> str:
    return tag.split("_")[0].lower()


@cache
def _catalogue(chosen: str) -> catalogues.NullTranslations:
    if chosen == SOURCE:
        return catalogues.NullTranslations()
    return catalogues.translation(DOMAIN, FOLDER, [chosen], fallback=True)


_reader = of_system
_chosen: ContextVar[str] = ContextVar("chosen", default="")
