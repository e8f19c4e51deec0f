"""Augmentation: training pictures bent, tilted, stretched, shifted, thinner and thicker, at random.

Knows images as tensors. Does not know networks, or how a training uses it.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from model.config import TrainingConfig
from model.datasets.registry import data_set
from model.images.preprocessing import SIDE
from model.runtime.backend import tf

_KNOTS = 4  # the bend of a picture is given at 4 x 4 points
_BEND = 1.0  # px that such a point moves, standard deviation


def augmented(
    images: tf.Tensor, seed: tuple[int, tf.Tensor], strength: tf.Tensor | float = 1.0, mirrored: bool = True
) -> tf.Tensor:
    """Return each image turned, slanted, stretched, shifted and bent at random.

    Grey ones, which are digits, get thinner or thicker ink too; colour ones are mirrored, lighter or darker.

    Args:
        images: float32 of shape (n, side, side, 1), ink 1.0 on paper 0.0, or (n, side, side, 3), 0 to 1.
        seed: two whole numbers; the same seed gives the same pictures.
        strength: how much of all that, 0 (the images as they are) to 1.
        mirrored: whether colour ones are mirrored.
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
    mirror = tf.where(colored & mirrored & (weight < 0), -1.0, 1.0)
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
    data = data_set(config.data)
    before = data.train().x[:count]
    after = augmented(tf.constant(before, tf.float32) / 255, (1, tf.constant(1)), mirrored=data.mirrored).numpy()
    return before, (np.clip(after, 0, 1) * 255).round().astype(np.uint8)
