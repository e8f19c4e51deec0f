"""Promises of the page "Our class" that need no real browser: what the teacher sees and says, and what pupils see."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Iterator

import numpy as np
import pytest
from streamlit import config
from streamlit.testing.v1 import AppTest

from model.config import PRESETS
from model.errors import RightsError
from model.executors.local import this_process
from model.people import class_start, nicknames, passcode
from model.people.rules import Rules, change, rules
from model.people.visitor import TEACHER, Visitor
from model.runs import store
from model.runs.state import State
from model.runs.store import Run
from model.samples import store as samples
from model.versions import published
from tests.pages.app import LookAgain, button, html, page, texts
from tests.samples.drawings import BEN, sample
from tests.versions.publishing import let_answer
from ui import session
from ui.classroom import address, live, mine, wall_view
from ui.classroom.presence import PRESENCE
from ui.classroom.wall import WALL, Tile, Wall
from ui.visitor import Came

PUPIL = "a" * 16
CLASS = "pages/class.py"


@pytest.fixture(autouse=True)
def wall(monkeypatch: pytest.MonkeyPatch) -> Wall:
    """Let each test begin with a wall of its own, and this computer be in one network."""
    made = Wall()
    for room in (wall_view, live, mine):
        monkeypatch.setattr(room, "WALL", made)
    monkeypatch.setattr("ui.classroom.pupil_view.WALL", made)
    monkeypatch.setattr(address, "hosts", lambda: ["192.0.2.7"])
    monkeypatch.setattr(PRESENCE, "_has_device_come", False)  # other tests have played some
    return made


@pytest.fixture
def pupil(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the visitor be a pupil."""
    monkeypatch.setattr("ui.visitor._came", lambda: Came(PUPIL, False, ""))


@pytest.fixture
def somebody() -> Iterator[str]:
    """Let a pupil be here who is called something."""
    nicknames.call(Visitor(PUPIL), "*Ada*")
    with PRESENCE.of(PUPIL, {"type": "websocket"}):
        yield PUPIL


def test_teacher_sees_the_address_as_text_and_as_a_code() -> None:
    app = page(CLASS)
    assert not app.exception
    port = config.get_option("server.port")
    assert f"<small>http://</small>192.0.2.7:{port}</p>" in html(app)
    assert f'alt="QR code of http://192.0.2.7:{port}"' in html(app)
    assert "No other device has come yet. Does a phone not open it?" in texts(app)


def test_teacher_at_another_device_is_no_pupil_here(somebody: str) -> None:
    with PRESENCE.of("b" * 16, {"type": "websocket"}, is_teacher=True):
        assert "<dt>pupil here</dt><dd>1</dd>" in html(page(CLASS))


