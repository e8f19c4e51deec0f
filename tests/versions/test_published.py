"""Promises of which classifier answers."""

from __future__ import annotations

import dataclasses
import json
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
import sqlalchemy as sa
from numpy.typing import NDArray

from model.config import PRESETS
from model.datasets.mnist import mnist_test
from model.errors import ClassifierError, DatabaseError, DeletionError, VersionError
from model.evaluation.metrics import measure
from model.inference.card import LITERT, WEIGHTS, read_card, write_card
from model.runs import store
from model.runs.store import Run
from model.storage.database import last_known
from model.storage.database.engine import reading, writing
from model.versions import published, registry
from model.versions.rows import PUBLICATIONS
from tests.classifiers import lend_shipped
from tests.versions.publishing import let_answer


@pytest.fixture
def trained() -> Run:
    """Return a run with a classifier: the shipped one, lent."""
    run = store.create(PRESETS["fast"])
    lend_shipped(run.folder)
    return run


def test_shipped_classifier_answers_at_first() -> None:
    assert published.current() == published.SHIPPED


def test_chosen_run_answers_until_the_shipped_one_is_chosen_again(trained: Run) -> None:
    let_answer(trained.folder)
    assert published.current() == trained.folder
    published.pin_shipped()
    assert published.current() == published.SHIPPED


def test_run_without_classifier_cannot_answer() -> None:
    with pytest.raises(VersionError, match="has not finished"):
        let_answer(store.create(PRESETS["fast"]).folder)


def test_run_that_reads_no_digits_cannot_answer(trained: Run) -> None:
    number = registry.register(trained.folder).number
    write_card(trained.folder, dataclasses.replace(read_card(trained.folder), classes=tuple("abcdefghij")))
    with pytest.raises(ClassifierError, match="reads no digits"):
        published.publish(number)
    with pytest.raises(VersionError, match="reads no digits"):
        registry.register(trained.folder)


def test_number_that_there_is_not_cannot_answer() -> None:
    with pytest.raises(VersionError, match="There is no version 7"):
        published.publish(7)
    assert published.current() == published.SHIPPED


def test_shipped_one_answers_while_the_chosen_one_is_gone(trained: Run, tmp_path: Path) -> None:
    let_answer(trained.folder)
    trained.folder.rename(tmp_path / "away")
    assert published.current() == published.SHIPPED
    assert published.chosen() == trained.folder
    (tmp_path / "away").rename(trained.folder)
    assert published.current() == trained.folder


def made(count: int) -> list[int]:
    """Return the numbers of so many new versions."""
    runs = [store.create(PRESETS["fast"]) for __ in range(count)]
    for run in runs:
        lend_shipped(run.folder)
    return [registry.register(run.folder).number for run in runs]


def answering() -> int:
    """Return the number of the version that answers."""
    version = registry.of(published.current())
    assert version
    return version.number


def test_steps_lead_back_one_by_one_to_the_shipped_one() -> None:
    made(3)
    for number in (1, 2, 2, 1, 3):
        published.publish(number)
    seen = [answering()]
    while published.step_back() is not None:
        assert published.step_back() == published.go_back()
        seen.append(answering())
    assert seen == [3, 1, 2, 1, 0]
    with pytest.raises(VersionError, match="No other network answered the class before"):
        published.go_back()


def test_what_is_published_after_a_step_back_leads_back_to_what_answered_then() -> None:
    first, second, third = made(3)
    for number in (first, second):
        published.publish(number)
    published.go_back()
    published.publish(third)
    assert published.go_back() == first
    assert published.go_back() == 0


def test_step_back_passes_over_what_is_gone() -> None:
    first, second, third = made(3)
    for number in (first, second, third):
        published.publish(number)
    shutil.rmtree(registry.find(second).folder)
    assert published.go_back() == first


def test_what_makes_no_room_is_what_answers_its_base_and_what_was_published_in_the_last_day() -> None:
    answers, base, before, long_ago, never = made(5)
    folders = {number: registry.find(number).folder for number in range(6)}
    for number in (long_ago, before, answers):
        published.publish(number)
    registry.register(folders[answers], base=base)
    assert published.needed() == {folders[each] for each in (answers, base, before, long_ago)}
    with writing() as connection:
        connection.execute(sa.update(PUBLICATIONS).values(published=datetime.now(UTC) - timedelta(days=2)))
    assert published.needed() == {folders[each] for each in (answers, base, before)}
    assert folders[never] not in published.needed()


def test_what_answers_costs_well_under_a_millisecond(trained: Run) -> None:
    let_answer(trained.folder)
    published.current()
    began = time.process_time()
    for __ in range(200):
        published.current()
    assert (time.process_time() - began) / 200 < 0.001


