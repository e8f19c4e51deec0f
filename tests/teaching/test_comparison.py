"""Before and after: what both classifiers read, counted by hand."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from scipy.stats import binomtest

from model.cli.teaching import in_words
from model.config import TrainingConfig
from model.datasets.class_digits import name_of
from model.errors import ClassifierError
from model.inference.card import read_card
from model.people.visitor import TEACHER
from model.runs import store as runs
from model.runs.state import State
from model.runs.store import Run
from model.samples import actions
from model.samples.apart import parts
from model.samples.exports import export
from model.samples.sample import Sample
from model.teaching import comparison
from model.teaching.actions import teach
from model.teaching.comparison import compare, taught_runs
from model.teaching.plan import plan
from model.teaching.share import Share
from model.versions import registry
from model.versions.published import SHIPPED
from tests.classifiers import lend_shipped
from tests.conftest import SMALL
from tests.teaching.classes import WRITERS, base_in, class_of, given


def taught(base: str = "shipped", samples: list[Sample] | None = None) -> Run:
    """Return a finished run that has learned the class's digits from a base; its classifier is the shipped one."""
    given(samples or class_of())
    mixed = ({"data": name_of(export().id), "share": 1.0},)
    config = TrainingConfig.from_dict({"mixed": list(mixed), "base": base, "loss": "categorical_crossentropy"})
    run = runs.create(config, at_once=True)
    lend_shipped(run.folder)
    run.write_state(State("finished"))
    return run


def kept(run: Run, answers: list[list[object]]) -> None:
    """Let it be known already what both read: id, writer, label, before, after of each."""
    content = [read_card(run.folder).fingerprint, "shipped", answers, [9900, 10_000], [9895, 10_000], False]
    (run.folder / comparison._FILE).write_text(json.dumps(content))


def test_figures_are_those_counted_by_hand() -> None:
    run = taught()
    first, second, third, *__ = parts(class_of()).kept_apart
    rows: list[list[object]] = [
        [first.id, "ada", 1, 7, 1],  # gained
        [second.id, "ada", 2, 2, 2],
        [third.id, "ben", 3, 3, 8],  # lost
        ["gone", "ben", 7, 1, 7],  # gained, and deleted since
        ["gone too", "cem", 7, 1, 2],
        ["no digit", "cem", -1, 4, -1],
    ]
    kept(run, rows)
    found = compare(run.folder)
    assert (found.before, found.after) == (Share(2, 6), Share(4, 6))
    assert {row.id: (row.before.right, row.after.right, row.after.total) for row in found.by_writer} == {
        "ada": (1, 2, 2), "ben": (1, 1, 2), "cem": (0, 1, 2),
    }  # fmt: skip
    assert [row.id for row in found.by_digit] == ["1", "2", "3", "7", "-1"]
    assert [(each.sample.id, each.before, each.after) for each in found.gained] == [(first.id, 7, 1)]
    assert [(each.sample.id, each.before, each.after) for each in found.lost] == [(third.id, 3, 8)]
    assert (found.mnist_before, found.mnist_after) == (Share(9900, 10_000), Share(9895, 10_000))
    assert found.p_value == pytest.approx(binomtest(1, 4).pvalue)


def test_only_digits_of_writers_who_were_kept_apart_are_compared() -> None:
    run = taught()
    found = compare(run.folder)
    apart = parts(class_of()).kept_apart
    assert {row.id for row in found.by_writer} == {sample.writer for sample in apart}
    assert found.after.total == len(apart)


def test_better_classifier_gains_and_the_version_says_how_much() -> None:
    base_in("bad", SMALL)
    bad = registry.register(base_in("bad", SMALL))
    run = taught("versions/bad")
    found = compare(run.folder)
    assert found.before.right < found.after.right
    assert found.gained
    assert found.mnist_after.share > 0.99 > found.mnist_before.share
    version = registry.of(run.folder)
    assert version is not None
    learned = parts(class_of()).learned
    assert (version.base, version.export, version.samples) == (bad.number, export().id, len(learned))
    assert version.writers == len({sample.writer for sample in learned})
    assert version.figures["class"] == {"export": export().id, "right": found.after.right, "total": found.after.total}
    assert version.figures["mnist"] == list(found.mnist_after)


def test_shipped_classifier_is_named_as_the_base() -> None:
    run = taught()
    compare(run.folder)
    version = registry.of(run.folder)
    assert version is not None
    assert version.base == 0


def test_second_look_asks_no_classifier(monkeypatch: pytest.MonkeyPatch) -> None:
    run = taught()
    first = compare(run.folder)
    monkeypatch.setattr(comparison, "_found", None)
    second = compare(run.folder)
    assert (second.before, second.after, second.by_writer) == (first.before, first.after, first.by_writer)


