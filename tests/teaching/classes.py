"""A class for tests: digits of made-up writers, in the styles that Inkling draws, and a network that reads badly."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from model.config import TrainingConfig
from model.datasets.digit_styles import other, styled_digit
from model.images.preprocessing import preprocess
from model.images.strokes import draw, fit
from model.samples import store
from model.samples.lines import as_bytes
from model.samples.sample import NO_DIGIT, Sample
from model.storage.paths import home
from tests.classifiers import network_with_any_weights, write_classifier

WRITERS = ("ada", "ben", "cem", "dea", "eli", "fay", "gus")


def sample_of(writer: str, label: int, number: int = 0) -> Sample:
    """Return one drawing of a writer: always the same, another one for another number."""
    rng = np.random.default_rng([*writer.encode(), label + 1, number])
    strokes = other("scribble", rng) if label == NO_DIGIT else styled_digit(label, rng)
    on_canvas = fit(strokes, 180, (140, 140))
    image = as_bytes(preprocess(draw(on_canvas, 18)).image)
    return Sample(label, writer, image, on_canvas, is_approved=True)


def class_of(writers: Sequence[str] = WRITERS, each: int = 4) -> list[Sample]:
    """Return so many digits of each writer."""
    return [sample_of(writer, number % 10, number) for writer in writers for number in range(each)]


def given(samples: Sequence[Sample]) -> list[Sample]:
    """Keep samples, and return them."""
    store.add(samples)
    return list(samples)


def base_in(name: str, config: TrainingConfig, seed: int = 3) -> Path:
    """Write the classifier of a config, its weights at random, where an imported one lies, and return its folder."""
    folder = home() / "versions" / name
    layers = config.all_layers(10)
    write_classifier(folder, network_with_any_weights(layers, (28, 28, 1), seed), layers, config=config.to_dict())
    return folder
