"""Promises of how far a visitor is in the lesson, and of its trainings."""

from __future__ import annotations

import re
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, tzinfo
from threading import Barrier

import pytest

from model.config import TrainingConfig
from model.languages.translation import LANGUAGES, in_language
from model.people import class_start
from model.people.visitor import TEACHER
from model.runs import deletion, queue, store
from model.runs.state import State
from model.storage.paths import ROOT
from model.training.remedies import REMEDIES
from ui.lesson import progress, trainings
from ui.lesson.cards import CARDS
from ui.lesson.progress import NAMES, Progress
from ui.visitor import Came

OVERFITTED = [
    {"epoch": epoch, "loss": 1.0 / epoch, "accuracy": right, "val_loss": 1.0, "val_accuracy": 0.8, "seconds": 1.0}
    for epoch, right in ((1, 0.8), (2, 0.9), (3, 1.0))
]
TEACHERS = {"en": "lesson.md", "zh_CN": "lesson.zh-CN.md"}
REPAIRED = [*OVERFITTED[:2], {**OVERFITTED[2], "val_accuracy": 0.95}]


def finished(config: TrainingConfig, rows: list[dict[str, float]]) -> dict[str, str]:
    """Return the address of a finished run with this history."""
    run = store.create(config)
    run.write_history(rows)
    run.write_state(State("finished"))
    return {"run": run.id}


def test_seven_cards_of_45_minutes_in_one_order() -> None:
    assert tuple(CARDS) == NAMES
    assert len(CARDS) == 7
    assert sum(card.minutes for card in CARDS.values()) == 45


def for_the_teacher(language: str) -> str:
    """Return the page for the teacher in a language."""
    return (ROOT / "docs" / TEACHERS[language]).read_text(encoding="utf-8")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_teacher_reads_of_the_same_cards_and_minutes(language: str) -> None:
    rows = re.findall(r"^\| (\d) \| (.+?) \| (\d+) \|", for_the_teacher(language), re.MULTILINE)
    cards = enumerate(CARDS.values(), start=1)
    assert rows == [(str(at), in_language(card.title, language), str(card.minutes)) for at, card in cards]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_short_lesson_has_the_minutes_of_its_cards(language: str) -> None:
    *cards, minutes = map(int, re.findall(r"\d+", for_the_teacher(language).rpartition("\n## ")[2]))
    assert minutes == sum(CARDS[NAMES[card - 1]].minutes for card in cards)


def test_the_teacher_reads_the_same_figures_in_every_language() -> None:
    told = {language: for_the_teacher(language) for language in LANGUAGES}
    figures = [Counter(re.findall(r"\d+(?:[.,]\d+)*", text)) for text in told.values()]
    assert all(each == figures[0] for each in figures)
    for language, text in told.items():
        others = [name for other, name in TEACHERS.items() if other != language]
        assert re.findall(r"\]\((.+?)\)", text.splitlines()[0]) == others


@pytest.mark.parametrize("one", [Progress(), Progress(True, "inside", {"draw", "fool"}), Progress(False, "fool")])
def test_a_cookie_brings_back_what_was_kept(one: Progress) -> None:
    assert Progress.from_text(one.to_text()) == one


@pytest.mark.parametrize("text", ["", "on", "on..", "<script>", "on.nothing", "off;draw", "on." + "x." * 100_000])
def test_any_other_cookie_is_a_beginning(text: str) -> None:
    found = Progress.from_text(text)
    assert found.card == "draw"
    assert not found.done


def test_the_next_card_is_one_that_is_not_done() -> None:
    assert Progress(True, "draw", {"draw", "fool"}).next_card() == "train"
    assert Progress(True, "inside", set(NAMES) - {"repair"}).next_card() == "repair"
    assert Progress(True, "fool", set(NAMES)).next_card() is None


def test_a_run_on_few_pictures_counts_once_it_has_finished(monkeypatch: pytest.MonkeyPatch) -> None:
    for address, counts in (
        ({}, False),
        ({"run": "../.."}, False),
        ({"run": store.create(trainings.FIRST).id}, False),
        (finished(trainings.FIRST.replace(share=1.0), OVERFITTED), False),
        (finished(trainings.FIRST, OVERFITTED), True),
    ):
        monkeypatch.setattr(trainings.st, "query_params", address)
        assert trainings.has_few_pictures() is counts


