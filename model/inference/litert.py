"""A network as a LiteRT file: images in, what each of its layers puts out, out. No TensorFlow, no Keras.

Knows LiteRT. Does not know cards, classes or how the file was made (see `export`).
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import NamedTuple

import numpy as np
from ai_edge_litert.interpreter import Interpreter
from numpy.typing import NDArray

from model.errors import ClassifierError
from model.runtime.quiet import quiet

Values = NDArray[np.float32]

_BATCH = 16  # images a pass, where there are many: beyond that a pass gains nothing, and its memory grows


class _Pass(NamedTuple):
    """An interpreter for batches of one size, with the numbers of its tensors: the input, each layer's output."""

    interpreter: Interpreter
    input: int
    outputs: list[int]


class Graph:
    """A network that many threads can use at once.

    Attributes:
        input_shape: height, width and channels of the images.
    """

    def __init__(self, content: bytes) -> None:
        """Keep the content of a LiteRT file whose outputs are those of all layers, named in order: output_0, ...

        Raises:
            ClassifierError: it is no such file.
        """
        self._content = content
        self._idle: dict[int, list[_Pass]] = {1: [], _BATCH: []}  # an interpreter serves one thread at a time
        with self._borrowed(1) as one:
            _, height, width, channels = map(int, one.interpreter.get_input_details()[0]["shape"])
        self.input_shape = height, width, channels

    def outputs(self, images: Values) -> list[Values]:
        """Return what each layer makes of images (n, height, width, channels): float32 (n, ...) for each layer."""
        parts = self._computed(images, slice(None))
        return [np.concatenate(layer) for layer in zip(*parts, strict=True)]

    def output(self, images: Values, layer: int) -> Values:
        """Return what one layer makes of images; the last layer is -1."""
        return np.concatenate([one for (one,) in self._computed(images, slice(layer, layer + 1 or None))])

    def _computed(self, images: Values, layers: slice) -> list[list[Values]]:
        """Return what some layers make of each batch; where there are many, all processors are at it."""
        whole = len(images) // _BATCH * _BATCH
        batches = [images[at : at + _BATCH] for at in range(0, whole, _BATCH)]
        batches += [images[at : at + 1] for at in range(whole, len(images))]
        if len(batches) <= _BATCH:
            return [self._forward(batch, layers) for batch in batches]
        with ThreadPoolExecutor(os.cpu_count()) as threads:  # LiteRT computes without Python's lock
            return list(threads.map(lambda batch: self._forward(batch, layers), batches))

    def _forward(self, batch: Values, layers: slice) -> list[Values]:
        with self._borrowed(len(batch)) as (interpreter, given, outputs):
            interpreter.set_tensor(given, batch)
            interpreter.invoke()
            return [interpreter.get_tensor(number) for number in outputs[layers]]

    @contextmanager
    def _borrowed(self, batch: int) -> Iterator[_Pass]:
        idle = self._idle[batch]
        try:
            one = idle.pop()
        except IndexError:  # all are busy
            one = self._opened(batch)
        try:
            yield one
        finally:
            idle.append(one)

    def _opened(self, batch: int) -> _Pass:
        try:
            with quiet():  # it announces the first interpreter of a process
                interpreter = Interpreter(model_content=self._content, num_threads=1)
                given = interpreter.get_input_details()[0]
                interpreter.resize_tensor_input(given["index"], (batch, *given["shape"][1:]))
                interpreter.allocate_tensors()
            named = interpreter.get_signature_runner().get_output_details()
            outputs = [int(named[f"output_{layer}"]["index"]) for layer in range(len(named))]
        # LiteRT's own for a damaged file; the last two are for a network without our inputs and outputs.
        except (ValueError, RuntimeError, KeyError, IndexError) as error:
            raise ClassifierError(
                "damaged-network", "The network's LiteRT file cannot be read. Choose another network."
            ) from error
        return _Pass(interpreter, int(given["index"]), outputs)
