"""A network as the page carries it: its layers as plain data, and its numbers as bytes.

Knows layers, weights and LiteRT's answers. Does not know HTML.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from model.datasets.digit_styles import OTHERS, other, styled_digit
from model.errors import ConfigError, VersionError
from model.explanation.by_hand import Values, Weights, by_layer, forward
from model.images.preprocessing import preprocess
from model.images.strokes import RENDERINGS, rendered
from model.inference.classifier import Classifier
from model.inference.weights import damaged, weights_in
from model.networks.layers import Layer

_MOST_APART = 5e-4  # between a probability of the page and of the classifier; what is promised is twice as much
_MOST_EXACT = 700_000  # bytes of the numbers, up to which all of their digits are kept: then the page has 1 MB at most
_TRIED = 30  # drawings on which the two are compared
_EPSILON = 1e-3  # Keras adds it to the variance of a batch normalization


class PageNetwork(NamedTuple):
    """A network in the page.

    Attributes:
        layers: as `Layer.to_dict` gives them, without those that do nothing here; `sizes` of each says how many numbers
            each of its arrays has.
        numbers: of all arrays one after the other, little-endian; weights in rows, one for each filter or unit.
        bytes_each: 4, or 2 (half precision) of a large network that answers the same with them.
    """

    layers: list[dict[str, Any]]
    numbers: bytes
    bytes_each: int


def page_network(classifier: Classifier, folder: Path) -> PageNetwork:
    """Return the network of a classifier that lies in a folder.

    Raises:
        ClassifierError: its weights are missing or damaged, or are not those of its LiteRT file.
    """
    layers, weights = _read(classifier, folder)
    images = np.stack(list(_drawn_images()))
    expected = classifier.probabilities(images)
    is_small = 4 * sum(array.size for own in weights for array in own) <= _MOST_EXACT
    for kind in ("<f4",) if is_small else ("<f2", "<f4"):
        with np.errstate(over="ignore", invalid="ignore"):  # too large for half precision: then no answer is the same
            stored = [[array.astype(kind) for array in own] for own in weights]
            found = np.stack([forward(layers, _as_keras(layers, stored), image[..., None])[-1] for image in images])
        if found.shape == expected.shape and np.abs(found - expected).max() <= _MOST_APART:
            return _packed(layers, stored)
    raise damaged(folder)


def too_large(size: int, most: int) -> VersionError:
    """Return what is said of a page that would have more bytes than it may."""
    return VersionError(
        "page-too-large",
        "The page of this network would have {size:.1f} MB, and at most {most:.0f} MB open well on a phone. Take it"
        " home as LiteRT.",
        size=size / 1_000_000,
        most=most / 1_000_000,
    )


def _read(classifier: Classifier, folder: Path) -> tuple[list[Layer], Weights]:
    """Return the layers that do something, and the weights of each: of a batch normalization a scale and a shift."""
    try:
        layers = [Layer.from_dict(each) for each in classifier.card.layers]
        weights = by_layer(layers, weights_in(folder))
    except ConfigError as error:
        raise damaged(folder) from error
    pairs = [(layer, own) for layer, own in zip(layers, weights, strict=True) if layer.kind != "dropout"]
    return [layer for layer, __ in pairs], [_folded(own) if len(own) == 4 else own for __, own in pairs]


def _folded(own: list[Values]) -> list[Values]:
    scale, shift, mean, variance = own
    factor = scale / np.sqrt(variance + np.float32(_EPSILON))
    return [factor, shift - mean * factor]


def _as_keras(layers: list[Layer], stored: list[list[NDArray[np.floating]]]) -> Weights:
    """Return the weights of each layer as `forward` wants them: four arrays of a batch normalization."""
    found: Weights = []
    for layer, own in zip(layers, stored, strict=True):
        arrays = [array.astype(np.float32) for array in own]
        if layer.kind == "batch-normalization":
            arrays += [np.zeros_like(arrays[0]), np.full_like(arrays[0], 1 - _EPSILON)]
        found.append(arrays)
    return found


def _packed(layers: list[Layer], stored: list[list[NDArray[np.floating]]]) -> PageNetwork:
    described = [
        {**layer.to_dict(), "sizes": [array.size for array in own]} for layer, own in zip(layers, stored, strict=True)
    ]
    arrays = [array for own in stored for array in own]
    # (..., in, out) -> (out, ..., in): the numbers of a filter lie beside one another
    numbers = b"".join(np.moveaxis(array, -1, 0).tobytes() for array in arrays)
    return PageNetwork(described, numbers, arrays[0].itemsize)


def _drawn_images() -> Iterator[Values]:
    """Yield images, float32 (28, 28), the same at each call: digits of many hands, and what is none."""
    rng = np.random.default_rng(28)
    kinds = list(OTHERS)
    for number in range(_TRIED):
        strokes = styled_digit(number % 10, rng) if number % 4 else other(str(rng.choice(kinds)), rng)
        yield preprocess(rendered(strokes, list(RENDERINGS.values())[number % len(RENDERINGS)], rng)).image
