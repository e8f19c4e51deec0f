"""A classifier's network in a form that others read: LiteRT, ONNX or SavedModel, in a zip with its card and a script.

One input "image", float32 (n, height, width, channels) from 0 to 1; one output "probabilities", float32 (n, classes).
Knows Keras, so it runs in a process of its own. Does not know who asks for it, or what is kept.
"""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

from model.exchange import cards, scripts
from model.inference.card import Card
from model.inference.classifier import ready_card
from model.runtime.backend import keras
from model.storage import files
from model.training.export import network_of


def write(folder: Path, form: str, file: Path) -> None:
    """Write the zip.

    Args:
        folder: of the classifier.
        form: a key of `FORMS`.
        file: the zip.

    Raises:
        ClassifierError: the classifier is missing or damaged.
        OSError: the disk is full.
    """
    card = ready_card(folder)
    network = _with_names(network_of(folder))
    with tempfile.TemporaryDirectory() as place:
        made = Path(place)
        (made / "card.json").write_bytes(cards.given_away(card))
        (made / "use.py").write_text(scripts.script(form, card), encoding="utf-8")
        FORMS[form](network, made, card)
        files.replace(file, lambda part: _zip(made, part))


def _with_names(network: keras.Sequential) -> keras.Model:
    """Return the network with names for what goes in and comes out, and a column for each class."""
    image = keras.Input(network.input_shape[1:], name="image")
    answer = network(image)
    if answer.shape[1] == 1:  # one sigmoid: how probable the second class is
        answer = keras.ops.concatenate([1 - answer, answer], axis=1)
    named = keras.layers.Identity(name="probabilities")(answer)
    return keras.Model({"image": image}, {"probabilities": named})


def _litert(network: keras.Model, folder: Path, _card: Card) -> None:
    network.export(folder / "classifier.tflite", format="litert", verbose=False)


def _onnx(network: keras.Model, folder: Path, card: Card) -> None:
    import onnx  # only where somebody added it

    network({"image": keras.ops.zeros((1, *card.input_shape))})  # Keras refuses one that has never answered
    file = folder / "classifier.onnx"
    network.export(str(file), format="onnx", verbose=False)
    made = onnx.load(file)
    onnx.helper.set_model_props(made, {"card": cards.given_away(card).decode()})
    onnx.save(made, file)


def _saved_model(network: keras.Model, folder: Path, _card: Card) -> None:
    network.export(folder / "saved_model", format="tf_saved_model", verbose=False)


FORMS: dict[str, Callable[[keras.Model, Path, Card], None]] = {
    "litert": _litert,
    "onnx": _onnx,
    "saved-model": _saved_model,
}


def _zip(folder: Path, file: Path) -> None:
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                archive.write(path, path.relative_to(folder))
