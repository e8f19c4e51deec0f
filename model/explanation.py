"""What goes on inside a network while it reads one picture: each layer by hand, and what the answer hangs on.

Knows classifiers and images; needs neither TensorFlow nor Keras. Does not know training sets or pages.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy.special import softmax

from model import by_hand, files
from model.architecture import ACTIVATION_TITLES, KIND_TITLES, Layer
from model.by_hand import Values, Weights
from model.cards import WEIGHTS
from model.classifier import Classifier, both_classes
from model.errors import ClassifierError, ExplanationError


@dataclass(frozen=True)
class Look:
    """One picture on its way through a network.

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
class Convolution:
    """One filter of a convolution at one position.

    Attributes:
        top: row of the patch's corner in what the layer reads; negative where it reaches over the edge.
        left: likewise, the column.
        patch: (height, width, channels), 0 beyond the edge.
        kernel: the filter's weights, of the same shape.
        products: patch times kernel, number by number.
        bias: added to the sum of the products; 0 where the layer has none.
        activation: name of the function that follows, "none" for none.
        output: what comes out.
    """

    top: int
    left: int
    patch: NDArray[np.float64]
    kernel: NDArray[np.float64]
    products: NDArray[np.float64]
    bias: float
    activation: str
    output: float

    @property
    def channel_sums(self) -> NDArray[np.float64]:
        """The sum of the products of each channel, (channels,)."""
        return self.products.sum(axis=(0, 1))

    @property
    def total(self) -> float:
        """The sum of all products, without the bias."""
        return float(self.products.sum())


@dataclass(frozen=True)
class Pooling:
    """One channel of a pooling at one position: the window (height, width), cut off at the edge, and what comes out."""

    top: int
    left: int
    window: NDArray[np.float64]
    takes: str
    output: float


@dataclass(frozen=True)
class Decision:
    """How the last layer comes to its probabilities, (classes,) each.

    A network of one output has the logits 0 and z: softmax of the two is the sigmoid of z.

    Attributes:
        sums: the sum of inputs times weights.
        biases: added to the sums.
        logits: sums plus biases.
        exponentials: e to the power of the logits.
        shares: the exponentials divided by their total: the probabilities.
        inputs: how many numbers the layer reads.
    """

    sums: NDArray[np.float64]
    biases: NDArray[np.float64]
    logits: NDArray[np.float64]
    exponentials: NDArray[np.float64]
    shares: NDArray[np.float64]
    inputs: int


@dataclass(frozen=True)
class Occlusion:
    """What the answer loses when a patch of the picture is erased (Zeiler and Fergus, 2014).

    Attributes:
        side: of the patch, in px.
        tops: rows of the patches' corners; `lefts`: columns.
        costs: float32 (tops, lefts): probability that the class loses; negative where it gains.
        heat: float32 (height, width): the mean cost of the patches that cover a pixel.
        top: row of the patch that costs most; `left`: column.
        without: float32 (classes,): the probabilities when that patch is erased.
    """

    side: int
    tops: list[int]
    lefts: list[int]
    costs: Values
    heat: Values
    top: int
    left: int
    without: Values


