"""Promises of who may do what to versions."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from model.config import PRESETS
from model.errors import DeletionError, RightsError, VersionError
from model.people.visitor import TEACHER, Visitor
from model.runs import actions as of_runs
from model.runs import store
from model.versions import actions, published, registry
from tests.classifiers import lend_shipped

PUPILS = (Visitor("1" * 16, is_teacher=False), Visitor("", is_teacher=False))
TEACHER_AWAY = Visitor("2" * 16, is_teacher=True)


@pytest.fixture
def number() -> int:
    """Return the number of a version."""
    run = store.create(PRESETS["fast"])
    lend_shipped(run.folder)
    return registry.register(run.folder).number


@pytest.mark.parametrize("by", PUPILS)
def test_the_teacher_alone_says_which_network_answers_the_class_and_describes_it(number: int, by: Visitor) -> None:
    published.publish(number)
    before = registry.all_versions()
    deeds: dict[Callable[[], object], str] = {
        lambda: actions.publish(0, by): "class-network-is-teachers",
        lambda: actions.go_back(by): "class-network-is-teachers",
        lambda: actions.pin_shipped(by): "class-network-is-teachers",
        lambda: actions.rename(number, "Mine", by): "versions-are-teachers",
        lambda: actions.note(number, "Mine", by): "versions-are-teachers",
    }
    for deed, reason in deeds.items():
        with pytest.raises(RightsError) as refused:
            deed()
        assert refused.value.reason == reason
    assert published.current() == registry.find(number).folder
    assert registry.all_versions() == before


@pytest.mark.parametrize("by", [TEACHER, TEACHER_AWAY])
def test_the_teacher_publishes_goes_back_and_describes(number: int, by: Visitor) -> None:
    actions.publish(number, by)
    assert published.current() == registry.find(number).folder
    assert actions.go_back(by) == 0
    actions.publish(number, by)
    actions.pin_shipped(by)
    assert published.current() == published.SHIPPED
    actions.rename(number, "Ours", by)
    actions.note(number, "Good.", by)
    version = registry.find(number)
    assert (version.name, version.notes) == ("Ours", "Good.")


def test_network_from_elsewhere_is_deleted_and_comes_back_with_its_number_but_not_while_it_answers(home: Path) -> None:
    folder = home / "versions" / "a"
    folder.mkdir(parents=True)
    lend_shipped(folder)
    number = registry.register(folder, name="From afar").number
    with pytest.raises(RightsError, match="Only your teacher deletes networks"):
        actions.delete(number, PUPILS[0])
    published.publish(number)
    with pytest.raises(DeletionError, match="Let another one answer"):
        actions.delete(number, TEACHER)
    published.pin_shipped()
    actions.delete(number, TEACHER)
    assert [each.number for each in registry.all_versions()] == [0]
    (deleted,) = of_runs.deleted(TEACHER)
    of_runs.bring_back(deleted, TEACHER)
    assert registry.find(number).name == "From afar"


def test_network_of_a_run_is_deleted_with_its_run_alone(number: int) -> None:
    for each in (number, 0):
        with pytest.raises(VersionError, match="trained here"):
            actions.delete(each, TEACHER)
    assert registry.find(number).folder.exists()
