"""Promises of the page "Our digits": what the teacher and a pupil see of the class's own digits, and do to them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from model.errors import RightsError
from model.people import nicknames, passcode, rules, tokens
from model.people.visitor import TEACHER
from model.samples import actions, exchange, store
from model.samples.sample import NO_DIGIT, Sample
from model.samples.store import Filter
from tests.hostile.archives import zipped
from tests.hostile.pictures import saved
from tests.pages.app import button, downloads, page, texts
from tests.samples.drawings import ANNA, BEN, sample
from ui.digits import doubted, wall
from ui.visitor import Came

NOW = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)
EVIL = "<img src=x>"
CHANGED = "What was relabelled or deleted meanwhile is not approved. Look again at what waits."
LEFT_ALONE = "What was relabelled, removed or deleted meanwhile is left as it is. Look again at what is there."
Come = Callable[[str], None]


@pytest.fixture
def come(monkeypatch: pytest.MonkeyPatch) -> Come:
    """Return what lets the visitor of all pages be the pupil of an id; of none: the teacher."""
    return lambda pupil: monkeypatch.setattr("ui.visitor._came", lambda: Came(pupil, not pupil, ""))


@pytest.fixture
def given() -> dict[str, Sample]:
    """Let the class have four digits, all drawn as a 7, by Anna and Ben, and return them by what they are."""
    misread = {"answer": 1, "confidence": 0.8, "version": "0" * 16}
    drawn = {
        "anna": sample(1, nickname=EVIL, is_approved=True),
        "waits": sample(2, nickname=EVIL, **misread),
        "wrong": sample(3, label=4, writer=BEN.id, is_approved=True),
        "removed": sample(4, writer=BEN.id, is_approved=True, removed=NOW),
    }
    all_of_them = {
        name: replace(one, created=NOW + timedelta(minutes=number)) for number, (name, one) in enumerate(drawn.items())
    }
    store.add([*all_of_them.values()])
    return all_of_them


@pytest.fixture
def surely_seven(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the network doubt all that is not called a 7."""

    def doubt(samples: list[Sample], _: object) -> list[tuple[Sample, int, float]]:
        return [(one, 7, 0.99) for one in samples if one.label != 7]

    monkeypatch.setattr("model.samples.doubts.looks_mislabelled", doubt)
    doubted._known.clear()


def digits(**kept: object) -> AppTest:
    """Return the page, with this in the visitor's session."""
    app = page("pages/digits.py")
    for key, value in kept.items():
        app.session_state[key.replace("_", "-")] = value
    return app.run() if kept else app


def markup(app: AppTest) -> str:
    """Return the wall, "" where there is none."""
    shown = [each.proto for each in app.get("bidi_component") if each.proto.id.endswith("-digits-wall")]
    return str(json.loads(shown[0].json)["markup"]) if shown else ""


def on_wall(app: AppTest) -> list[str]:
    """Return the ids of the digits on show."""
    return re.findall(r'data-press="([^"]*)"', markup(app))


def opened(one: Sample) -> AppTest:
    """Return the page with a digit that was pressed."""
    return digits(digit_opened=one.id)


def labels(app: AppTest) -> list[str]:
    """Return what all buttons say."""
    return [each.label for each in app.button]


def test_empty_page_says_what_to_do_and_leads_there(come: Come) -> None:
    for pupil in ("", ANNA.id):
        come(pupil)
        app = page("pages/digits.py")
        assert app.title[0].value == "Our digits"
        assert "no digits here yet" in texts(app)
        assert "Draw a digit" in [link.proto.label for link in app.get("page_link")]
        assert markup(app) == ""


def test_pupil_is_not_told_to_give_where_giving_is_off_and_the_teacher_still_is(come: Come) -> None:
    rules.change(TEACHER, contributing=False)
    assert "Draw a digit" in [link.proto.label for link in page("pages/digits.py").get("page_link")]
    come(ANNA.id)
    app = page("pages/digits.py")
    assert "Giving digits is switched off for pupils" in texts(app)
    assert "Draw one" not in texts(app)
    assert "Draw a digit" not in [link.proto.label for link in app.get("page_link")]


def test_what_waits_for_approval_is_not_promised_among_the_classs(come: Come) -> None:
    store.add([sample(1)])
    come(ANNA.id)
    app = digits(digits_whose="class")
    assert "here once their teacher has approved it" in texts(app)
    assert "then it is kept here" not in texts(app)


