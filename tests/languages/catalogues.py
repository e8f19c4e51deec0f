"""`python -m tests.languages.catalogues [FILE ...]`, or `make languages`: catalogues that hold the code's sentences.

Extracts them, merges them into the catalogue of each language (and with them the translations of the FILEs, which are
catalogues, too), and compiles that. A sentence whose English changes is a new one: nothing is guessed.
Knows Babel. Does not know which sentences there are.
"""

from __future__ import annotations

import inspect
import io
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from model import errors
from model.cli.helps import every, paragraphs
from model.cli.main import cli
from model.languages.translation import DOMAIN, FOLDER, LANGUAGES, SOURCE
from model.storage.paths import ROOT

CODE = [ROOT / "app.py", *(path for room in ("model", "pages", "ui") for path in sorted((ROOT / room).rglob("*.py")))]
ERRORS = [each for each in vars(errors).values() if isinstance(each, type) and issubclass(each, errors.InklingError)]
KEYWORDS = {"_": None, "N_": None, "ngettext": (1, 2), **{each.__name__: (2,) for each in ERRORS}}
OTHERS = [name for name in LANGUAGES if name != SOURCE]
_WHEN = datetime(2026, 1, 1, tzinfo=UTC)  # in every file: a catalogue changes where its sentences do


def path_of(language: str, kind: str = "po") -> Path:
    """Return the path of a language's catalogue: its "po" or its "mo"."""
    return FOLDER / language / "LC_MESSAGES" / f"{DOMAIN}.{kind}"


def extracted(language: str) -> Catalog:
    """Return the sentences of the code, each with the files that it is in and the notes for translators."""
    found = Catalog(
        language,
        header_comment="# What Inkling says. `make languages` brings it up to date: see README.md.",
        project="Inkling",
        version="1",
        msgid_bugs_address="see README.md",
        last_translator="Inkling",
        language_team="Inkling",
        creation_date=_WHEN,
        revision_date=_WHEN,
        fuzzy=False,
    )
    for path in CODE:
        with path.open("rb") as file:
            for line, sentence, comments, context in extract(
                "python", file, KEYWORDS, ["NOTE:"], options={"encoding": "utf-8"}, strip_comment_tags=True
            ):
                place = (path.relative_to(ROOT).as_posix(), line)
                found.add(sentence, locations=[place], auto_comments=comments, context=context)
    for command in every(cli):  # their docstrings are what `--help` says
        code = inspect.unwrap(command.callback).__code__
        for sentence in paragraphs(command):
            place = (Path(code.co_filename).relative_to(ROOT).as_posix(), code.co_firstlineno)
            found.add(sentence, locations=[place])
    return found


def read(path: Path, language: str) -> Catalog:
    """Return the catalogue in a file; an empty one where there is none."""
    if not path.exists():
        return Catalog(language)
    with path.open("rb") as file:
        return read_po(file, language, abort_invalid=True)


def merged(language: str, given: Sequence[Path] = ()) -> Catalog:
    """Return the sentences of the code with the translations that there are, and those that are given."""
    catalogue = extracted(language)
    for path in (path_of(language), *given):
        for known in read(path, language):
            message = catalogue.get(known.id[0] if known.pluralizable else known.id)
            if known.id and message is not None and message.id == known.id and filled(known.string):
                message.string = known.string
    return catalogue


def filled(translation: str | Sequence[str] | None) -> bool:
    """Whether a translation is there, in each of its plurals."""
    return bool(translation) and all([translation] if isinstance(translation, str) else translation)


def as_po(catalogue: Catalog) -> bytes:
    """Return a catalogue as its file holds it, by the files of the code; without lines, which change with any edit."""
    written = io.BytesIO()
    write_po(written, catalogue, width=120, include_lineno=False, sort_by_file=True)
    return written.getvalue()


def as_mo(catalogue: Catalog) -> bytes:
    """Return a catalogue as gettext reads it."""
    written = io.BytesIO()
    write_mo(written, catalogue)
    return written.getvalue()


def main(given: Sequence[Path]) -> None:
    """Bring all catalogues up to date, and say what is left to be translated."""
    for language in OTHERS:
        catalogue = merged(language, given)
        path_of(language).parent.mkdir(parents=True, exist_ok=True)
        path_of(language).write_bytes(as_po(catalogue))
        path_of(language, "mo").write_bytes(as_mo(catalogue))
        left = [message.id for message in catalogue if message.id and not filled(message.string)]
        print(f"{language}: {len(catalogue)} sentences, {len(left)} without a translation.")
        for sentence in left:
            print(f"  {sentence}")


if __name__ == "__main__":
    main([Path(name) for name in sys.argv[1:]])
