"""Promises of the list of all samples: what a page counts by, without what was drawn; and the pictures of some."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np

from model.samples import listing, store
from model.samples.sample import NO_DIGIT, Sample
from tests.samples.drawings import ANNA, BEN, sample

NOW = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)


def kept() -> list[Sample]:
    """Keep three samples that differ in all, and return them, the newest first."""
    asked = {"version": "0" * 16, "confidence": 0.9}
    samples = [
        sample(1, answer=7, is_approved=True, **asked),
        sample(2, writer=BEN.id, nickname="Ben", label=NO_DIGIT, **asked),
        sample(3, answer=1, removed=NOW, **asked),
    ]
    samples = [replace(one, created=NOW - timedelta(minutes=number)) for number, one in enumerate(samples)]
    store.add(samples[::-1])
    return samples


def test_each_is_listed_as_it_is_kept_removed_ones_too_the_newest_first() -> None:
    samples, found = kept(), listing.everything()
    for name in ("id", "label", "writer", "nickname", "answer", "confidence", "version", "is_approved", "was_misread"):
        assert [getattr(one, name) for one in found] == [getattr(one, name) for one in samples], name
    assert [one.is_removed for one in found] == [False, False, True]
    assert {one.writer for one in found} == {ANNA.id, BEN.id}


def test_images_of_more_than_fit_into_one_statement_are_all_found() -> None:
    samples = kept()
    asked = [one.id for one in samples] + [f"{number:032x}" for number in range(2500)]
    found = listing.images(reversed(asked))
    assert set(found) == {one.id for one in samples}
    for one in samples:
        np.testing.assert_array_equal(found[one.id], one.image)
