"""What goes on inside a network while it reads one picture: each layer by hand, and what the answer hangs on.

Knows trained Keras networks and images. Does not know files, training sets or pages.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import softmax

from model.architecture import ACTIVATION_TITLES, KIND_TITLES
from model.backend import keras, layers, tf
from model.classifier import Classifier
from model.errors import ExplanationError

Values = NDArray[np.float32]


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
        activation: name of the function that follows, "linear" for none.
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

    def __init__(self, classifier: Classifier) -> None:
        """Prepare one pass that gives what every layer puts out.

        Raises:
            ExplanationError: the last layer is not dense with softmax, or with one sigmoid.
        """
        network = classifier.network
        self.classifier = classifier
        self.layers = list(network.layers)
        self.titles = [f"{number}. {_in_words(layer)}" for number, layer in enumerate(self.layers, start=1)]
        last = self.layers[-1]
        if not isinstance(last, layers.Dense) or last.activation.__name__ not in ("softmax", "sigmoid"):
            raise ExplanationError("This network does not end in a dense layer of shares, so it cannot be looked into.")
        signature = [tf.TensorSpec((None, *network.input_shape[1:]), tf.float32)]
        outputs = keras.Model(network.inputs, [layer.output for layer in self.layers])
        self._outputs = tf.function(lambda batch: outputs(batch, training=False), input_signature=signature)
        hidden = keras.Model(network.inputs, last.input)
        self._hidden = tf.function(lambda batch: hidden(batch, training=False), input_signature=signature)

    def layers_of(self, *kinds: type) -> list[int]:
        """Return the numbers, from 0, of the layers of these kinds."""
        return [number for number, layer in enumerate(self.layers) if isinstance(layer, kinds)]

    def convolutions(self) -> list[int]:
        """Return the numbers of the convolutions.

        Raises:
            ExplanationError: there is none.
        """
        found = self.layers_of(layers.Conv2D)
        if not found:
            raise ExplanationError(
                "This network has no convolution: it reads all pixels at once. Choose one that has one."
            )
        return found

    def look(self, image: Values) -> Look:
        """Return what every layer makes of an image, in one pass.

        Args:
            image: float32 (height, width) or (height, width, channels), of the size that the network reads.

        Raises:
            ExplanationError: the image is of another size.
        """
        batch = self._batch(image[None])
        outputs = [np.asarray(output[0]) for output in self._outputs(tf.constant(batch))]
        shares = outputs[-1] if len(outputs[-1]) > 1 else np.concatenate([1 - outputs[-1], outputs[-1]])
        return Look(batch[0], outputs, shares)

    def features(self, images: Values) -> Values:
        """Return what the last hidden layer makes of images (n, height, width[, channels]): float32 (n, features)."""
        return np.asarray(self._hidden(tf.constant(self._batch(images))))

    def strongest(self, images: Values) -> list[Values]:
        """Return, for each layer, how strongly the images excite each filter: its largest number, (n, filters)."""
        outputs = self._outputs(tf.constant(self._batch(images)))
        return [np.asarray(tf.reduce_max(out, (1, 2)) if len(out.shape) == 4 else out) for out in outputs]

    def decide(self, look: Look) -> Decision:
        """Return how the last layer comes to its probabilities."""
        layer, reads = self.layers[-1], look.read_by(len(self.layers) - 1).astype(np.float64)
        kernel = np.asarray(layer.kernel, np.float64)  # (features, units)
        sums = reads @ kernel
        biases = np.asarray(layer.bias, np.float64) if layer.use_bias else np.zeros_like(sums)
        if layer.activation.__name__ == "sigmoid":
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
        last = self.convolutions()[-1]
        whole = self._batch(image[None])
        maps = tf.constant(self._outputs(tf.constant(whole))[last])  # (1, rows, columns, filters)
        with tf.GradientTape() as tape:
            tape.watch(maps)
            value = maps
            for layer in self.layers[last + 1 : -1]:
                value = layer(value, training=False)
            end = self.layers[-1]
            logits = tf.matmul(value, end.kernel)
            if end.activation.__name__ == "sigmoid":
                logits = tf.concat([-logits, logits], axis=1)
            score = logits[0, label]
        weights = tf.reduce_mean(tape.gradient(score, maps), axis=(1, 2), keepdims=True)
        cam = tf.nn.relu(tf.reduce_sum(weights * maps, axis=-1, keepdims=True))
        heat = np.asarray(tf.image.resize(cam, whole.shape[1:3]))[0, :, :, 0]
        return heat / heat.max() if heat.max() > 0 else heat

    def _batch(self, images: Values) -> Values:
        batch = images if images.ndim == 4 else images[..., None]
        wanted = self.classifier.network.input_shape[1:]
        if batch.shape[1:] != wanted:
            shape = "{} x {} px, {}".format(*wanted[:2], "grey" if wanted[2] == 1 else "in colour")
            raise ExplanationError(f"This network reads pictures of {shape}. Choose a test picture of its own.")
        return batch.astype(np.float32)


def _in_words(layer: keras.Layer) -> str:
    """Return what a layer is, short enough for a list to choose from."""
    match layer:
        case layers.Conv2D():
            return "{} {}x{}, {} filters".format(KIND_TITLES["convolution"], *layer.kernel_size, layer.filters)
        case layers.MaxPooling2D():
            return "{} {}x{}".format(KIND_TITLES["max-pooling"], *layer.pool_size)
        case layers.AveragePooling2D():
            return "{} {}x{}".format(KIND_TITLES["average-pooling"], *layer.pool_size)
        case layers.Dense():
            return f"{KIND_TITLES['dense']}, {layer.units}"
        case layers.BatchNormalization():
            return KIND_TITLES["batch-normalization"]
        case layers.Activation():
            return ACTIVATION_TITLES.get(layer.activation.__name__, KIND_TITLES["activation"])
        case _:
            return type(layer).__name__


def convolve(layer: keras.Layer, reads: Values, number: int, row: int, column: int) -> Convolution:
    """Return one filter of a Conv2D layer at one position of its output, by hand.

    Args:
        layer: the convolution.
        reads: what it reads, (height, width, channels).
        number: the filter, from 0.
        row: of the output, from 0.
        column: likewise.
    """
    patch, top, left = _patch(layer, layer.kernel_size, reads, row, column)
    kernel = np.asarray(layer.kernel, np.float64)[..., number]
    bias = float(np.asarray(layer.bias)[number]) if layer.use_bias else 0.0
    products = patch * kernel
    total = tf.constant([[products.sum() + bias]], tf.float64)
    output = float(np.asarray(layer.activation(total)).item())
    return Convolution(top, left, patch, kernel, products, bias, layer.activation.__name__, output)


def pool(layer: keras.Layer, reads: Values, number: int, row: int, column: int) -> Pooling:
    """Return one channel of a MaxPooling2D or AveragePooling2D layer at one position, by hand; see `convolve`."""
    padded, top, left = _patch(layer, layer.pool_size, reads[..., number : number + 1], row, column, beyond=np.nan)
    rows, columns = ~np.isnan(padded[..., 0]).all(axis=1), ~np.isnan(padded[..., 0]).all(axis=0)
    window = padded[rows][:, columns, 0]  # what lies beyond the edge does not count
    largest = isinstance(layer, layers.MaxPooling2D)
    return Pooling(
        max(0, top), max(0, left), window, "largest" if largest else "mean",
        float(window.max() if largest else window.mean()),
    )  # fmt: skip


def _patch(
    layer: keras.Layer, size: tuple[int, int], reads: Values, row: int, column: int, beyond: float = 0.0
) -> tuple[NDArray[np.float64], int, int]:
    """Return the patch (height, width, channels) that a layer reads for one position, and its corner."""
    corner = []
    for length, part, stride, place in zip(reads.shape, size, layer.strides, (row, column), strict=False):
        missing = max(0, (-(-length // stride) - 1) * stride + part - length) if layer.padding == "same" else 0
        corner.append(place * stride - missing // 2)
    top, left = corner
    edges = [(size[0], size[0]), (size[1], size[1]), (0, 0)]
    padded = np.pad(reads.astype(np.float64), edges, constant_values=beyond)
    rows, columns = (slice(place + part, place + 2 * part) for place, part in zip(corner, size, strict=True))
    return padded[rows, columns], top, left


def _corners(length: int, side: int) -> list[int]:
    """Return where patches begin, a third of a larger patch apart, so that they cover the whole length."""
    return sorted({*range(0, length - side + 1, max(1, side // 4)), length - side})
