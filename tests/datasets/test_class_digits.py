"""The class's own digits as a data set."""

from __future__ import annotations

import gzip
from dataclasses import replace

import numpy as np
import pytest

from model.config import Ingredient, TrainingConfig
from model.datasets import uploads
from model.datasets.class_digits import export_in, name_of
from model.datasets.mixing import load_split
from model.datasets.registry import data_set
from model.errors import ConfigError, DataError
from model.people.visitor import TEACHER
from model.samples import actions, export_files, store
from model.samples.apart import parts
from model.samples.exports import export, parts_of
from model.samples.sample import NO_DIGIT
from tests.teaching.classes import WRITERS, class_of, given, sample_of


def writers_of(samples: list) -> set[str]:  # type: ignore[type-arg]
    """Return who wrote samples."""
    return {sample.writer for sample in samples}


def test_writer_is_either_learned_from_or_kept_apart() -> None:
    shared = parts(class_of())
    learned, apart = shared
    assert writers_of(learned) | writers_of(apart) == set(WRITERS)
    assert not writers_of(learned) & writers_of(apart)
    assert not shared.is_of_one_writer


def test_about_a_third_of_many_writers_is_kept_apart() -> None:
    image = sample_of("ada", 1).image
    many = [replace(sample_of("ada", 1), writer=f"writer {number}", image=image) for number in range(600)]
    assert 150 < len(parts(many).kept_apart) < 250


def test_who_is_kept_apart_stays_so_when_others_join_in() -> None:
    for known in range(2, len(WRITERS)):
        before, after = parts(class_of(WRITERS[:known], 1)), parts(class_of(WRITERS, 1))
        moved = writers_of(before.kept_apart) - writers_of(after.kept_apart)
        assert len(moved) <= 1  # who was kept apart so that somebody was


@pytest.mark.parametrize("pair", [("ada", "ben"), ("ben", "cem"), ("eli", "gus"), ("a", "b"), ("x", "y"), ("p", "q")])
def test_two_writers_are_one_on_each_side(pair: tuple[str, str]) -> None:
    learned, apart = parts(class_of(pair, 2))
    assert len(writers_of(learned)) == len(writers_of(apart)) == 1


def test_one_writers_digits_are_shared_out_and_that_is_said() -> None:
    shared = parts(class_of(["ada"], 10))
    learned, apart = shared
    assert learned
    assert apart
    assert len(learned) + len(apart) == 10
    assert shared.is_of_one_writer


def test_only_one_digit_is_learned() -> None:
    learned, apart = parts(class_of(["ada"], 1))
    assert (len(learned), len(apart)) == (1, 0)


def test_pictures_of_those_who_are_kept_apart_are_never_trained_on() -> None:
    samples = given(class_of())
    name = name_of(export().id)
    config = TrainingConfig(mixed=(Ingredient(name, 2.0),), share=0.01, loss="categorical_crossentropy")
    split = load_split(config)
    trained_on = {picture.tobytes() for part in (split.train, split.validation) for picture in part.x}
    learned, apart = parts(samples)
    assert all(sample.image.tobytes() in trained_on for sample in learned)
    assert not any(sample.image.tobytes() in trained_on for sample in apart)
    assert {picture.tobytes() for picture in data_set(name).test().x} == {sample.image.tobytes() for sample in apart}


def test_no_drawing_of_a_sample_that_validates_is_trained_on() -> None:
    samples = given(class_of(each=20))
    data = data_set(name_of(export().id))
    assert data.enriched is not None
    train, validation = data.enriched(data.train(), data.test(), TrainingConfig(validation_split=0.1))
    learned = parts(samples).learned
    assert len(validation) == round(len(learned) / 10)
    assert len(train) == 8 * (len(learned) - len(validation))
    trained_on = {picture.tobytes() for picture in train.x}
    assert not any(picture.tobytes() in trained_on for picture in validation.x)


def test_sample_comes_as_it_was_read_and_as_others_would_write_it() -> None:
    given(class_of(["ada", "ben"], 2))
    pictures = data_set(name_of(export().id)).train()
    assert len({picture.tobytes() for picture in pictures.x}) == len(pictures) == 16
    assert (pictures.x.reshape(16, -1).max(axis=1) > 100).all()