@pytest.mark.parametrize("is_folder", [True, False])
def test_database_that_cannot_be_read_is_one_sentence(is_folder: bool, home: Path) -> None:
    if is_folder:
        home.mkdir()
    (home / "inkling.db" if is_folder else home).write_bytes(b"no database, and no folder" * 1000)
    app = page("pages/digits.py")
    assert not app.exception
    assert [each.value.partition(":")[0] for each in app.error] == ["The database cannot be used"]


def test_teacher_sees_how_many_there_are_of_whom_and_the_newest_first(given: dict[str, Sample]) -> None:
    app = page("pages/digits.py")
    assert "**3 digits** of 2 writers · 1 waits for your approval" in texts(app)
    assert on_wall(app) == [given[name].id for name in ("wrong", "waits", "anna")]
    assert "7, written by &lt;img src=x&gt;. It waits for approval." in markup(app)
    assert f"{NO_DIGIT}" not in labels(app)


def test_writers_are_called_by_their_nickname_or_number_and_never_by_their_id(given: dict[str, Sample]) -> None:
    app = page("pages/digits.py")
    assert next(each for each in app.selectbox if each.label == "Writer").options == [EVIL, "Pupil 2"]
    nicknames.call(BEN, EVIL)
    assert "written by &lt;img src=x&gt; (2)." in markup(app.run())
    assert not {ANNA.id, BEN.id} & set(re.findall(r"\w+", markup(app) + texts(app)))


@pytest.mark.parametrize(
    ("key", "value", "expected"),
    [
        ("label", 4, ["wrong"]),
        ("writer", ANNA.id, ["waits", "anna"]),
        ("kind", "waiting", ["waits"]),
        ("kind", "misread", ["waits"]),
        ("kind", "removed", ["removed"]),
        ("kind", "doubted", ["wrong"]),
    ],
)
def test_each_filter_shows_what_it_says(
    key: str, value: object, expected: list[str], given: dict[str, Sample], surely_seven: None
) -> None:
    app = digits(**{f"digits_{key}": value})
    assert on_wall(app) == [given[name].id for name in expected]
    assert f"**{len(expected)} digit" in texts(app)


def test_doubt_is_marked_and_gone_once_the_digit_is_relabelled(given: dict[str, Sample], surely_seven: None) -> None:
    app = opened(given["wrong"])
    assert "The network reads 7 (99.0%)." in texts(app)
    assert "or 7?" in markup(app)
    next(each for each in app.button_group if each.label == "It is a …").set_value(7).run()
    assert store.find(given["wrong"].id).label == 7
    assert "or 7?" not in markup(app)


def test_digit_that_is_not_on_the_wall_is_opened_by_no_name(given: dict[str, Sample], come: Come) -> None:
    come(BEN.id)
    for name in (given["anna"].id, "../../etc", ""):
        assert not digits(digit_opened=name).get("dialog")
    assert digits(digit_opened=given["wrong"].id).get("dialog")


def test_large_digit_says_what_was_read_by_whom_it_is_and_when(given: dict[str, Sample]) -> None:
    said = texts(opened(given["waits"]))
    assert "It is said to be: 7" in said
    assert r"the network read 1 (80.0%)" in said
    assert r"Written by \<img src=x\>, 2026-05-04" in said


def test_teacher_approves_one_and_lets_it_wait_again(given: dict[str, Sample]) -> None:
    app = opened(given["waits"])
    button(app, "Approve").click().run()
    assert store.find(given["waits"].id).is_approved
    assert "waits" not in texts(app)
    button(opened(given["waits"]), "Let it wait").click().run()
    assert not store.find(given["waits"].id).is_approved


def test_all_that_the_filter_shows_is_approved_at_one_press() -> None:
    store.add([sample(number) for number in range(5)] + [sample(9, label=3)])
    app = digits(digits_label=7)
    button(app, "Approve 5 digits").click().run()
    assert store.counts(Filter(is_approved=True)) == {(ANNA.id, 7): 5}
    assert "1 waits for your approval" in texts(app)


@pytest.mark.parametrize("others", [0, 2])
def test_digit_that_a_pupil_relabelled_since_the_page_was_drawn_is_not_approved_and_the_teacher_is_told(
    others: int,
) -> None:
    store.add([given := sample(9, label=3), *(sample(number, label=3) for number in range(others))])
    app = digits(digits_label=3)
    actions.relabel([given.id], 8, ANNA)
    app.button(key="digits-approve").click().run()
    assert [each.value for each in app.error] == [CHANGED]
    assert not store.find(given.id).is_approved
    assert store.counts(Filter(is_approved=True)) == ({(ANNA.id, 3): others} if others else {})


