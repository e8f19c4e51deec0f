"""What versions are called on every page: their number, and the name that somebody gave them or their run.

    3 · Our class's network

Knows versions, runs and cards. Does not know pages. What is returned is no Markdown: see `ui.text.plain`.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from model.errors import ClassifierError, DatabaseError
from model.inference.card import read_card
from model.languages.translation import _
from model.runs.store import Run
from model.versions import registry
from model.versions.registry import Version


def of(folder: Path) -> str:
    """Return what the network in a folder is called, with its number where it has one; raises ClassifierError."""
    version = None
    with suppress(DatabaseError):  # it has its name all the same
        version = registry.of(folder)
    return numbered(version) if version else _given(folder) or read_card(folder).title


def numbered(version: Version) -> str:
    """Return the number and the name of a version; Inkling's own network goes by its name."""
    return f"{version.number} · {title(version)}" if version.number else title(version)


def title(version: Version) -> str:
    """Return the name of a version; of one whose card is damaged, that it is one."""
    try:
        return version.name or _given(version.folder) or read_card(version.folder).title
    except ClassifierError:
        return _("A network")


def _given(folder: Path) -> str:
    return Run(folder).name()
