"""The forms in which a network is taken home, each one file to download.

    cache/exchange/<hash>-<form>.zip   what took a process of its own to make

Knows the folder of a classifier. Does not know which versions there are, who asks, or how it looks.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from model.evaluation.predictions import one_at_a_time
from model.exchange import cards, inkling_file, scripts
from model.exchange.page import page
from model.inference.classifier import ready_card
from model.languages.translation import N_, Sentence, _
from model.runtime.worker import run_command
from model.storage import budget, files
from model.storage.paths import home


class Format(NamedTuple):
    """A form in which a network is taken home.

    Attributes:
        id: its key in `FORMATS`.
        title: what it is called; like `sentence`, it is put into words where it is shown.
        sentence: what it is for.
        suffix: how the name of the file ends.
        make: is given the folder of a classifier, and returns the content of the file. Raises an InklingError that
            says what to do.
        missing: returns "", or the sentence how to add what it needs and is not installed.
    """

    id: str
    title: Sentence
    sentence: Sentence
    suffix: str
    make: Callable[[Path], bytes]
    missing: Callable[[], str] = lambda: ""


def _converted(form: str, folder: Path) -> bytes:
    """Return a zip that a process of its own makes, as a page's has no Keras; the second time it is kept.

    Raises:
        ClassifierError: the classifier is missing or damaged.
        WorkerError: it cannot be made.
        DiskError: it cannot be written, or Inkling's home holds as much as it may.
    """
    card = ready_card(folder)
    said = cards.given_away(card) + scripts.script(form, card).encode()
    path = home() / "cache" / "exchange" / f"{hashlib.sha256(said).hexdigest()[:16]}-{form}.zip"
    with files.writing(), one_at_a_time(path):
        if not path.exists():
            budget.make_room()
            run_command("write-form", str(folder.resolve()), str(path.resolve()), "--as", form)
        return path.read_bytes()


def _without_onnx() -> str:
    if all(find_spec(name) for name in ("onnx", "tf2onnx")):
        return ""
    return _(
        "ONNX needs two packages more. Whoever runs Inkling adds them with"
        " `.venv/bin/pip install -r requirements-onnx.txt`."
    )


FORMATS: dict[str, Format] = {
    each.id: each
    for each in (
        Format(
            "page", N_("A page"),
            N_("One file that opens in any browser, on a phone too, without the internet: draw, and it answers."),
            ".html", page,
        ),
        Format(
            "litert", N_("LiteRT"), N_("For phones, small computers and Python: the form in which it answers here."),
            ".litert.zip", partial(_converted, "litert"),
        ),
        Format(
            "onnx", N_("ONNX"), N_("For programs in most languages, and for other tools of machine learning."),
            ".onnx.zip", partial(_converted, "onnx"), _without_onnx,
        ),
        Format(
            "saved-model", N_("SavedModel"), N_("For TensorFlow: with all that it computes, ready to be served."),
            ".saved-model.zip", partial(_converted, "saved-model"),
        ),
        Format(
            "inkling", N_("Inkling file"), N_("For Inkling on another computer: import it there."),
            ".inkling", inkling_file.pack,
        ),
    )
}  # fmt: skip