def test_base_that_is_gone_later_changes_nothing() -> None:
    base = base_in("bad", SMALL)
    run = taught("versions/bad")
    first = compare(run.folder)
    (base / "card.json").unlink()
    assert compare(run.folder).before == first.before


def test_pictures_of_a_writer_who_deleted_all_are_shown_no_more() -> None:
    base_in("bad", SMALL)
    run = taught("versions/bad")
    first = compare(run.folder)
    writer = first.gained[0].sample.writer
    actions.delete_writer(writer, TEACHER)
    second = compare(run.folder)
    assert writer not in {each.sample.writer for each in second.gained}
    assert second.after == first.after


def test_drawing_that_the_teacher_removed_is_shown_no_more_until_it_is_brought_back() -> None:
    base_in("bad", SMALL)
    run = taught("versions/bad")
    first = compare(run.folder)
    removed = first.gained[0].sample.id
    actions.remove({removed: first.gained[0].sample.label}, TEACHER)
    second = compare(run.folder)
    assert [each.sample.id for each in second.gained] == [each.sample.id for each in first.gained[1:]]
    assert second.after == first.after
    actions.bring_back([removed], TEACHER)
    assert len(compare(run.folder).gained) == len(first.gained)


def test_command_says_who_is_better_by_the_figures_also_when_the_digits_that_were_won_are_gone() -> None:
    run = taught()
    lost = parts(class_of()).kept_apart[0].id
    kept(run, [[lost, "ben", 3, 3, 8], *([f"gone {number}", "ada", 7, 1, 7] for number in range(12))])
    assert "The taught one is better, by more than chance" in in_words(compare(run.folder))


def test_damaged_file_is_found_out_again() -> None:
    run = taught()
    first = compare(run.folder)
    (run.folder / comparison._FILE).write_text("{")
    assert compare(run.folder).after == first.after


def test_run_that_goes_on_is_compared_anew() -> None:
    run = taught()
    kept(run, [])
    card = json.loads((run.folder / "card.json").read_text())
    content = json.loads((run.folder / comparison._FILE).read_text())
    (run.folder / comparison._FILE).write_text(json.dumps(["0" * 16, *content[1:]]))
    assert card["litert_sha256"][:16] != "0" * 16
    assert compare(run.folder).after.total == len(parts(class_of()).kept_apart)


def test_writer_who_was_learned_from_before_is_not_tested() -> None:
    few = class_of(["ada"], 6)
    first = taught(samples=few)  # learned of ada, the only one there was
    everybody = class_of()
    second = taught(f"runs/{first.id}", samples=everybody)
    tested = {row.id for row in compare(second.folder).by_writer}
    assert "ada" not in tested
    assert tested


def test_nobody_who_was_learned_from_is_tested_where_those_who_were_kept_apart_deleted_theirs() -> None:
    run = taught(samples=class_of(WRITERS[:3]))
    for writer in {sample.writer for sample in parts(class_of(WRITERS[:3])).kept_apart}:
        actions.delete_writer(writer, TEACHER)
    assert compare(run.folder).after.total == 0


def test_run_that_learned_nothing_of_the_class_is_said() -> None:
    run = runs.create(SMALL, at_once=True)
    run.write_state(State("finished"))
    lend_shipped(run.folder)
    with pytest.raises(ClassifierError, match="has not learned the class's digits"):
        compare(run.folder)
    assert taught_runs() == []


def test_run_without_a_classifier_is_said() -> None:
    run = taught()
    (run.folder / "card.json").unlink()
    with pytest.raises(ClassifierError, match="has not learned the class's digits yet"):
        compare(run.folder)


def test_taught_runs_are_listed_newest_first() -> None:
    first, second = taught(), taught()
    assert taught_runs() == [second, first]


def test_new_network_is_compared_with_the_one_that_answers() -> None:
    run = taught("")
    found = compare(run.folder)
    assert found.base == SHIPPED
    version = registry.of(run.folder)
    assert version is not None
    assert version.base is None


def test_new_network_is_compared_with_the_one_that_was_said_whichever_answers_at_the_end() -> None:
    given(class_of())
    base = base_in("bad", SMALL)
    planned = plan(base, new=True)
    run = teach(planned, TEACHER, at_once=True)
    lend_shipped(run.folder)
    found = compare(run.folder)
    assert (found.base, found.before) == (base, planned.now)


def test_folder_that_is_no_run_is_said(tmp_path: Path) -> None:
    with pytest.raises(ClassifierError, match="has not learned"):
        compare(tmp_path)
