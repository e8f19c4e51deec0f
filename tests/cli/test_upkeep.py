"""Promises of the commands that put files in order."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from model.cli.main import main
from tests.cli.refused import refused


def test_augment_writes_pictures_before_and_after(tmp_path: Path) -> None:
    main(["augment", str(tmp_path / "faces.npz"), "--data", "faces", "--count", "3"])
    with np.load(tmp_path / "faces.npz") as archive:
        before, after = archive["before"], archive["after"]
    assert before.shape == after.shape == (3, 64, 64, 3)
    assert before.dtype == after.dtype == np.uint8
    assert all((one != other).any() for one, other in zip(before, after, strict=True))


def test_convert_refuses_what_is_no_classifier(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert "has no readable card" in refused(["convert", str(tmp_path)], capsys)