def test_digit_on_show_large_is_approved_with_the_label_that_was_shown_alone(given: dict[str, Sample]) -> None:
    app = opened(given["waits"])
    actions.relabel([given["waits"].id], 8, ANNA)
    button(app, "Approve").click().run()
    assert [each.value for each in app.error] == [CHANGED]
    assert not store.find(given["waits"].id).is_approved


def test_what_is_done_to_all_is_offered_for_a_choice_alone(given: dict[str, Sample]) -> None:
    assert not [label for label in labels(page("pages/digits.py")) if re.match("Approve|Remove", label)]


def test_what_is_removed_is_brought_back_by_the_next_press_or_later(given: dict[str, Sample]) -> None:
    app = digits(digits_writer=ANNA.id)
    button(app, "Remove 2 digits").click().run()
    assert "2 digits are removed." in texts(app)
    assert on_wall(app) == []
    button(app, "Bring back").click().run()
    assert len(on_wall(app)) == 2
    button(digits(digits_kind="removed"), "Bring 1 digit back").click().run()
    assert store.find(given["removed"].id).removed is None


def test_digits_that_others_relabelled_or_removed_meanwhile_are_neither_removed_nor_brought_back() -> None:
    seen = [sample(number) for number in range(3)]
    store.add(seen)
    app = digits(digits_label=7)
    actions.relabel([seen[0].id], 8, ANNA)
    actions.remove({seen[1].id: 7}, ANNA)
    button(app, "Remove 3 digits").click().run()
    assert [each.value for each in app.error] == [LEFT_ALONE]
    assert [each.id for each in store.select()] == [seen[0].id]
    assert "1 digit is removed." in texts(app)
    button(app, "Bring back").click().run()
    assert {each.id for each in store.select()} == {seen[0].id, seen[2].id}


def test_more_pictures_are_shown_at_a_press() -> None:
    store.add([sample(number) for number in range(wall.FIRST + 10)])
    app = page("pages/digits.py")
    assert len(on_wall(app)) == wall.FIRST
    button(app, "More").click().run()
    assert len(on_wall(app)) == wall.FIRST + 10


def test_pupil_sees_their_own_and_of_others_what_the_class_learns_from(given: dict[str, Sample], come: Come) -> None:
    come(BEN.id)
    app = page("pages/digits.py")
    assert on_wall(app) == [given["wrong"].id]
    app = digits(digits_whose="class")
    assert on_wall(app) == [given["wrong"].id, given["anna"].id]
    assert "written by" not in markup(app)
    assert "img src" not in texts(app)
    app = digits(digits_whose="class", digit_opened=given["anna"].id)
    assert app.get("dialog")
    assert not {"Remove", "Approve", "Let it wait"} & set(labels(app))
    assert "Written by" not in texts(app)
    assert [each.label for each in app.button_group if "It is a" in each.label] == []


def test_pupil_relabels_and_removes_what_is_theirs_and_approves_nothing(given: dict[str, Sample], come: Come) -> None:
    come(BEN.id)
    app = opened(given["wrong"])
    assert "Approve" not in labels(app)
    next(each for each in app.button_group if each.label == "It is a …").set_value(NO_DIGIT).run()
    assert store.find(given["wrong"].id).label == NO_DIGIT
    assert "1 waits for your teacher" in texts(app)
    button(opened(given["wrong"]), "Remove").click().run()
    assert store.find(given["wrong"].id).removed is not None


def test_press_of_who_is_the_teacher_no_more_is_refused(given: dict[str, Sample], come: Come) -> None:
    app = digits(digits_writer=ANNA.id)
    come(BEN.id)
    button(app, "Remove 2 digits").click().run()
    assert not app.exception
    assert app.error[0].value.startswith("This digit is somebody else's.")
    assert store.find(given["anna"].id).removed is None


def test_pupil_deletes_all_of_theirs_by_a_press_that_names_the_number(given: dict[str, Sample], come: Come) -> None:
    come(BEN.id)
    button(page("pages/digits.py"), "Yes, delete 2 digits for good").click().run()
    assert {one.id for one in store.select(Filter(is_removed=None))} == {given["anna"].id, given["waits"].id}


