"""Weights as a safetensors file: numbers alone, nothing that could run. What a file says is checked before it is read.

Knows names, shapes and numbers. Does not know networks or where the file comes from.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
import safetensors.numpy
from numpy.typing import NDArray
from safetensors import SafetensorError

from model.errors import VersionError
from model.networks.layers import Shape
from model.storage import files

_MOST_HEADER = 100_000  # bytes


def to_bytes(arrays: Sequence[NDArray[np.float32]], shapes: Mapping[str, Shape]) -> bytes:
    """Return the content of a file with these arrays, named as the shapes are.

    Raises:
        VersionError: they are of other shapes.
    """
    if [array.shape for array in arrays] != list(shapes.values()):
        raise VersionError(
            "weights-of-another",
            "The weights of this network are those of another one. Choose another version.",
        )
    return safetensors.numpy.save(dict(zip(shapes, map(np.ascontiguousarray, arrays), strict=True)))


def from_bytes(content: bytes, shapes: Mapping[str, Shape]) -> list[NDArray[np.float32]]:
    """Return the arrays in a file, in the order of their names' shapes.

    Raises:
        VersionError: the file is damaged, or holds something else than float32 of these names and shapes, or numbers
            that are not finite.
    """
    _check_header(_header(content), shapes, len(content))
    try:
        arrays = safetensors.numpy.load(content)
    except (SafetensorError, ValueError) as error:
        raise _damaged() from error
    for name, array in arrays.items():
        if not np.isfinite(array).all():
            raise VersionError(
                "weights-not-finite",
                "The weights {name} in this file hold values that are no numbers, or endless. Choose another file.",
                name=name,
            )
    return [arrays[name] for name in shapes]


def _header(content: bytes) -> Mapping[str, object]:
    """Return what the file says of itself."""
    size = int.from_bytes(content[:8], "little")
    if len(content) < 8 or size > len(content) - 8:
        raise _damaged()
    if size > _MOST_HEADER:
        raise VersionError(
            "long-header-of-weights",
            "`weights.safetensors` in this file says far more than there is to say of a network. Choose another file.",
        )
    try:
        header = files.from_json(content[8 : 8 + size])
    except ValueError as error:
        raise _damaged() from error
    if not isinstance(header, dict):
        raise _damaged()
    header.pop("__metadata__", None)
    return header


def _check_header(header: Mapping[str, object], shapes: Mapping[str, Shape], size: int) -> None:
    if header.keys() != shapes.keys():
        odd = sorted(header.keys() ^ shapes.keys())[0]
        raise VersionError(
            "other-weights-in-file",
            "The weights in this file are not those of its network: it is about {name}. Choose another file.",
            name=odd,
        )
    for name, shape in shapes.items():
        match header[name]:
            case {"dtype": str(kind), "shape": list(said), "data_offsets": [int(begin), int(end)]}:
                pass
            case _:
                raise _damaged()
        if kind != "F32":
            raise VersionError(
                "other-kind-of-weights",
                "The weights {name} in this file are numbers of the kind {kind}, and not float32 (F32). Choose another"
                " file.",
                name=name,
                kind=kind,
            )
        if said != list(shape) or not all(type(side) is int for side in said):
            raise VersionError(
                "other-shape-of-weights",
                "The weights {name} in this file have the shape {said}, and the network needs {shape}. Choose another"
                " file.",
                name=name,
                said=said,
                shape=list(shape),
            )
        if end - begin != 4 * math.prod(shape) or not 0 <= begin <= end <= size:
            raise _damaged()


def _damaged() -> VersionError:
    return VersionError(
        "damaged-weights",
        "`weights.safetensors` in this file is damaged. Download the Inkling file again where it came from.",
    )
