"""What is said before a class teaches: how much there is, and what can be expected."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest

from model.config import PRESETS, TrainingConfig
from model.datasets import learned, mixing
from model.datasets.class_digits import name_of
from model.errors import ClassifierError, SampleError
from model.inference.card import read_card, write_card
from model.networks.layers import conv
from model.people import rules
from model.people.visitor import TEACHER
from model.samples import actions, exports, store
from model.samples.sample import NO_DIGIT
from model.samples.store import Filter
from model.storage.paths import home
from model.teaching.plan import plan
from model.versions.published import SHIPPED
from tests.conftest import SMALL
from tests.teaching.classes import WRITERS, base_in, class_of, given, sample_of


def described(config: TrainingConfig) -> list[dict[str, Any]]:
    """Return the layers of a config as a card says them."""
    return [layer.to_dict() for layer in config.all_layers(10)]


@pytest.mark.parametrize("count", range(4))
def test_too_few_digits_to_teach_are_said(count: int) -> None:
    given(class_of(["ada"], count))
    with pytest.raises(SampleError, match="too few digits to learn from"):
        plan(SHIPPED)


def test_of_as_few_digits_as_are_enough_a_training_can_be_made() -> None:
    for count in range(4, 9):
        given(class_of(["ada"], count))
        with suppress(SampleError):
            planned = plan(SHIPPED)
            mixing.check(planned.config)
            return
    pytest.fail("eight digits are too few")


def test_plan_counts_digits_and_writers_on_both_sides() -> None:
    given(class_of([f"writer {number}" for number in range(20)], 5))
    planned = plan(SHIPPED)
    assert (planned.export.samples, planned.export.writers) == (100, 20)
    assert planned.training_samples + planned.test_samples == 100
    assert planned.training_writers + planned.test_writers == 20
    assert not planned.is_guess
    assert f"{planned.training_samples} digits by {planned.training_writers} writer" in planned.counts
    assert planned.now.total == planned.test_samples


@pytest.mark.parametrize(("writers", "each"), [(7, 14), (4, 30), (7, 20)])
def test_few_samples_or_writers_who_test_are_a_guess_and_that_is_said(writers: int, each: int) -> None:
    given(class_of(WRITERS[:writers], each))
    planned = plan(SHIPPED)
    assert planned.is_guess
    assert "the figure is a guess" in planned.expectation
    assert "95% interval" in planned.expectation


def test_one_writer_says_nothing_about_others_and_that_is_said() -> None:
    given(class_of(["ada"], 20))
    planned = plan(SHIPPED)
    assert planned.is_of_one_writer
    assert "other" not in planned.counts
    assert "says nothing about others" in planned.expectation


def test_base_says_how_many_it_reads_now() -> None:
    given(class_of())
    base = base_in("bad", SMALL)
    low, high = plan(base).interval
    assert plan(base).now.right < plan(SHIPPED).now.right
    assert f"({low:.0%}" not in plan(base).expectation
    assert f"95% interval: {low:.0%} to {high:.0%}" in plan(base).expectation


def test_training_goes_on_with_the_base_on_what_it_knew_and_on_the_class() -> None:
    given(class_of())
    planned = plan(SHIPPED)
    config = planned.config
    assert config.base == "shipped"
    assert config.network == "shipped"
    assert config.data == "handwriting"
    assert config.mixed[0].data == name_of(planned.export.id)
    assert config.strokes == ()


def test_classifier_of_mnist_is_mixed_with_mnist() -> None:
    given(class_of())
    config = plan(base_in("own", SMALL)).config
    assert (config.data, config.base) == ("mnist", "versions/own")
    assert config.layers == SMALL.layers


@pytest.mark.parametrize(
    "config",
    [PRESETS["fast"], PRESETS["one-conv"].replace(batch_norm=True, dropout=0.3, width=0.5)],
    ids=["fast", "remedies"],
)
def test_network_of_the_base_is_taught_layer_by_layer(config: TrainingConfig) -> None:
    given(class_of())
    taught = plan(base_in("own", config)).config
    assert described(taught) == described(config)


def test_imported_classifier_that_does_not_say_how_it_learned_is_taught() -> None:
    given(class_of())
    folder = base_in("foreign", SMALL)
    write_card(folder, replace(read_card(folder), config={}))
    taught = plan(folder).config
    assert taught.network == "own"
    assert described(taught) == described(SMALL)


def test_new_network_begins_with_weights_at_random() -> None:
    given(class_of())
    config = plan(SHIPPED, new=True).config
    assert config.base == ""
    assert config.mixed


def test_classifier_that_lies_elsewhere_cannot_be_taught() -> None:
    given(class_of())
    base = base_in("own", SMALL.replace(layers=(conv(4, 5, strides=2),)))
    away = home() / "elsewhere"
    base.rename(away)
    with pytest.raises(ClassifierError, match="Choose another one"):
        plan(away)


def test_no_digits_are_taught_too() -> None:
    given([sample_of(writer, label) for writer in WRITERS for label in (NO_DIGIT, 3)])
    assert plan(SHIPPED).config.loss == "categorical_crossentropy"


def test_planning_twice_plans_the_same_until_something_is_given() -> None:
    given(class_of())
    first = plan(SHIPPED)
    assert plan(SHIPPED) == first
    store.add([sample_of("hal", 5)])
    assert plan(SHIPPED).export != first.export


@pytest.fixture
def selected(monkeypatch: pytest.MonkeyPatch) -> list[Filter]:
    """Return a list that grows with each time that all of the samples are read."""
    asked: list[Filter] = []
    select = store.select
    monkeypatch.setattr(store, "select", lambda of=store.ALL: asked.append(of) or select(of))
    return asked


def test_what_is_planned_once_is_not_worked_out_again_for_each_who_looks(
    selected: list[Filter], monkeypatch: pytest.MonkeyPatch
) -> None:
    given(class_of())
    base = base_in("own", SMALL)
    planned = [plan(SHIPPED), plan(SHIPPED, new=True), plan(base)]
    assert len(selected) == 3
    monkeypatch.setattr("model.teaching.plan.answers", lambda *_: pytest.fail("the network was asked again"))
    assert [plan(SHIPPED), plan(SHIPPED, new=True), plan(base)] == planned
    assert len(selected) == 3
    mixing.check(plan(base).config)


@pytest.mark.usefixtures("database")
def test_each_change_of_what_may_be_learned_from_is_planned_with_and_so_is_what_is_back(
    selected: list[Filter],
) -> None:
    samples = given(class_of())
    one = samples[0]
    first = plan(SHIPPED)
    changes = (
        (lambda: store.relabel([one.id], 8), lambda: store.relabel([one.id], one.label)),
        (lambda: store.remove({one.id: one.label}), lambda: store.bring_back([one.id])),
        (lambda: store.let_wait([one.id]), lambda: store.approve({one.id: one.label})),
        (lambda: store.delete_all(one.writer), lambda: store.add(samples)),
        (lambda: store.add([sample_of("hal", 5)]), lambda: store.delete_all("hal")),
    )
    for change, back in changes:
        before = len(selected)
        change()
        assert plan(SHIPPED).export.id != first.export.id
        back()
        assert plan(SHIPPED) == first
        assert len(selected) == before + 2


def test_change_by_another_server_is_seen() -> None:
    one, *_ = given(class_of())
    first = plan(SHIPPED)
    with sqlite3.connect(home() / "inkling.db") as other:
        other.execute("UPDATE samples SET label = 8 WHERE id = ?", (one.id,))
    assert plan(SHIPPED).export != first.export


def test_rule_that_lets_digits_wait_changes_what_is_planned() -> None:
    given([*class_of(), replace(sample_of("hal", 5), is_approved=False)])
    first = plan(SHIPPED)
    rules.change(TEACHER, approval=False)
    assert plan(SHIPPED).export.samples == first.export.samples + 1


def test_what_changes_while_it_is_planned_is_not_taken_for_what_was_there_before(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    one, *_ = given(class_of())
    select = store.select
    monkeypatch.setattr(store, "select", lambda of=store.ALL: store.remove({one.id: one.label}) and select(of))
    assert plan(SHIPPED).export.samples == len(class_of()) - 1
    monkeypatch.setattr(store, "select", select)
    store.bring_back([one.id])
    assert plan(SHIPPED).export.samples == len(class_of())


def test_digits_that_were_deleted_and_are_back_come_back_into_what_was_taught() -> None:
    samples = given(class_of())
    planned = plan(SHIPPED)
    exports.export()
    plan(SHIPPED)
    actions.delete_writer(samples[0].writer, TEACHER)
    store.add(samples)
    assert plan(SHIPPED) == planned
    assert len(exports.samples_of(planned.export.id)) == len(samples)


def test_base_that_is_written_anew_or_has_learned_of_the_class_is_planned_anew() -> None:
    given(class_of())
    base = base_in("own", SMALL)
    first = plan(base)
    base_in("own", SMALL, seed=5)
    assert plan(base) is not first
    tested = plan(base).test_samples
    learned.write(base, frozenset(each.id[:12] for each in class_of()))
    assert plan(base).test_samples < tested
    shutil.rmtree(base)
    with pytest.raises(ClassifierError):
        plan(base)