def test_curves_must_show_overfitting_and_then_a_smaller_gap(monkeypatch: pytest.MonkeyPatch) -> None:
    remedied = REMEDIES["augmentation"].applied(trainings.OVERFITS)
    before = finished(trainings.OVERFITS, OVERFITTED)
    for address, overfits, repaired in (
        (before, True, False),
        (finished(remedied, OVERFITTED), True, False),
        (finished(remedied, REPAIRED), False, True),
        (finished(trainings.FIRST, OVERFITTED), False, False),
    ):
        monkeypatch.setattr(trainings.st, "query_params", address)
        assert (trainings.overfits(), trainings.is_repaired()) == (overfits, repaired)


def test_a_smaller_gap_counts_also_where_the_run_before_was_deleted(monkeypatch: pytest.MonkeyPatch) -> None:
    before = store.find(finished(trainings.OVERFITS, OVERFITTED)["run"])
    repaired = finished(REMEDIES["augmentation"].applied(trainings.OVERFITS), REPAIRED)
    monkeypatch.setattr(trainings.st, "query_params", repaired)
    deletion.delete(before)
    assert trainings.is_repaired()


def test_a_class_watches_one_run(monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr(trainings.st, "switch_page", lambda page, query_params: opened.append(query_params["run"]))
    monkeypatch.setattr(queue, "advance", lambda: None)
    monkeypatch.setattr("ui.visitor._came", lambda: Came("a" * 16, False, ""))
    trainings.open_training(trainings.FIRST)
    trainings.open_training(trainings.FIRST)
    assert len(set(opened)) == 1
    store.find(opened[0]).write_state(State("failed"))
    trainings.open_training(trainings.FIRST)
    assert len(set(opened)) == 2


def test_the_way_back_to_the_curves_starts_no_other_training_of_the_day(monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr(trainings.st, "switch_page", lambda page, query_params: opened.append(query_params["run"]))
    monkeypatch.setattr(queue, "advance", lambda: None)
    monkeypatch.setattr("ui.visitor._came", lambda: Came("a" * 16, True, ""))
    before = finished(trainings.OVERFITS, OVERFITTED)["run"]

    class Later(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:
            return datetime.now(tz) + timedelta(minutes=61)

    monkeypatch.setattr(trainings, "datetime", Later)
    CARDS["repair"].begin()
    CARDS["overfit"].begin()
    assert opened[0] == before != opened[1]


def test_a_new_class_trains_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr(trainings.st, "switch_page", lambda page, query_params: opened.append(query_params["run"]))
    monkeypatch.setattr(queue, "advance", lambda: None)
    monkeypatch.setattr("ui.visitor._came", lambda: Came("a" * 16, True, ""))
    finished(trainings.OVERFITS, OVERFITTED)
    repaired = finished(REMEDIES["augmentation"].applied(trainings.OVERFITS), REPAIRED)
    trainings.open_training(trainings.FIRST)
    class_start.begin(TEACHER)
    trainings.open_training(trainings.FIRST)
    assert len(set(opened)) == 2
    monkeypatch.setattr(trainings.st, "query_params", repaired)
    assert not trainings.is_repaired()  # the run before is another class's


def test_a_class_that_presses_at_once_watches_one_run(monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    together = Barrier(6)
    monkeypatch.setattr(trainings.st, "switch_page", lambda page, query_params: opened.append(query_params["run"]))
    monkeypatch.setattr(queue, "advance", lambda: None)

    def press(pupil: int) -> None:
        together.wait()
        trainings.open_training(trainings.FIRST)

    monkeypatch.setattr("ui.visitor._came", lambda: Came("a" * 16, True, ""))
    with ThreadPoolExecutor(together.parties) as pupils:
        list(pupils.map(press, range(together.parties)))
    assert (len(opened), len(set(opened))) == (together.parties, 1)


def test_the_cookie_of_a_visitor_without_a_lesson_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[str] = []
    mine = Progress()
    monkeypatch.setattr(progress, "of_visitor", lambda: mine)
    monkeypatch.setattr(progress, "_writer", lambda key, data: written.append(data))
    progress.keep()
    assert not written
    mine.is_on = True
    progress.keep()
    assert written[0].startswith("inkling-lesson=on.draw; path=/; max-age=")