class Anatomy:
    """A classifier's network, opened."""

    def __init__(self, classifier: Classifier, arrays: Sequence[Values]) -> None:
        """Put the layers beside their weights.

        Args:
            classifier: its card lists the layers.
            arrays: the weights, in the order of Keras's `get_weights`.

        Raises:
            ExplanationError: the weights are not those of the layers, or the last layer is not dense with softmax, or
                with one sigmoid.
        """
        self.classifier = classifier
        self.layers = [Layer.from_dict(each) for each in classifier.card["layers"]]
        self.weights: Weights = by_hand.by_layer(self.layers, arrays)
        self.titles = [f"{number}. {_in_words(layer)}" for number, layer in enumerate(self.layers, start=1)]
        last = self.layers[-1]
        if last.kind != "dense" or last.activation not in ("softmax", "sigmoid"):
            raise ExplanationError("This network does not end in a dense layer of shares, so it cannot be looked into.")

    @classmethod
    def of(cls, classifier: Classifier, folder: Path) -> Anatomy:
        """Return the network of a classifier that was loaded from the folder, opened.

        Raises:
            ClassifierError: its weights are missing or damaged.
            ExplanationError: see `__init__`.
        """
        try:
            with np.load(folder / WEIGHTS, allow_pickle=False) as archive:
                arrays = in_order(archive)
        except files.NPZ_FAULTS as error:
            raise ClassifierError(f"The classifier in {folder.name} is damaged. Choose another one.") from error
        return cls(classifier, arrays)

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
                "This network has no convolution: it reads all pixels at once. Choose one that has one."
            )
        return found

    def kernel(self, at: int) -> Values:
        """Return the weights of a convolution, (side, side, channels, filters)."""
        return self.weights[at][0]

    def look(self, image: Values) -> Look:
        """Return what every layer makes of an image, in one pass.

        Args:
            image: float32 (height, width) or (height, width, channels), of the size that the network reads.

        Raises:
            ExplanationError: the image is of another size.
        """
        batch = self._batch(image[None])
        outputs = self.classifier.graph.outputs(batch)
        return Look(batch[0], [output[0] for output in outputs], both_classes(outputs[-1])[0])

    def look_with(self, arrays: Sequence[Values], image: Values) -> Look:
        """Return what every layer would make of an image if the network had other weights; see `look`.

        Args:
            arrays: in the order of Keras's `get_weights`.
            image: as for `look`.

        Raises:
            ExplanationError: the image is of another size, or the weights are not those of the layers.
        """
        (whole,) = self._batch(image[None])
        outputs = by_hand.forward(self.layers, by_hand.by_layer(self.layers, arrays), whole)
        return Look(whole, outputs, both_classes(outputs[-1][None])[0])

    def features(self, images: Values) -> Values:
        """Return what the last hidden layer makes of images (n, height, width[, channels]): float32 (n, features)."""
        return self.classifier.graph.output(self._batch(images), -2)

    def strongest(self, images: Values) -> list[Values]:
        """Return, for each layer, how strongly the images excite each filter: its largest number, (n, filters)."""
        outputs = self.classifier.graph.outputs(self._batch(images))
        return [out.max(axis=(1, 2)) if out.ndim == 4 else out for out in outputs]

    def decide(self, look: Look) -> Decision:
        """Return how the last layer comes to its probabilities."""
        reads = look.read_by(len(self.layers) - 1).astype(np.float64)
        kernel, biases = (array.astype(np.float64) for array in self.weights[-1])  # (features, units), (units,)
        sums = reads @ kernel
        if self.layers[-1].activation == "sigmoid":
            sums, biases = (np.concatenate([[0.0], each]) for each in (sums, biases))
        logits = sums + biases
        with np.errstate(over="ignore"):
            return Decision(sums, biases, logits, np.exp(logits), softmax(logits), len(reads))

    def occlude(self, image: Values, label: int) -> Occlusion:
        """Return what erasing each patch costs a class, all patches in one pass.

        Erased is paper (0.0) in a grey picture, the mean colour in one of colours.
        """
        whole = self._batch(image[None])[0]
        height, width, channels = whole.shape
        side = min(height, width, max(3, round(min(height, width) / 6)))
        tops, lefts = (_corners(length, side) for length in (height, width))
        blank = np.zeros(1, np.float32) if channels == 1 else whole.mean(axis=(0, 1))
        places = [(top, left) for top in tops for left in lefts]
        batch = np.repeat(whole[None], len(places) + 1, axis=0)
        for erased, (top, left) in zip(batch, places, strict=False):
            erased[top : top + side, left : left + side] = blank
        shares = self.classifier.probabilities(batch)  # the last one is of the picture itself
        costs = (shares[-1, label] - shares[:-1, label]).astype(np.float32)
        heat, cover = np.zeros((2, height, width), np.float32)
        for cost, (top, left) in zip(costs, places, strict=True):
            heat[top : top + side, left : left + side] += cost
            cover[top : top + side, left : left + side] += 1
        worst = int(costs.argmax())
        grid = costs.reshape(len(tops), len(lefts))
        return Occlusion(side, tops, lefts, grid, heat / cover, *places[worst], shares[worst])

    def grad_cam(self, image: Values, label: int) -> Values:
        """Return where the last convolution found what speaks for a class: float32 (height, width), 0 to 1.

        Grad-CAM (Selvaraju et al., 2017): the convolution's maps, each weighed by the mean gradient of the class's
        logit, summed, cut off below 0, enlarged to the image. All 0 where nothing speaks for the class.

        Raises:
            ExplanationError: the network has no convolution.
        """
        last, look = self.convolutions()[-1], self.look(image)
        maps = look.outputs[last]  # (rows, columns, filters)
        slope = by_hand.gradient(self.layers, self.weights, look.outputs, last, label)
        cam = np.maximum((maps * slope.mean(axis=(0, 1))).sum(axis=2), 0).astype(np.float32)
        height, width, _ = look.image.shape
        heat = np.asarray(Image.fromarray(cam).resize((width, height), Image.Resampling.BILINEAR))
        return heat / heat.max() if heat.max() > 0 else heat

    def _batch(self, images: Values) -> Values:
        batch = images if images.ndim == 4 else images[..., None]
        wanted = self.classifier.graph.input_shape
        if batch.shape[1:] != wanted:
            shape = "{} x {} px, {}".format(*wanted[:2], "grey" if wanted[2] == 1 else "in colour")
            raise ExplanationError(f"This network reads pictures of {shape}. Choose a test picture of its own.")
        return batch.astype(np.float32)


