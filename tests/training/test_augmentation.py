"""Promises of pictures that are bent, turned and shifted at random."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from model.config import PRESETS, TrainingConfig
from model.datasets.mnist import mnist_test
from model.training.augmentation import augmented, preview
from model.training.fit import _training_batches


def test_augmentation_keeps_ink_in_range() -> None:
    images = np.zeros((8, 28, 28, 1), np.float32)
    images[:, 6:22, 12:16] = 1
    changed = augmented(images, (1, 2)).numpy()
    assert changed.shape == images.shape
    assert changed.min() >= 0
    assert changed.max() <= 1.001
    assert np.array_equal(changed, augmented(images, (1, 2)).numpy())
    assert not np.array_equal(changed, augmented(images, (1, 3)).numpy())


def test_augmentation_of_no_strength_leaves_the_images_as_they_are() -> None:
    images = np.random.default_rng(1).random((8, 28, 28, 1), np.float32)
    np.testing.assert_allclose(augmented(images, (1, 2), 0.0).numpy(), images, atol=1e-5)


def test_colour_pictures_are_mirrored_unless_the_mirror_makes_another_class_of_them() -> None:
    images = np.zeros((64, 48, 48, 3), np.float32)
    images[:, :, :16] = 1  # light at the left
    halves = {
        mirrored: augmented(images, (1, 2), mirrored=mirrored).numpy().reshape(64, 48, 2, -1).mean((1, 3))
        for mirrored in (True, False)
    }
    assert 10 < (halves[True][:, 1] > halves[True][:, 0]).sum() < 54
    assert (halves[False][:, 0] > halves[False][:, 1]).all()


@pytest.mark.parametrize(
    ("config", "changes"),
    [
        (PRESETS["shipped"], {}),
        (PRESETS["shipped"].replace(augmentation=False), {}),
        (PRESETS["two-conv"], {}),
        (PRESETS["two-conv"], {"augmentation": True}),
    ],
    ids=["shipped", "shipped without", "two-conv", "two-conv with"],
)
def test_training_augments_exactly_when_its_config_says_so(config: TrainingConfig, changes: dict[str, Any]) -> None:
    pictures = mnist_test()[np.arange(64)]
    config = config.replace(batch_size=64, **changes)
    images, _ = next(iter(_training_batches(config, pictures, first_epoch=0)))
    given, learned = (
        {picture.tobytes() for picture in each} for each in (pictures.images()[..., None], images.numpy())
    )
    assert len(learned) == 64
    assert (learned == given) == (not config.augmentation)


def test_preview_shows_pictures_before_and_after() -> None:
    before, after = preview(TrainingConfig(data="faces"), 3)
    assert before.shape == after.shape == (3, 64, 64, 3)
    assert before.dtype == after.dtype == np.uint8
    assert all((one != other).any() for one, other in zip(before, after, strict=True))