def test_sample_without_strokes_comes_as_it_was_read() -> None:
    given([replace(sample, strokes=()) for sample in class_of(["ada", "ben"], 1)])
    pictures = data_set(name_of(export().id)).train()
    assert len({picture.tobytes() for picture in pictures.x}) == 1
    assert len(pictures) == 8


def test_single_point_is_drawn_without_a_fault() -> None:
    dot = replace(sample_of("ada", 1), strokes=(np.array([[140.0, 140.0]]),))
    given([dot, sample_of("ada", 2), sample_of("ada", 3)])
    assert len(data_set(name_of(export().id)).train()) in (8, 16)


def test_no_digit_is_learned_as_no_class_and_not_tested() -> None:
    given([sample_of(writer, label) for writer in WRITERS for label in (NO_DIGIT, 3)])
    data = data_set(name_of(export().id))
    assert data.has_no_class
    assert set(data.train().y.tolist()) == {NO_DIGIT, 3}
    assert set(data.test().y.tolist()) == {3}


def test_no_digit_needs_a_loss_of_shares() -> None:
    given([sample_of(writer, NO_DIGIT) for writer in WRITERS])
    config = TrainingConfig(mixed=(Ingredient(name_of(export().id)),), share=0.01)
    with pytest.raises(ConfigError, match="they need categorical_crossentropy"):
        load_split(config)


def test_what_is_changed_later_is_not_learned() -> None:
    samples = given(class_of())
    name = name_of(export().id)
    before = data_set(name).train().fingerprint
    store.relabel([samples[0].id], 9)
    actions.remove({samples[1].id: samples[1].label}, TEACHER)
    given([sample_of("hal", 5)])
    assert data_set(name).train().fingerprint == before
    assert name_of(export().id) != name


def test_what_a_writer_deleted_for_good_is_not_learned() -> None:
    given(class_of())
    name = name_of(export().id)
    before = data_set(name).training
    learned = next(iter(writers_of(parts(class_of()).learned)))
    actions.delete_writer(learned, TEACHER)
    assert data_set(name).training == before - 4 * 8


@pytest.mark.parametrize("known", [2, 3, 7])
def test_nobody_changes_sides_when_somebody_deletes_theirs(known: int) -> None:
    given(class_of(WRITERS[:known]))
    made = export().id
    learned, apart = parts_of(made)
    gone = apart[0].writer
    actions.delete_writer(gone, TEACHER)
    assert writers_of(parts_of(made).learned) == writers_of(learned)
    assert writers_of(parts_of(made).kept_apart) == writers_of(apart) - {gone}
    assert data_set(name_of(made)).training == len(learned) * 8


def test_export_of_an_earlier_version_is_shared_out_when_it_is_read() -> None:
    samples = given(class_of())
    made = export().id
    path = export_files.path_of(made)
    lines = [line for line in gzip.decompress(path.read_bytes()).splitlines(keepends=True) if line.strip()]
    path.write_bytes(gzip.compress(b"".join(sorted(lines))))
    assert writers_of(parts_of(made).kept_apart) == writers_of(parts(samples).kept_apart)
    actions.delete_writer(gone := parts(samples).kept_apart[0].writer, TEACHER)
    assert writers_of(parts_of(made).kept_apart) == writers_of(parts(samples).kept_apart) - {gone}


def test_export_that_is_gone_is_said() -> None:
    with pytest.raises(DataError, match=r"are gone\. Teach a new set\."):
        data_set("samples-0123456789abcdef")


def test_everything_deleted_leaves_nothing_to_learn() -> None:
    given(class_of())
    name = name_of(export().id)
    actions.delete_everything(TEACHER)
    with pytest.raises(DataError, match="Teach a new set"):
        data_set(name)


def test_samples_are_no_own_pictures() -> None:
    assert not uploads.is_id("samples-0123456789abcdef")
    assert export_in("flowers-01234567") == ""