def test_teacher_deletes_one_writer_and_then_everything(given: dict[str, Sample]) -> None:
    app = digits(digits_tools=True, digits_unwanted=BEN.id)
    button(app, "Yes, delete 2 digits for good").click().run()
    assert set(store.counts(Filter(is_removed=None))) == {(ANNA.id, 7)}
    app = digits(digits_tools=True)
    button(app, "Yes, delete 2 digits for good").click().run()
    assert store.counts(Filter(is_removed=None)) == {}
    assert "no digits here yet" in texts(app)


@pytest.mark.parametrize(
    ("pupil", "kept"),
    [("", {"digits_tools": True}), ("", {"digits_tools": True, "digits_unwanted": BEN.id}), (BEN.id, {})],
)
def test_no_more_is_deleted_than_the_button_names(
    pupil: str, kept: dict[str, object], given: dict[str, Sample], come: Come
) -> None:
    come(pupil)
    app = digits(**kept)
    sure = next(each for each in app.button if each.label.startswith("Yes, delete"))
    store.add([sample(number, writer=BEN.id) for number in range(10, 15)])
    sure.click().run()
    assert [each.value for each in app.error] == [
        "More digits were given since, and none is deleted. Look again at how many there are."
    ]
    assert store.how_many() == len(given) + 5
    app.button(key=sure.key).click().run()
    assert store.how_many(BEN.id) == 0


def test_without_approval_nothing_waits(given: dict[str, Sample]) -> None:
    rules.change(TEACHER, approval=False)
    assert "wait" not in texts(digits())
    assert given["waits"].id in [one.id for one in actions.learnable()]


def test_page_that_was_open_before_the_passcode_changed_gives_no_digits_away(
    given: dict[str, Sample], monkeypatch: pytest.MonkeyPatch
) -> None:
    passcode.set_passcode("first-passcode", TEACHER)
    came = Came(ANNA.id, False, tokens.teacher_token())
    monkeypatch.setattr("ui.visitor._came", lambda: came)
    made = downloads(monkeypatch)
    digits(digits_tools=True)
    assert set(made) == {"digits-lines", "digits-zip"}
    assert len(exchange.read(made["digits-zip"](), "digits.zip").samples) == 3
    passcode.set_passcode("second-passcode", TEACHER)
    for make in made.values():
        with pytest.raises(RightsError, match="Only your teacher"):
            make()


def test_file_that_is_brought_in_twice_adds_nothing(given: dict[str, Sample]) -> None:
    content = exchange.to_lines(store.select())
    actions.delete_everything(TEACHER)
    app = bring_in("digits.jsonl.gz", content)
    assert [each.value for each in app.success] == ["3 new digits, 0 were there already."]
    assert {one.id: one.label for one in store.select()} == {
        one.id: one.label for name, one in given.items() if name != "removed"
    }
    assert [each.value for each in bring_in("digits.jsonl.gz", content).success] == [
        "0 new digits, 3 were there already."
    ]
    assert not bring_in("digits.jsonl.gz", content).run().success


def test_what_was_removed_before_is_counted_apart_and_the_page_says_how_it_comes_back(given: dict[str, Sample]) -> None:
    app = bring_in("digits.jsonl.gz", exchange.to_lines(given.values()))
    assert [each.value for each in app.success] == ["0 new digits, 3 were there already."]
    assert [each.value for each in app.info] == [
        "1 was removed before, and stays so. To bring it back, choose “removed” above."
    ]


def test_what_is_left_out_of_a_file_is_counted_and_named() -> None:
    picture = saved(Image.fromarray(sample().image), "PNG")
    app = bring_in("class.zip", zipped({"7/1.png": picture, "7/desktop.ini": b"x", "7/notes.txt": b"x"}))
    assert [each.value for each in app.success] == ["1 new digit, 0 were there already."]
    assert (
        next(each for each in app.expander if each.label == "1 file was left out")
        .text[0]
        .value.startswith("7/notes.txt: This file is no picture")
    )


def test_file_that_holds_no_digits_is_one_sentence() -> None:
    app = bring_in("evil.zip", b"PK nothing")
    assert not app.exception
    assert app.error[0].value.startswith("“evil.zip” is damaged")
    assert store.select() == []


def bring_in(name: str, content: bytes) -> AppTest:
    """Return the page after a file was given."""
    app = digits(digits_tools=True)
    app.file_uploader[0].set_value((name, content, "application/octet-stream"))
    return app.run()
