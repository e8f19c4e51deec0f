"""What versions are called on every page: their number, and the name that somebody gave them or their run.

    3 · Our class's network
    4 · Two convolutions · Early stopping

Without such a name, their network's, and what tells them from others of that: a class trains the same one all day.

Knows versions, runs and cards. Does not know pages. What is returned is no Markdown: see `ui.text.plain`.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from model.errors import ClassifierError, DatabaseError, InklingError
from model.inference.card import read_card
from model.languages.translation import _
from model.runs.store import Run
from model.versions import registry
from model.versions.registry import Version
from ui.run_names import BETWEEN, unusual


def of(folder: Path) -> str:
    """Return what the network in a folder is called, with its number where it has one; raises ClassifierError."""
    version = None
    with suppress(DatabaseError):  # it has its name all the same
        version = registry.of(folder)
    return numbered(version) if version else _given(folder) or _described(folder)


def numbered(version: Version, otherwise: str = "") -> str:
    """Return the number and the name of a version; Inkling's own network goes by its name.

    Args:
        version: which one.
        otherwise: what it is called where nobody gave it a name as a version; "" for its title.
    """
    name = version.name or otherwise or title(version)
    return f"{version.number}{BETWEEN}{name}" if version.number else name


def title(version: Version) -> str:
    """Return the name of a version; of one whose card is damaged, that it is one."""
    try:
        return version.name or _given(version.folder) or _described(version.folder, is_taught=bool(version.samples))
    except ClassifierError:
        return _("A network")


def _given(folder: Path) -> str:
    return Run(folder).name()


def _described(folder: Path, *, is_taught: bool = False) -> str:
    """Return what the network is called that was trained, and what was not usual in that; raises ClassifierError."""
    name = read_card(folder).title
    if is_taught:
        return BETWEEN.join([name, _("taught")])
    with suppress(InklingError):  # nothing is known of how it was trained
        return BETWEEN.join([name, *unusual(Run(folder).config())])
    return name
