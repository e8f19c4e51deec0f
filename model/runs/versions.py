"""Which classifier answers: the shipped one, or that of a finished run.

Knows where classifiers lie. Does not know how they are trained, and does not import TensorFlow.
"""

from __future__ import annotations

import json
from pathlib import Path

from model import files
from model.datasets.registry import data_set
from model.errors import ClassifierError
from model.inference.card import LITERT
from model.paths import ROOT, home
from model.runs.store import Run, runs_folder

SHIPPED = ROOT / "model" / "pretrained"


def current() -> Path:
    """Return the folder of the classifier that answers."""
    try:
        content = json.loads(_pointer().read_text())
    except (OSError, ValueError):  # none was chosen, or the file is damaged
        return SHIPPED
    name = content.get("run") if isinstance(content, dict) else None
    folder = runs_folder() / Path(str(name)).name  # a name, never a path that leads elsewhere
    return folder if is_complete(folder) else SHIPPED


def use(run: Run) -> None:
    """Let the classifier of a run answer from now on, on every page and after a restart.

    Raises:
        ClassifierError: the run has no classifier yet, or reads no digits.
    """
    if not is_complete(run.folder):
        raise ClassifierError("no-classifier-yet", "This run has no classifier yet. Wait until it has finished.")
    if not data_set(run.config().data).reads_digits:
        raise ClassifierError(
            "reads-no-digits",
            "This network reads no digits, so it cannot answer on the Draw page. Try it beside its run.",
        )
    files.write_text(_pointer(), json.dumps({"run": run.id}))


def use_shipped() -> None:
    """Let the shipped classifier answer again."""
    _pointer().unlink(missing_ok=True)


def is_complete(folder: Path) -> bool:
    """Whether the folder holds a classifier with its card."""
    networks = (LITERT, "classifier.keras")  # the latter is of an earlier version: `classifier.ready_card` converts it
    return (folder / "card.json").is_file() and any((folder / name).is_file() for name in networks)


def _pointer() -> Path:
    return home() / "current.json"
