"""From an image to probabilities: the one fast and thread-safe way.

Knows a trained network and its card. Does not know where classifiers are kept or how they were trained.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from model.backend import keras, tf
from model.cards import Card, read_card
from model.errors import ClassifierError
from model.preprocessing import Preprocessed, preprocess

Status = Literal["digit", "empty", "unsure", "several"]

DEFAULT_THRESHOLD = 0.6  # where the card names none: less than this is "not sure"
_CHUNK = 500  # images a forward pass, so that memory stays small


@dataclass(frozen=True)
class Reading:
    """What a classifier makes of a picture.

    Attributes:
        status: "digit"; "empty" (no or too little ink); "unsure"; "several" (more than one digit).
        label: the most probable digit, 0 to 9, also when unsure; None when empty or several.
        probabilities: float32 of shape (10,), summing to 1; None when empty or several.
        preprocessed: the image that was read, and the steps to it.
    """

    status: Status
    label: int | None
    probabilities: NDArray[np.float32] | None
    preprocessed: Preprocessed


class Classifier:
    """A trained network that can be asked from many threads at once."""

    def __init__(self, network: keras.Model, card: Card) -> None:
        """Keep the network, and run it once so that the first question is answered as fast as the second."""
        self.network = network
        self.card = card
        self.threshold = float(card.get("threshold", DEFAULT_THRESHOLD))
        # A tf.function of fixed signature: `predict` is 40 times slower for one image, leaks when called in a loop
        # and is not thread-safe.
        self._forward = tf.function(
            lambda batch: network(batch, training=False),
            input_signature=[tf.TensorSpec((None, *network.input_shape[1:]), tf.float32)],
        )
        self._forward(tf.zeros((1, *network.input_shape[1:])))

    @classmethod
    def load(cls, folder: Path) -> Classifier:
        """Return the classifier of a folder that holds `classifier.keras` and `card.json`.

        Raises:
            ClassifierError: one of the two is missing or damaged.
        """
        card = read_card(folder)
        try:
            network = keras.models.load_model(folder / "classifier.keras", compile=False)
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise ClassifierError(f"The classifier in {folder.name} is damaged. Choose another one.") from error
        return cls(network, card)

    def probabilities(self, images: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the probability of each class for each image.

        Args:
            images: float32 of shape (n, 28, 28), ink 1.0 on paper 0.0.

        Returns:
            float32 of shape (n, 10); each row sums to 1.
        """
        batch = images[..., None]  # (n, 28, 28, 1)
        chunks = [
            self._forward(tf.constant(batch[start : start + _CHUNK])).numpy() for start in range(0, len(batch), _CHUNK)
        ]
        return np.concatenate(chunks) if chunks else np.empty((0, 10), np.float32)

    def read(self, picture: NDArray[np.uint8], skip: Collection[str] = ()) -> Reading:
        """Return what the picture shows; see `preprocess` for the arguments.

        Raises:
            PictureError: the array is no picture.
        """
        return self.read_all([preprocess(picture, skip)])[0]

    def read_all(self, preprocessed: Sequence[Preprocessed]) -> list[Reading]:
        """Return what each of many pictures shows, in one go."""
        images = [one.image for one in preprocessed]
        probabilities = self.probabilities(np.stack(images)) if images else ()
        return [self._reading(one, shares) for one, shares in zip(preprocessed, probabilities, strict=True)]

    def _reading(self, preprocessed: Preprocessed, probabilities: NDArray[np.float32]) -> Reading:
        if preprocessed.status in ("empty", "faint"):
            return Reading("empty", None, None, preprocessed)
        if preprocessed.status == "several":
            return Reading("several", None, None, preprocessed)
        label = int(probabilities.argmax())
        sure = probabilities[label] >= self.threshold
        return Reading("digit" if sure else "unsure", label, probabilities, preprocessed)
