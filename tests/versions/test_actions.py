"""Promises of who may do what to versions."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from model.config import PRESETS
from model.errors import RightsError
from model.people.visitor import TEACHER, Visitor
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
