"""The variety that a training picture can meet: bent, tilted, thinner and thicker; and what is no digit.

Knows pictures and pens. Does not know networks or training.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from model.backend import tf
from model.config import TrainingConfig
from model.datasets import Pictures, training_pictures
from model.handwriting import DIGITS, FREE, OTHERS, UNSEEN_OTHERS, other, rewritten, styled_digit
from model.preprocessing import SIDE, preprocess
from model.strokes import RENDERINGS, Stroke, StrokeDigit, draw, fit, read_strokes, rendered, writers_apart

NO_DIGIT = -1

_MNIST = 3  # times each picture of MNIST is in the pool: strokes that are drawn look alike, pictures do not
_STYLED = 60_000  # digits drawn from the styles
_VARIANTS = 8  # of each digit of a training writer
_OTHER = 300  # of each kind that is no digit ...
_TOUCHING = 3_000  # ... and of touching digits, of which there are a hundred kinds
_TURNED = 5_000  # MNIST pictures that a turn or a mirror makes no digit
_PENS = 1 / 36, 1 / 4  # width of a pen, thinnest and fattest, as a share of the drawing's longest side
_MIRRORED = (3, 4, 6, 7, 9)  # no digit in a mirror; 2 and 5 become one another, 0, 1 and 8 stay

_KNOTS = 4  # the bend of a picture is given at 4 x 4 points
_BEND = 1.0  # px that such a point moves, standard deviation


def varied(images: tf.Tensor, seed: tuple[int, tf.Tensor], strength: tf.Tensor | float = 1.0) -> tf.Tensor:
    """Return each image turned, slanted, stretched, shifted and bent at random.

    Grey ones, which are digits, get thinner or thicker ink too; colour ones are mirrored, lighter or darker.

    Args:
        images: float32 of shape (n, side, side, 1), ink 1.0 on paper 0.0, or (n, side, side, 3), 0 to 1.
        seed: two whole numbers; the same seed gives the same variety.
        strength: how much of all that, 0 (the images as they are) to 1.
    """
    count, side, colored = tf.shape(images)[0], images.shape[1], images.shape[3] == 3
    draws = strength * tf.random.stateless_uniform((9, count), seed, -1.0, 1.0)[..., None, None]  # (9, n, 1, 1)
    angle, shear, wide, high, right, down, weight, much, bend = tf.unstack(draws)
    angle, shear = 0.17 * angle, 0.2 * shear  # radians; about 10 degrees
    wide, high = 1 + 0.12 * wide, 1 + 0.12 * high
    unit = side / SIDE  # what is 1 px of a digit
    knots = tf.random.stateless_normal((count, _KNOTS, _KNOTS, 2), seed, stddev=_BEND * unit)
    bends = tf.abs(bend)[..., None] * tf.image.resize(knots, (side, side), "bicubic")  # (n, side, side, 2)
    y, x = tf.meshgrid(tf.range(side, dtype=tf.float32), tf.range(side, dtype=tf.float32), indexing="ij")
    y, x = y - (side - 1) / 2, x - (side - 1) / 2
    x = x + shear * y
    cosine, sine = tf.cos(angle), tf.sin(angle)
    mirror = tf.where(colored & (weight < 0), -1.0, 1.0)
    moved = _sampled(
        images,
        mirror * wide * (cosine * x - sine * y) + 1.5 * unit * right + bends[..., 0] + (side - 1) / 2,
        high * (sine * x + cosine * y) + 1.5 * unit * down + bends[..., 1] + (side - 1) / 2,
    )
    if colored:
        return tf.clip_by_value(moved * (1 + 0.2 * much[..., None]), 0.0, 1.0)
    thicker = tf.nn.max_pool2d(moved, 3, 1, "SAME")
    thinner = -tf.nn.max_pool2d(-moved, 2, 1, "SAME")
    share = (0.4 * tf.nn.relu(much))[..., None]
    return moved + share * (tf.where((weight > 0)[..., None], thicker, thinner) - moved)


def _sampled(images: tf.Tensor, x: tf.Tensor, y: tf.Tensor) -> tf.Tensor:
    """Return the images (n, side, side, channels) at the places x and y (n, side, side), between pixels by weight.

    Outside of a digit is paper, 0; outside of a colour picture its edge goes on.
    """
    height, channels = images.shape[1], images.shape[3]
    side = height + 2
    padded = tf.pad(images, ((0, 0), (1, 1), (1, 1), (0, 0)), "SYMMETRIC" if channels == 3 else "CONSTANT")
    flat = tf.reshape(padded, (-1, side * side, channels))
    x, y = (tf.clip_by_value(places + 1, 0.0, side - 1.001) for places in (x, y))
    left, top = tf.floor(x), tf.floor(y)
    x, y = (x - left)[..., None], (y - top)[..., None]  # (n, side, side, 1)
    corner = tf.reshape(tf.cast(top * side + left, tf.int32), (-1, height * height))

    def at(offset: int) -> tf.Tensor:
        return tf.reshape(tf.gather(flat, corner + offset, batch_dims=1), (-1, height, height, channels))

    upper = at(0) + x * (at(1) - at(0))
    lower = at(side) + x * (at(side + 1) - at(side))
    return upper + y * (lower - upper)


def preview(config: TrainingConfig, count: int) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Return the first pictures of a config's data, and what augmentation makes of them: uint8, as `Pictures.x`.

    Args:
        config: names the data.
        count: how many, n.

    Raises:
        DataError: the data are missing or damaged.
    """
    before = training_pictures(config).x[:count]
    after = varied(tf.constant(before, tf.float32) / 255, (1, tf.constant(1))).numpy()
    return before, (np.clip(after, 0, 1) * 255).round().astype(np.uint8)