def test_another_process_that_publishes_is_noticed_at_once(trained: Run, database: str) -> None:
    number = registry.register(trained.folder).number
    assert published.current() == published.SHIPPED
    say = f"from model.versions import published; published.publish({number})"
    subprocess.run([sys.executable, "-c", say], check=True)
    assert published.current() == trained.folder


def test_database_that_is_lost_lets_the_last_one_answer_and_at_first_the_shipped_one(
    trained: Run, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    let_answer(trained.folder)
    assert published.current() == trained.folder

    def lost(*__: object) -> None:
        raise DatabaseError("database", "Gone.")

    monkeypatch.setattr(last_known, "state", lost)
    assert published.current() == published.chosen() == trained.folder
    monkeypatch.setenv("INKLING_HOME", str(home / "other"))
    assert published.current() == published.SHIPPED
    assert published.chosen() is None


def test_file_that_is_no_database_is_told_and_the_shipped_one_answers(home: Path) -> None:
    home.mkdir()
    (home / "inkling.db").write_bytes(b"\xff\xfe\x80\x00" * 4096)
    assert published.current() == published.SHIPPED
    assert published.chosen() is None
    with pytest.raises(DatabaseError, match="The database cannot be used"):
        published.publish(0)


def test_home_that_cannot_be_written_lets_the_shipped_one_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("A file, so that nothing can be written below it, not even by root.")
    monkeypatch.setenv("INKLING_HOME", str(tmp_path / "file" / "home"))
    assert published.current() == published.SHIPPED


def test_choice_of_an_earlier_version_is_taken_over_once(trained: Run, home: Path) -> None:
    (home / "current.json").write_text(json.dumps({"run": trained.id}))
    assert published.current() == trained.folder
    assert not (home / "current.json").exists()
    published.pin_shipped()
    (home / "current.json").write_text(json.dumps({"run": trained.id}))
    assert published.current() == published.SHIPPED


@pytest.mark.parametrize("deed", [published.pin_shipped, published.go_back])
def test_shipped_one_that_is_chosen_first_of_all_answers_instead_of_the_choice_of_an_earlier_version(
    deed: Callable[[], object], trained: Run, home: Path
) -> None:
    (home / "current.json").write_text(json.dumps({"run": trained.id}))
    deed()
    assert published.current() == published.SHIPPED


def test_choice_of_an_earlier_version_is_a_step_back_from_what_is_published_first(trained: Run, home: Path) -> None:
    (home / "current.json").write_text(json.dumps({"run": trained.id}))
    published.pin_shipped()
    published.go_back()
    assert published.current() == trained.folder


def test_choice_of_an_earlier_version_makes_no_room_before_anybody_has_looked(trained: Run, home: Path) -> None:
    (home / "current.json").write_text(json.dumps({"run": trained.id}))
    assert trained.folder in published.needed()


def test_choice_of_an_earlier_version_is_not_deleted_before_anybody_has_looked(trained: Run, home: Path) -> None:
    (home / "current.json").write_text(json.dumps({"run": trained.id}))
    with pytest.raises(DeletionError, match="answers on the Draw page"), published.unpublished(trained.folder):
        pass


def test_choice_of_an_earlier_version_survives_a_crash_while_it_is_taken_over(
    trained: Run, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (home / "current.json").write_text(json.dumps({"run": trained.id}))
    with monkeypatch.context() as patch:
        patch.setattr(Path, "unlink", lambda *__, **___: (_ for _ in ()).throw(OSError(28, "full")))
        assert published.current() == trained.folder
    assert published.current() == trained.folder
    with reading() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(PUBLICATIONS)) == 1


@pytest.mark.parametrize("content", ["", "[]", '{"run": "../../../etc"}', '{"run": 7}', "{"])
def test_choice_of_an_earlier_version_that_leads_nowhere_means_the_shipped_one(content: str, home: Path) -> None:
    home.mkdir()
    (home / "current.json").write_text(content)
    assert published.current() == published.SHIPPED


def test_shipped_card_tells_the_truth(shipped_probabilities: NDArray[np.float32]) -> None:
    card, result = read_card(published.SHIPPED), measure(shipped_probabilities, mnist_test().y)
    assert result.accuracy == pytest.approx(card.figures.test_accuracy, abs=0.0003)  # other processors round else
    assert result.accuracy >= 0.995
    assert sum((published.SHIPPED / name).stat().st_size for name in (LITERT, WEIGHTS)) <= 3_000_000
    assert (card.name, card.figures.test_pictures) == ("Inkling's network", 10_000)
    assert card.config
    assert 0 < card.threshold < 1
    assert {source.licence for source in card.data} >= {"CC BY-SA 3.0", "CC BY 4.0"}