def test_address_is_chosen_where_there_are_several_and_stays_for_the_projector(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(address, "hosts", lambda: ["192.0.2.7", "198.51.100.3"])
    app = page(CLASS)
    choice = app.selectbox(key="class-address")
    choice.set_value(choice.options[1]).run()
    assert "198.51.100.3" in html(app)
    app.button(key="projector").click().run()
    assert "198.51.100.3" in html(app)
    assert "192.0.2.7" not in html(app)


@pytest.mark.parametrize(
    ("bound", "hosts", "said"),
    [
        ("localhost", ["192.0.2.7"], "Phones cannot come in: Inkling was started for this computer alone"),
        (None, [], "No network was found: only this computer can open Inkling"),
    ],
)
def test_what_keeps_phones_out_is_said(
    bound: str | None, hosts: list[str], said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = config.get_option
    monkeypatch.setattr(config, "get_option", lambda name: bound if name == "server.address" else before(name))
    monkeypatch.setattr(address, "hosts", lambda: hosts)
    app = page(CLASS)
    assert app.warning[0].value.startswith(said)
    assert "QR code of" not in html(app)
    assert "No other device" not in texts(app)


def test_device_that_has_come_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(PRESENCE, "has_device_come", lambda: True)
    assert "A device has reached this computer." in texts(page(CLASS))


def test_projector_shows_no_bar_and_nothing_to_be_set_and_leads_back() -> None:
    app = page(CLASS).button(key="projector").click().run()
    assert not app.exception
    assert app.get("page_link") == []
    assert [each.key for each in app.button] == ["projector-end"]
    assert len(app.toggle) == len(app.text_input) == 0
    assert "24px" in html(app)
    app.button(key="projector-end").click().run()
    assert app.get("page_link")
    assert "24px" not in html(app)


def test_wall_is_turned_on_shown_cleared_and_turned_off(wall: Wall, somebody: str) -> None:
    app = page(CLASS)
    assert "The wall is off" in texts(app)
    app.toggle(key="wall-switch").set_value(True).run()
    assert wall.is_on
    assert "The wall is empty" in texts(app)
    drawn = Tile(somebody, (np.ones((28, 28), np.float32),), "7", 0.987, is_sure=True)
    wall.add(drawn, None, is_shown=True)
    wall.call_wrong(drawn, is_wrong=True)
    shown = html(app.run())
    assert "<b>7</b> <span>98.7%</span><small>*Ada*</small>" in shown
    assert 'class="ink-tile wrong"' in shown
    for figure, title in (("1", "pupil here"), ("1", "drawing read"), ("100%", "called wrong")):
        assert f"<dt>{title}</dt><dd>{figure}</dd>" in shown
    app.button(key="wall-clear").click().run()
    assert wall.tiles() == []
    app.toggle(key="wall-switch").set_value(False).run()
    assert not wall.is_on


@pytest.mark.parametrize("switch", ["training", "contributing", "approval"])
def test_teacher_says_what_pupils_may_do_and_whether_digits_wait_for_approval(switch: str) -> None:
    app = page(CLASS)
    assert app.toggle(key=f"allow-{switch}").value
    app.toggle(key=f"allow-{switch}").set_value(False).run()
    assert [name for name, is_on in dataclasses.asdict(rules()).items() if not is_on] == [switch]
    app.toggle(key=f"allow-{switch}").set_value(True).run()
    assert rules() == Rules()


def test_teacher_sets_the_passcode_and_reads_how_to_come_in() -> None:
    app = page(CLASS)
    assert "No passcode is set" in texts(app)
    app.text_input(key="new-passcode").set_value("short")
    button(app, "Set the passcode").click().run()
    assert "A passcode has 6 to 100 characters" in app.error[0].value
    app.text_input(key="new-passcode").set_value("open sesame")
    button(app, "Set the passcode").click().run()
    assert passcode.is_right("open sesame")
    assert "192.0.2.7" in texts(app)
    assert "/teacher`" in texts(app)


def test_teacher_takes_a_nickname_away(somebody: str) -> None:
    samples.add([sample(1, writer=somebody, nickname="*Ada*"), sample(2, writer=BEN.id, nickname="Ben")])
    app = page(CLASS)
    assert r"\*Ada\*" in texts(app)
    app.button(key=f"throw-out-{somebody}").click().run()
    assert nicknames.nickname(somebody) == ""
    assert {one.nickname for one in samples.select()} == {"", "Ben"}  # nor is it on the class's digits, or taken home
    assert "Nobody here has chosen a nickname." in texts(app)
    app.button(key=f"allow-again-{somebody}").click().run()
    assert nicknames.taken_away() == {}
    assert r"\*Ada\*" not in texts(app)


def test_two_of_one_nickname_are_told_apart_in_the_list_and_on_the_wall(somebody: str, wall: Wall) -> None:
    nicknames.call(BEN, "*Ada*")
    wall.turn(TEACHER, on=True)
    for writer in (somebody, BEN.id):
        wall.add(Tile(writer, (np.zeros((28, 28), np.float32),), "7", 0.9, is_sure=True), None, is_shown=True)
    with PRESENCE.of(BEN.id, {"type": "websocket"}):
        app = page(CLASS)
    assert r"\*Ada\* (2)" in texts(app)
    for said in ("<small>*Ada*</small>", "<small>*Ada* (2)</small>"):
        assert said in html(app)


def test_teacher_goes_back_to_the_shipped_network(finished: Run) -> None:
    let_answer(finished.folder)
    app = page(CLASS)
    app.button(key="class-shipped").click().run()
    assert published.current() == published.SHIPPED
    assert "class-shipped" not in [each.key for each in app.button]


def test_run_that_trains_is_shown_with_its_curve() -> None:
    run = store.create(PRESETS["one-conv"].replace(epochs=5))
    state = State("running", job=this_process(), queued_at=time.time())
    run.write_state(state)
    app = page(CLASS)
    assert "is getting ready …" in texts(app)
    assert "epoch" not in texts(app)
    run.write_state(dataclasses.replace(state, epoch=2))
    app.run()
    assert "is being trained: epoch 2 of 5." in texts(app)
    assert app.get("vega_lite_chart")


@pytest.mark.usefixtures("pupil")
def test_pupil_sees_what_holds_and_nothing_that_is_the_teachers(wall: Wall) -> None:
    app = page(CLASS)
    assert not app.exception
    said = texts(app)
    for sentence in ("You are in the class.", "You may train networks.", "It is off: nobody sees", "answers the class"):
        assert sentence in said
    assert 'href="/teacher"' in html(app)
    assert len(app.toggle) == len(app.slider) == 0
    assert {each.key for each in app.button} == {"turn-language", "turn-big"}
    wall.turn(TEACHER, on=True)
    assert "It is **on**" in texts(app.run())


@pytest.mark.usefixtures("pupil")
def test_pupil_sees_whether_they_may_give_digits_and_what_becomes_of_one() -> None:
    app = page(CLASS)
    for sentence in ("You may give digits", "Your teacher looks at a digit before a network learns it."):
        assert sentence in texts(app)
    change(TEACHER, approval=False)
    assert "Your teacher looks at" not in texts(app.run())
    change(TEACHER, contributing=False)
    assert "Giving digits is switched off for pupils at the moment." in texts(app.run())
    assert "You may give digits" not in texts(app)


@pytest.mark.usefixtures("pupil")
def test_pupils_page_follows_what_the_teacher_allows_without_a_press(look_again: LookAgain, wall: Wall) -> None:
    app = page(CLASS)
    change(TEACHER, contributing=False)
    assert "Giving digits is switched off for pupils at the moment." in texts(app := look_again(app))
    change(TEACHER, contributing=True)
    assert "You may give digits" in texts(app := look_again(app))
    wall.turn(TEACHER, on=True)
    assert "It is **on**" in texts(app := look_again(app))
    assert texts(look_again(app)) == ""  # nothing is drawn anew while nothing has changed


def test_teacher_lets_a_new_class_begin_and_pupils_do_not(finished: Run) -> None:
    app = page(CLASS)
    assert "The class began on" not in texts(app)
    app.button(key="begin-class").click().run()
    assert "The class began on" in texts(app)
    assert finished.created
    assert class_start.began() > finished.created
    with pytest.raises(RightsError, match="Only the teacher lets a new class begin"):
        class_start.begin(Visitor(PUPIL))


@pytest.mark.usefixtures("pupil")
def test_pupil_is_no_teacher_by_the_state_of_a_session() -> None:
    app = page(CLASS)
    app.session_state[session.PROJECTOR] = True
    app.run()
    assert "You are in the class." in texts(app)
    assert "QR code of" not in html(app)


@pytest.mark.usefixtures("pupil")
def test_pupil_chooses_a_nickname_and_reads_why_they_cannot() -> None:
    app = page(CLASS)
    app.text_input(key="nickname").set_value("Ada").run()
    assert nicknames.nickname(PUPIL) == "Ada"
    nicknames.throw_out(TEACHER, PUPIL)
    app.text_input(key="nickname").set_value("Ada again").run()
    assert "Your teacher took your nickname away" in app.error[0].value
    assert app.text_input(key="nickname").value == ""


@pytest.mark.usefixtures("pupil")
def test_pupil_who_takes_the_nickname_off_is_called_by_it_no_more() -> None:
    nicknames.call(Visitor(PUPIL), "Ada")
    samples.add([sample(1, writer=PUPIL, nickname="Ada"), sample(2, writer=BEN.id, nickname="Ben")])
    page(CLASS).text_input(key="nickname").set_value(" ").run()
    assert nicknames.nickname(PUPIL) == ""
    assert {each.writer: each.nickname for each in samples.select()} == {PUPIL: "", BEN.id: "Ben"}


def choose_test_picture(app: AppTest) -> AppTest:
    """Return the Draw page with a picture of the test on it."""
    return app.segmented_control(key="way-digit").set_value("test").run()


def test_draw_page_says_that_the_wall_is_on_and_shows_what_is_given_from_then_on(wall: Wall) -> None:
    app = choose_test_picture(page("app.py"))
    assert wall.counts().read == 1
    wall.turn(TEACHER, on=True)
    app.button(key="another-one").click().run()
    assert wall.tiles() == []  # the page had not said so before
    assert "The wall is on: from now on the class sees your digits." in html(app)
    app.button(key="another-one").click().run()
    assert len(wall.tiles()) == 1
    assert "The wall is on: the class sees your digit." in html(app)
    assert wall.counts().read == 3
    app.run()
    assert wall.counts().read == 3  # the same picture, the same answer


def test_answer_is_called_wrong_and_that_is_taken_back(wall: Wall) -> None:
    wall.turn(TEACHER, on=True)
    app = choose_test_picture(page("app.py"))
    assert app.button(key="wrong").label == "Wrong"
    app.button(key="wrong").click().run()
    assert app.button(key="wrong").label == "Marked as wrong"
    assert [each.is_wrong for each in wall.tiles()] == [True]
    app.button(key="wrong").click().run()
    assert wall.counts() == (1, 0)
    app.button(key="another-one").click().run()
    assert app.button(key="wrong").label == "Wrong"


def test_wall_of_the_server_is_off_before_a_teacher_turns_it_on() -> None:
    assert not WALL.is_on
