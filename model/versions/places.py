"""What a classifier is called in the settings of a training: by where it lies, so that Inkling's home may move.

    "shipped"          the one that Inkling ships
    "runs/<id>"        that of a run, or "versions/<id>", of an import: below Inkling's home

Knows folders. Does not know what lies in them.
"""

from __future__ import annotations

from pathlib import Path

from model.errors import ClassifierError
from model.storage.paths import home
from model.versions.published import SHIPPED

_SHIPPED = "shipped"
_PLACES = ("runs", "versions")


def named(folder: Path) -> str:
    """Return the name of the classifier in a folder.

    Raises:
        ClassifierError: it lies where no run, import or shipped classifier does.
    """
    if folder == SHIPPED:
        return _SHIPPED
    if folder.parent.name not in _PLACES or folder.parent.parent != home():
        raise _gone(str(folder))
    return f"{folder.parent.name}/{folder.name}"


def folder_of(name: str) -> Path:
    """Return the folder of the classifier of that name, which may be gone.

    Raises:
        ClassifierError: no classifier is named so.
    """
    if name == _SHIPPED:
        return SHIPPED
    place, __, own = name.partition("/")
    if place not in _PLACES or not own or Path(own).name != own:  # a name, never a path that leads elsewhere
        raise _gone(name)
    return home() / place / own


def _gone(name: str) -> ClassifierError:
    return ClassifierError("no-base", "There is no classifier {base} to begin with. Choose another one.", base=name)