def in_order(archive: Mapping[str, NDArray[np.floating]]) -> list[Values]:
    """Return the arrays arr_0, arr_1, ... of an .npz file as float32; raises KeyError where one is missing."""
    return [np.asarray(archive[f"arr_{number}"], np.float32) for number in range(len(archive))]


def _in_words(layer: Layer) -> str:
    """Return what a layer is, short enough for a list to choose from."""
    match layer.kind:
        case "convolution":
            return f"{KIND_TITLES[layer.kind]} {layer.kernel}x{layer.kernel}, {layer.filters} filters"
        case "max-pooling" | "average-pooling":
            return f"{KIND_TITLES[layer.kind]} {layer.pool}x{layer.pool}"
        case "dense":
            return f"{KIND_TITLES[layer.kind]}, {layer.units}"
        case "activation":
            return ACTIVATION_TITLES[layer.activation]
        case _:
            return KIND_TITLES[layer.kind]


def convolve(layer: Layer, weights: Sequence[Values], reads: Values, number: int, row: int, column: int) -> Convolution:
    """Return one filter of a convolution at one position of its output, by hand.

    Args:
        layer: the convolution.
        weights: its kernel (side, side, channels, filters) and bias (filters,).
        reads: what it reads, (height, width, channels).
        number: the filter, from 0.
        row: of the output, from 0.
        column: likewise.
    """
    patch, top, left = _patch(layer, reads, row, column)
    kernel = weights[0][..., number].astype(np.float64)
    bias = float(weights[1][number])
    products = patch * kernel
    output = float(by_hand.activated(layer.activation, np.array(products.sum() + bias)))
    return Convolution(top, left, patch, kernel, products, bias, layer.activation, output)


def pool(layer: Layer, reads: Values, number: int, row: int, column: int) -> Pooling:
    """Return one channel of a pooling at one position, by hand; see `convolve`."""
    patch, top, left = _patch(layer, reads[..., number : number + 1], row, column)
    window, largest = patch[..., 0], layer.kind == "max-pooling"
    output = float(window.max() if largest else window.mean())
    return Pooling(top, left, window, "largest" if largest else "mean", output)


def _patch(layer: Layer, reads: Values, row: int, column: int) -> tuple[NDArray[np.float64], int, int]:
    """Return the patch (side, side, channels) that a layer reads for one position, 0 beyond the edge; its corner."""
    top, left = by_hand.corner(layer, reads.shape, row, column)
    side, _ = by_hand.side_and_stride(layer)
    padded = np.pad(reads.astype(np.float64), [(side, side), (side, side), (0, 0)])
    return padded[top + side : top + 2 * side, left + side : left + 2 * side], top, left


def _corners(length: int, side: int) -> list[int]:
    """Return where patches begin, a third of a larger patch apart, so that they cover the whole length."""
    return sorted({*range(0, length - side + 1, max(1, side // 4)), length - side})
