"""Which classifier answers: the shipped one, or that of a finished run.

Knows where classifiers lie. Does not know how they are trained, and does not import TensorFlow.
"""

from __future__ import annotations

import json
from pathlib import Path

from model.errors import ClassifierError
from model.inference.card import LITERT
from model.inference.loaded import classifier_in
from model.storage import files
from model.storage.paths import ROOT, home

SHIPPED = ROOT / "model" / "pretrained"


def current() -> Path:
    """Return the folder of the classifier that answers: the one that was chosen; the shipped one where it cannot."""
    folder = chosen()
    return folder if folder and can_answer(folder) else SHIPPED


def chosen() -> Path | None:
    """Return the folder of the classifier that was chosen, at first the shipped one; None where the choice is lost."""
    try:
        match files.from_json(files.read_text(_pointer())):
            case {"run": str(name)}:
                return home() / "runs" / Path(name).name  # a name, never a path that leads elsewhere
    except FileNotFoundError:
        return SHIPPED
    except (OSError, ValueError):  # damaged
        pass
    return None


def use(folder: Path) -> None:
    """Let the classifier of a run's folder answer from now on, on every page and after a restart.

    Raises:
        ClassifierError: the run has no classifier yet, or a damaged one, or it reads no digits.
        DiskError: the choice cannot be written.
    """
    if not is_complete(folder):
        raise ClassifierError("no-classifier-yet", "This run has no classifier yet. Wait until it has finished.")
    if not classifier_in(folder).card.reads_digits:
        raise ClassifierError(
            "reads-no-digits",
            "This network reads no digits, so it cannot answer on the Draw page. Try it beside its run.",
        )
    with files.writing():
        files.write_text(_pointer(), json.dumps({"run": folder.name}))


def use_shipped() -> None:
    """Let the shipped classifier answer again; raises DiskError."""
    with files.writing():
        _pointer().unlink(missing_ok=True)


def can_answer(folder: Path) -> bool:
    """Whether the folder holds a classifier that reads digits, undamaged."""
    try:
        return classifier_in(folder).card.reads_digits
    except ClassifierError:
        return False


def is_complete(folder: Path) -> bool:
    """Whether the folder holds a classifier with its card."""
    networks = (LITERT, "classifier.keras")  # the latter is of an earlier version: `classifier.ready_card` converts it
    return (folder / "card.json").is_file() and any((folder / name).is_file() for name in networks)


def _pointer() -> Path:
    return home() / "current.json"
