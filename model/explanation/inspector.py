"""What goes on inside a network while it reads one picture: what each layer puts out, and how the answer follows.

Knows classifiers and images; needs neither TensorFlow nor Keras. Does not know training sets or pages.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.special import softmax

from model.errors import ExplanationError
from model.explanation import by_hand
from model.explanation.by_hand import Values, Weights
from model.inference.classifier import Classifier, both_classes
from model.inference.weights import weights_in
from model.languages.translation import _, ngettext
from model.networks.layers import ACTIVATION_TITLES, KIND_TITLES, Layer


@dataclass(frozen=True)
class Activations:
    """What every layer of a network makes of one picture.

    Attributes:
        image: float32 (height, width, channels), 0 to 1.
        outputs: what each layer puts out, in order: float32 (height, width, filters) or (units,).
        probabilities: float32 (classes,), summing to 1.
    """

    image: Values
    outputs: list[Values]
    probabilities: Values

    def read_by(self, layer: int) -> Values:
        """Return what the layer of that number, from 0, reads."""
        return self.outputs[layer - 1] if layer else self.image


@dataclass(frozen=True)
class Decision:
    """How the last layer comes to its probabilities, (classes,) each.

    A network of one output has the logits 0 and z: softmax of the two is the sigmoid of z.

    Attributes:
        sums: the sum of inputs times weights.
        biases: added to the sums.
        logits: sums plus biases.
        exponentials: e to the power of the logits.
        probabilities: the exponentials divided by their total.
        inputs: how many numbers the layer reads.
    """

    sums: NDArray[np.float64]
    biases: NDArray[np.float64]
    logits: NDArray[np.float64]
    exponentials: NDArray[np.float64]
    probabilities: NDArray[np.float64]
    inputs: int


class NetworkInspector:
    """A classifier's network, opened."""

    def __init__(self, classifier: Classifier, arrays: Sequence[Values]) -> None:
        """Put the layers beside their weights.

        Args:
            classifier: its card lists the layers.
            arrays: the weights, in the order of Keras's `get_weights`.

        Raises:
            ExplanationError: the weights are not those of the classifier, or the last layer is not dense with softmax,
                or with one sigmoid.
        """
        self.classifier = classifier
        self.layers = [Layer.from_dict(each) for each in classifier.card.layers]
        self.weights: Weights = by_hand.by_layer(self.layers, arrays)
        last = self.layers[-1]
        if last.kind != "dense" or last.activation not in ("softmax", "sigmoid"):
            raise ExplanationError(
                "no-probabilities-at-the-end",
                "This network does not end in a dense layer of probabilities, so it cannot be looked into.",
            )
        self._check_weights()

    def _check_weights(self) -> None:
        """Refuse weights with which a layer, worked out by hand, gives something else than the classifier.

        The last layer alone would not do: where a network is as unsure as can be, other weights leave it so.
        """
        noise = np.random.default_rng(1).random(self.classifier.graph.input_shape, np.float32)
        by_weights = by_hand.forward(self.layers, self.weights, noise)
        answers = [answer for (answer,) in self.classifier.graph.outputs(noise[None])]
        if [each.shape for each in by_weights] != [each.shape for each in answers] or not all(
            np.allclose(ours, theirs, rtol=1e-3, atol=1e-3) for ours, theirs in zip(by_weights, answers, strict=True)
        ):
            raise by_hand.other_weights()

    @classmethod
    def of(cls, classifier: Classifier, folder: Path) -> NetworkInspector:
        """Return the network of a classifier that was loaded from the folder, opened.

        Raises:
            ClassifierError: its weights are missing or damaged.
            ExplanationError: see `__init__`.
        """
        return cls(classifier, weights_in(folder))

    def title(self, at: int) -> str:
        """Return the number, from 1, and what the layer is, in the reader's language: for a list to choose from."""
        return f"{at + 1}. {_title(self.layers[at])}"

    def layers_of(self, *kinds: str) -> list[int]:
        """Return the numbers, from 0, of the layers of these kinds."""
        return [number for number, layer in enumerate(self.layers) if layer.kind in kinds]

    def convolutions(self) -> list[int]:
        """Return the numbers of the convolutions.

        Raises:
            ExplanationError: there is none.
        """
        found = self.layers_of("convolution")
        if not found:
            raise ExplanationError(
                "no-convolution",
                "This network has no convolution: it reads all pixels at once. Choose one that has one.",
            )
        return found

    def kernel(self, at: int) -> Values:
        """Return the weights of a convolution, (side, side, channels, filters)."""
        return self.weights[at][0]

    def activations(self, image: Values) -> Activations:
        """Return what every layer makes of an image, in one pass.

        Args:
            image: float32 (height, width) or (height, width, channels), of the size that the network reads.

        Raises:
            ExplanationError: the image is of another size.
        """
        batch = self.batch(image[None])
        outputs = self.classifier.graph.outputs(batch)
        return Activations(batch[0], [output[0] for output in outputs], both_classes(outputs[-1])[0])

    def activations_with(self, arrays: Sequence[Values], image: Values) -> Activations:
        """Return what every layer would make of an image if the network had other weights; see `activations`.

        Args:
            arrays: in the order of Keras's `get_weights`.
            image: as for `activations`.

        Raises:
            ExplanationError: the image is of another size, or the weights are not those of the layers.
        """
        (whole,) = self.batch(image[None])
        outputs = by_hand.forward(self.layers, by_hand.by_layer(self.layers, arrays), whole)
        return Activations(whole, outputs, both_classes(outputs[-1][None])[0])

    def features(self, images: Values) -> Values:
        """Return what the last hidden layer makes of images (n, height, width[, channels]): float32 (n, features)."""
        return self.classifier.graph.output(self.batch(images), -2)

    def strongest(self, images: Values) -> list[Values]:
        """Return, for each layer, how strongly the images activate each filter: its largest number, (n, filters)."""
        outputs = self.classifier.graph.outputs(self.batch(images))
        return [out.max(axis=(1, 2)) if out.ndim == 4 else out for out in outputs]

    def decide(self, activations: Activations) -> Decision:
        """Return how the last layer comes to its probabilities."""
        reads = activations.read_by(len(self.layers) - 1).astype(np.float64)
        kernel, biases = (array.astype(np.float64) for array in self.weights[-1])  # (features, units), (units,)
        sums = reads @ kernel
        if self.layers[-1].activation == "sigmoid":
            sums, biases = (np.concatenate([[0.0], each]) for each in (sums, biases))
        logits = sums + biases
        with np.errstate(over="ignore"):
            return Decision(sums, biases, logits, np.exp(logits), softmax(logits), len(reads))

    def batch(self, images: Values) -> Values:
        """Return images as the network reads them.

        Args:
            images: float32 (n, height, width) or (n, height, width, channels).

        Returns:
            float32 (n, height, width, channels).

        Raises:
            ExplanationError: they are of another size, or grey where colour is read.
        """
        batch = images if images.ndim == 4 else images[..., None]  # (n, height, width, channels)
        height, width, channels = self.classifier.graph.input_shape
        if batch.shape[1:] == (height, width, channels):
            return batch.astype(np.float32)
        if channels == 1:
            raise ExplanationError(
                "reads-grey-pictures",
                "This network reads pictures of {height} x {width} px, grey. Choose a test picture of its own.",
                height=height,
                width=width,
            )
        raise ExplanationError(
            "reads-colour-pictures",
            "This network reads pictures of {height} x {width} px, in colour. Choose a test picture of its own.",
            height=height,
            width=width,
        )


def _title(layer: Layer) -> str:
    """Return what a layer is."""
    title = ACTIVATION_TITLES[layer.activation] if layer.kind == "activation" else KIND_TITLES[layer.kind]
    kind = _(title)
    match layer.kind:
        case "convolution":
            # NOTE: a layer, such as "Convolution 5x5, 32 filters"
            said = ngettext(
                "{kind} {side}x{side}, {filters} filter", "{kind} {side}x{side}, {filters} filters", layer.filters
            )
            return said.format(kind=kind, side=layer.kernel, filters=layer.filters)
        case "max-pooling" | "average-pooling":
            # NOTE: a layer, such as "Max pooling 2x2"
            return _("{kind} {side}x{side}").format(kind=kind, side=layer.pool)
        case "dense":
            # NOTE: a layer, such as "Dense, 128"
            return _("{kind}, {units}").format(kind=kind, units=layer.units)
        case _:
            return kind