def handwriting(mnist: Pictures, config: TrainingConfig) -> Pictures:
    """Return the pictures to train on: MNIST, drawn digits, and pictures that are no digit (label -1).

    The digits are drawn from the styles of `handwriting`, and from the strokes of the training writers where
    `config.strokes` names a file. The same config gives the same pictures. Takes two to three minutes.

    Args:
        mnist: the training part of MNIST.
        config: its seed and strokes are used.

    Raises:
        DataError: the file of strokes is missing or damaged.
    """
    rng = np.random.default_rng(config.seed)
    parts = [mnist] * _MNIST + [_styled(_STYLED, rng), _no_digits(rng), turned(mnist, _TURNED, rng)]
    if config.strokes:
        digits = read_strokes(Path(config.strokes))
        training, _, _ = writers_apart(digits)
        parts.append(_rewritten([digit for digit in digits if digit.writer in training], rng))
    return _joined(parts)


def unseen_handwriting(mnist: Pictures, config: TrainingConfig) -> Pictures:
    """Return the digits to validate on: MNIST, and the validation writers' in every rendering.

    Without a file of strokes, fresh digits of the styles stand in for the writers.

    Args:
        mnist: the validation part of MNIST.
        config: its seed and strokes are used.

    Raises:
        DataError: the file of strokes is missing or damaged.
    """
    rng = np.random.default_rng([config.seed, 1])
    if not config.strokes:
        return _joined([mnist, _styled(_STYLED // 20, rng)])
    digits = read_strokes(Path(config.strokes))
    _, validation, _ = writers_apart(digits)
    chosen = [(digit, way) for digit in digits if digit.writer in validation for way in RENDERINGS.values()]
    images = [preprocess(rendered(digit.strokes, way, rng)).image for digit, way in chosen]
    return _joined([mnist, _pictures(images, np.array([digit.label for digit, _ in chosen]))])


def in_words(config: TrainingConfig) -> str:
    """Return one sentence that says what the handwriting of a config is made of."""
    drawn = f"MNIST and {sum(map(len, DIGITS.values()))} drawn styles of digits"
    if config.strokes:
        return f"Trains on {drawn}, and on the pen strokes of the training writers in {Path(config.strokes).name}."
    return (
        f"Trains on {drawn}; no file of pen strokes was given. That costs one to two digits in a hundred: writers never"
        " seen were read 97.2 to 97.8 % right without strokes, 98.7 to 99.3 % with them (figures in README)."
    )


def _styled(count: int, rng: Generator) -> Pictures:
    labels = np.arange(count) % 10
    return _pictures((_drawn(styled_digit(label, rng), rng) for label in labels.tolist()), labels)


def _rewritten(digits: list[StrokeDigit], rng: Generator) -> Pictures:
    images = (_drawn(digit.strokes, rng) for digit in digits for _ in range(_VARIANTS))
    return _pictures(images, np.repeat([digit.label for digit in digits], _VARIANTS))


def _no_digits(rng: Generator) -> Pictures:
    kinds = [kind for kind in (*OTHERS, *FREE) if kind not in UNSEEN_OTHERS for _ in range(_OTHER)]
    kinds += ["touching digits"] * (_TOUCHING - _OTHER)
    images = (_drawn(other(kind, rng), rng, least_pen=1 / 5 if kind == "blob" else _PENS[0]) for kind in kinds)
    return _pictures(images, np.full(len(kinds), NO_DIGIT))


def turned(mnist: Pictures, count: int, rng: Generator) -> Pictures:
    """Return pictures of MNIST that are no digit: a third each turned left, turned right (not 0) and mirrored."""
    to_turn = rng.choice(np.flatnonzero(mnist.y != 0), (2, count // 3))
    to_mirror = rng.choice(np.flatnonzero(np.isin(mnist.y, _MIRRORED)), count - 2 * (count // 3))
    left, right = mnist.x[to_turn]
    parts = [np.rot90(left, 1, (1, 2)), np.rot90(right, -1, (1, 2)), mnist.x[to_mirror][:, :, ::-1]]
    return Pictures(np.concatenate(parts), np.full(count, NO_DIGIT))


def _drawn(strokes: tuple[Stroke, ...], rng: Generator, least_pen: float = _PENS[0]) -> NDArray[np.float32]:
    """Return the image (28, 28) of the strokes, written by another hand with some pen."""
    pen = rng.uniform(least_pen, _PENS[1])
    return preprocess(draw(fit(rewritten(strokes, rng), 150, (140, 140)), 150 * pen)).image


def _pictures(images: Iterable[NDArray[np.float32]], labels: NDArray[np.int64]) -> Pictures:
    x = np.round(np.stack(list(images))[..., None] * 255).astype(np.uint8)  # (n, 28, 28, 1)
    return Pictures(x, labels.astype(np.int64))


def _joined(parts: list[Pictures]) -> Pictures:
    return Pictures(np.concatenate([part.x for part in parts]), np.concatenate([part.y for part in parts]))
