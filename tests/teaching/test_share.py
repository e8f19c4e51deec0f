"""How many digits are read right, and how sure that is."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import binomtest

from model.samples.sample import NO_DIGIT
from model.teaching.share import Share, answers
from model.versions.published import SHIPPED
from tests.teaching.classes import sample_of


@pytest.mark.parametrize(("right", "total"), [(0, 1), (1, 1), (0, 40), (71, 100), (100, 100), (9862, 10_000)])
def test_interval_is_wilsons(right: int, total: int) -> None:
    expected = binomtest(right, total).proportion_ci(0.95, "wilson")
    assert Share(right, total).interval == pytest.approx((expected.low, expected.high), abs=1e-6)


def test_nothing_read_tells_nothing() -> None:
    assert Share(0, 0).share == 0
    assert Share(0, 0).interval == (0, 1)


def test_shipped_classifier_reads_clear_digits_and_doubts_what_is_none() -> None:
    samples = [sample_of("ada", label) for label in (0, 1, 2, NO_DIGIT)]
    assert answers(SHIPPED, samples).tolist() == [0, 1, 2, NO_DIGIT]


def test_no_samples_have_no_answers() -> None:
    assert answers(SHIPPED, []).shape == (0,)
    assert answers(SHIPPED, []).dtype == np.int64
