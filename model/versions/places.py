"""What a classifier is called in the settings of a training: by where it lies in the store, which may move.

    "shipped"          the one that Inkling ships
    "runs/<id>"        that of a run, or "versions/<id>", of an import

Knows folders. Does not know what lies in them.
"""

from __future__ import annotations

from pathlib import Path

from model.errors import ClassifierError
from model.versions import rows
from model.versions.published import SHIPPED

SHIPPED_NAME = "shipped"


def named(folder: Path) -> str:
    """Return the name of the classifier in a folder.

    Raises:
        ClassifierError: it lies where no run, import or shipped classifier does.
    """
    if folder == SHIPPED:
        return SHIPPED_NAME
    if kept := rows.kept_as(folder):
        return kept
    raise _gone(str(folder))


def folder_of(name: str) -> Path:
    """Return the folder of the classifier of that name, which may be gone.

    Raises:
        ClassifierError: no classifier is named so.
    """
    if name == SHIPPED_NAME:
        return SHIPPED
    try:
        return rows.folder_of(name)
    except ValueError as error:
        raise _gone(name) from error


def _gone(name: str) -> ClassifierError:
    return ClassifierError("no-base", "There is no classifier {base} to begin with. Choose another one.", base=name)
