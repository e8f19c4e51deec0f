"""How many digits are read right, and how sure that is."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import binomtest

from model.samples.sample import NO_DIGIT
from model.teaching.share import Share, answers, interval_of, of_writers
from model.versions.published import SHIPPED
from tests.teaching.classes import sample_of


@pytest.mark.parametrize(("right", "total"), [(0, 4), (4, 4), (71, 100), (100, 100)])
def test_interval_of_very_many_writers_who_are_read_alike_is_wilsons(right: int, total: int) -> None:
    expected = binomtest(1000 * right, 1000 * total).proportion_ci(0.95, "wilson")
    assert interval_of([Share(right, total)] * 1000) == pytest.approx((expected.low, expected.high), abs=1e-4)


def test_one_writer_tells_nothing_of_others() -> None:
    assert Share(0, 0).share == 0
    assert interval_of([]) == interval_of([Share(99, 100)]) == (0, 1)


def test_fewer_writers_tell_less_by_as_many_digits() -> None:
    intervals = [interval_of([Share(90 // writers, 100 // writers)] * writers) for writers in (2, 5, 10)]
    widths = [high - low for low, high in intervals]
    assert widths == sorted(widths, reverse=True)


@pytest.mark.parametrize("writers", [3, 5, 10])
@pytest.mark.parametrize("digits", [10, 50])
@pytest.mark.parametrize("share", [0.8, 0.93])
def test_interval_holds_what_is_read_of_other_writers_as_often_as_it_says(
    writers: int, digits: int, share: float
) -> None:
    rng, tries = np.random.default_rng([writers, digits]), 1000
    held = 0
    for __ in range(tries):
        of_each = rng.beta(15 * share, 15 * (1 - share), writers)  # their shares differ: by 0.1 and 0.06, about
        low, high = interval_of([Share(right, digits) for right in rng.binomial(digits, of_each).tolist()])
        held += low <= share <= high
    assert held / tries > 0.92


def test_what_is_read_right_is_counted_for_each_writer() -> None:
    samples = [sample_of("ada", 1), sample_of("ben", 2), sample_of("ada", 3)]
    assert of_writers(samples, [1, 7, 8]) == [Share(1, 2), Share(0, 1)]


def test_shipped_classifier_reads_clear_digits_and_doubts_what_is_none() -> None:
    samples = [sample_of("ada", label) for label in (0, 1, 2, NO_DIGIT)]
    assert answers(SHIPPED, samples).tolist() == [0, 1, 2, NO_DIGIT]


def test_no_samples_have_no_answers() -> None:
    assert answers(SHIPPED, []).shape == (0,)
    assert answers(SHIPPED, []).dtype == np.int64
