"""The handwriting that the shipped classifier learns: MNIST, drawn styles, pen strokes, and what is no digit.

Knows styles, strokes and MNIST. Does not know networks or training.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from model.config import TrainingConfig
from model.datasets.data_set import DataSet
from model.datasets.digit_styles import FREE, OTHERS, STYLES, UNSEEN_OTHERS, other, rewritten, styled_digit
from model.datasets.mnist import MNIST
from model.datasets.pictures import NO_CLASS, Pictures, joined
from model.datasets.splitting import count_of
from model.errors import DataError
from model.images.preprocessing import preprocess
from model.images.strokes import RENDERINGS, Stroke, StrokeDigit, draw, fit, read_strokes, rendered, writers_apart
from model.inference.card import Source
from model.languages.joining import listed
from model.languages.translation import N_, _

_MNIST = 3  # times each picture of MNIST is in the pool: strokes that are drawn look alike, pictures do not
_STYLED = 60_000  # digits drawn from the styles
_VARIANTS = 12  # of each digit of a training writer
_OTHER = 300  # of each kind that is no digit ...
_TOUCHING = 3_000  # ... and of touching digits, of which there are a hundred kinds
_TURNED = 5_000  # MNIST pictures that a turn or a mirror makes no digit
_PENS = 1 / 36, 1 / 4  # width of a pen, thinnest and fattest, as a share of the drawing's longest side
_MIRRORED = (3, 4, 6, 7, 9)  # no digit in a mirror; 2 and 5 become one another, 0, 1 and 8 stay


def enriched(train: Pictures, validation: Pictures, config: TrainingConfig) -> tuple[Pictures, Pictures]:
    """Return what is learned from and what validates, given the two parts of MNIST; see the functions below."""
    return handwriting(train, config), unseen_handwriting(validation, config)


def handwriting(mnist: Pictures, config: TrainingConfig) -> Pictures:
    """Return the pictures to train on: MNIST, drawn digits, and pictures that are no digit (label -1).

    The digits are drawn from the styles of `handwriting`, and from the strokes of the training writers where
    `config.strokes` names files. The same config gives the same pictures. Takes two to three minutes, with the strokes
    of 80 writers up to eight, or the config's share of that: of drawn digits and of what is no digit there come as many
    as of MNIST.

    Args:
        mnist: the training part of MNIST.
        config: its seed, share and strokes are used.

    Raises:
        DataError: a file of strokes is missing or damaged.
    """
    rng, share = np.random.default_rng(config.seed), config.share
    drawn = [_styled(count_of(_STYLED, share), rng), _no_digits(share, rng), turned(mnist, round(_TURNED * share), rng)]
    parts = [mnist] * _MNIST + drawn
    if config.strokes:
        parts.append(_rewritten(_written(config, 0), rng))
    return joined(parts)


def unseen_handwriting(mnist: Pictures, config: TrainingConfig) -> Pictures:
    """Return the digits to validate on: MNIST, and the validation writers' in every rendering.

    Without files of strokes, fresh digits of the styles stand in for the writers.

    Args:
        mnist: the validation part of MNIST.
        config: its seed, share and strokes are used.

    Raises:
        DataError: a file of strokes is missing or damaged.
    """
    rng = np.random.default_rng([config.seed, 1])
    if not config.strokes:
        return joined([mnist, _styled(count_of(_STYLED // 20, config.share), rng)])
    chosen = [(digit, way) for digit in _written(config, 1) for way in RENDERINGS.values()]
    images = [preprocess(rendered(digit.strokes, way, rng)).image for digit, way in chosen]
    return joined([mnist, _pictures(images, np.array([digit.label for digit, way in chosen]))])


def remark(config: TrainingConfig) -> str:
    """Return one sentence that says what the handwriting of a config is made of; "" where that is not all it knows."""
    if config.base:
        return ""
    styles = sum(map(len, STYLES.values()))
    if config.strokes:
        said = _(
            "Trains on MNIST and {styles} drawn styles of digits, and on the pen strokes of the training writers in"
            " {files}."
        )
        return said.format(styles=styles, files=listed(*(Path(file).name for file in config.strokes)))
    said = _(
        "Trains on MNIST and {styles} drawn styles of digits; no file of pen strokes was given. That costs one to two"
        " digits in a hundred of writers that it never saw."
    )
    return said.format(styles=styles)


def check_strokes(config: TrainingConfig) -> None:
    """Make sure that the files of strokes of a config can be learned from.

    Raises:
        DataError: one is missing or damaged, or all have too few writers.
    """
    if config.strokes:
        _written(config, 1)  # where somebody validates, somebody trains, too


def _written(config: TrainingConfig, part: int) -> list[StrokeDigit]:
    """Return the pen strokes of some writers of each file: 0, those who train; 1, those who validate.

    Raises:
        DataError: a file is missing or damaged, or there are no such writers.
    """
    found = []
    for file in config.strokes:
        digits = read_strokes(Path(file))
        writers = writers_apart(digits)[part]
        found += [digit for digit in digits if digit.writer in writers]
    if not found:
        raise DataError(
            "too-few-stroke-writers",
            "The pen strokes in {files} are of too few writers: one file needs three, as some validate. Add others.",
            files=", ".join(Path(file).name for file in config.strokes),
        )
    return found


def _styled(count: int, rng: Generator) -> Pictures:
    labels = np.arange(count) % 10
    return _pictures((drawn_anew(styled_digit(label, rng), rng) for label in labels.tolist()), labels)


def _rewritten(digits: list[StrokeDigit], rng: Generator) -> Pictures:
    images = (drawn_anew(digit.strokes, rng) for digit in digits for variant in range(_VARIANTS))
    return _pictures(images, np.repeat([digit.label for digit in digits], _VARIANTS))


def _no_digits(share: float, rng: Generator) -> Pictures:
    kinds = [kind for kind in (*OTHERS, *FREE) if kind not in UNSEEN_OTHERS for each in range(count_of(_OTHER, share))]
    kinds += ["touching digits"] * count_of(_TOUCHING - _OTHER, share)
    images = (drawn_anew(other(kind, rng), rng, least_pen=1 / 5 if kind == "blob" else _PENS[0]) for kind in kinds)
    return _pictures(images, np.full(len(kinds), NO_CLASS))


def turned(mnist: Pictures, count: int, rng: Generator) -> Pictures:
    """Return pictures of MNIST that are no digit: a third each turned left, turned right (not 0) and mirrored."""
    to_turn = rng.choice(np.flatnonzero(mnist.y != 0), (2, count // 3))
    to_mirror = rng.choice(np.flatnonzero(np.isin(mnist.y, _MIRRORED)), count - 2 * (count // 3))
    left, right = mnist.x[to_turn]
    parts = [np.rot90(left, 1, (1, 2)), np.rot90(right, -1, (1, 2)), mnist.x[to_mirror][:, :, ::-1]]
    return Pictures(np.concatenate(parts), np.full(count, NO_CLASS))


def drawn_anew(strokes: tuple[Stroke, ...], rng: Generator, least_pen: float = _PENS[0]) -> NDArray[np.float32]:
    """Return the image (28, 28) of the strokes, written by another hand with some pen: ink 1.0, paper 0.0."""
    pen = rng.uniform(least_pen, _PENS[1])
    return preprocess(draw(fit(rewritten(strokes, rng), 150, (140, 140)), 150 * pen)).image


def _pictures(images: Iterable[NDArray[np.float32]], labels: NDArray[np.int64]) -> Pictures:
    x = np.round(np.stack(list(images))[..., None] * 255).astype(np.uint8)  # (n, 28, 28, 1)
    return Pictures(x, labels.astype(np.int64))


# Where pen strokes come from, by what the name of their file begins with.
_COLLECTIONS = {
    ("pen_strokes", "pendigits"): Source(
        "Pen-Based Recognition of Handwritten Digits, E. Alpaydin and F. Alimoglu (strokes of the training writers)",
        "CC BY 4.0",
        "UCI Machine Learning Repository, DOI 10.24432/C5MG6K",
    ),
    ("unipen",): Source(
        "UNIPEN train_r01_v07, International Unipen Foundation (strokes of the training writers)",
        "CC BY 4.0",
        "Zenodo, DOI 10.5281/zenodo.1195803",
    ),
}


def stroke_source(file: str) -> Source:
    """Return where the pen strokes in a file of that name come from, for the card."""
    for names, source in _COLLECTIONS.items():
        if file.startswith(names):
            return source
    return Source(f"Pen strokes in {file}", "not known", file)


HANDWRITING = DataSet(
    id="handwriting",
    title=N_("Handwriting: MNIST, drawn styles, pen strokes"),
    shape=MNIST.shape,
    classes=MNIST.classes,
    training=MNIST.training,
    testing=MNIST.testing,
    sources=(*MNIST.sources, Source("Drawn styles of digits", "MIT", "model/datasets/digit_styles.py")),
    train=MNIST.train,
    test=MNIST.test,
    enriched=enriched,
    strokes=stroke_source,
    has_no_class=True,
    validates_unseen_writers=True,
    remark=remark,
)
