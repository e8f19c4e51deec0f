"""Promises of the page "Networks": what answers, every network with its number, and what each may be told."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from model.config import PRESETS
from model.datasets.pictures import Pictures
from model.evaluation import on_mnist
from model.inference.card import read_card, write_card
from model.runs import deletion, store
from model.runs.state import State
from model.runs.store import Run
from model.versions import published, registry
from model.versions.places import named
from tests.classifiers import lend_shipped, shipped_right
from tests.pages.app import box, button, html, page, texts
from tests.versions.publishing import from_elsewhere, let_answer
from ui import session, version_names
from ui.visitor import Came

PAGE = "pages/networks.py"
EXPORT = "0123456789abcdef"


def made(name: str, **learned: str) -> Run:
    """Return a finished run whose network has this name; its classifier is the shipped one, lent."""
    run = store.create(PRESETS["two-conv"])
    lend_shipped(run.folder)
    card = read_card(run.folder)
    config = {**card.config, "data": "mnist", **learned}
    write_card(run.folder, dataclasses.replace(card, name=name, config=config))
    run.write_state(State("finished"))
    return run


@pytest.fixture
def family() -> list[Run]:
    """Return the runs of versions 1 and 2: the second was taught from the first."""
    first = made("First one")
    second = made("Second one", base=f"runs/{first.folder.name}", data=f"samples-{EXPORT}")
    registry.register(first.folder)
    registry.register(second.folder, samples=312, writers=14)
    registry.write_figures(2, {"class": {"export": EXPORT, "right": 91, "total": 100}, "mnist": [9903, 10_000]})
    return [first, second]


@pytest.fixture
def pupil(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a pupil look."""
    monkeypatch.setattr("ui.visitor._came", lambda: Came("1" * 16, False, ""))


def keys(app: AppTest) -> set[str]:
    """Return the keys of all buttons."""
    return {str(each.key) for each in app.button}


def press(app: AppTest, key: str) -> AppTest:
    """Press the button of a key."""
    return next(each for each in app.button if each.key == key).click().run()


def test_page_without_a_network_of_ones_own_says_how_to_get_one() -> None:
    app = page(PAGE)
    assert "**Inkling's network** answers the class." in texts(app)
    assert "Train one on the Train page" in texts(app)
    assert not keys(app) & {"networks-back", "networks-shipped"}


def test_every_network_is_listed_with_where_it_comes_from_and_how_good_it_is(family: list[Run]) -> None:
    let_answer(family[1].folder)
    said = texts(page(PAGE))
    assert "**2 · Second one · taught** answers the class." in said
    assert "**2 · Second one · taught** – :material/check_circle: answers the class" in said
    assert "from 1 · 312 digits of the class, by 14 writers · MNIST" in said
    assert "9,903 of 10,000 right · class" in said
    assert "91 of 100 right" in said
    assert "**1 · First one**" in said


def test_network_that_answers_is_in_the_list_however_old_it_is(family: list[Run]) -> None:
    let_answer(family[0].folder)
    for __ in range(9):
        made("Later one")
    app = page(PAGE)
    assert "**1 · First one** – :material/check_circle: answers the class" in texts(app)
    assert "**2 · Second one · taught**" not in texts(app)
    next(each for each in app.toggle if each.key == "all-networks").set_value(True).run()
    assert "**2 · Second one · taught**" in texts(app)


def test_network_from_elsewhere_that_a_waiting_run_needs_is_not_deleted() -> None:
    version = from_elsewhere()
    run = store.create(PRESETS["fast"], compared_with=named(version.folder))
    app = press(page(PAGE, version=str(version.number)), f"delete-version-{version.number}")
    assert "is compared with it" in app.error[0].value
    run.write_state(State("finished"))
    app = press(app, f"delete-version-{version.number}")
    assert not app.error
    assert not version.folder.exists()


def test_network_from_elsewhere_was_made_when_its_card_says_so() -> None:
    version = from_elsewhere()
    card = dataclasses.replace(read_card(version.folder), created="2019-05-17 08:30")
    write_card(version.folder, card)
    assert '<th scope="row">Made</th><td>2019-05-17 08:30</td>' in html(page(PAGE, version=str(version.number)))
    assert "2019-05-17 08:30" in texts(page(PAGE))


def test_press_opens_a_network_and_leads_back(family: list[Run]) -> None:
    app = press(page(PAGE), "version-2")
    assert [title.value for title in app.title] == ["2 · Second one · taught"]
    assert app.query_params["version"] == "2"
    assert "<dd>91 of 100</dd>" in html(app)
    assert "It learned 312 digits of the class, by 14 writers." in texts(app)
    assert button(app, "1 · First one").key == "ancestor-1"
    app = press(app, "ancestor-1")
    assert [title.value for title in app.title] == ["1 · First one"]
    assert "It learned from the beginning." in texts(app)
    app = press(app, "networks-all")
    assert [title.value for title in app.title] == ["Networks"]


def test_ancestor_that_was_deleted_keeps_its_number(family: list[Run]) -> None:
    deletion.delete(family[0])
    app = page(PAGE, version="2")
    assert "1 (deleted)" in texts(app)
    assert not app.exception


@pytest.mark.parametrize("number", ["7", "1" * 30, "-1", "x", "²", ""])
def test_address_that_names_no_network_shows_the_list(number: str) -> None:
    app = page(PAGE, version=number)
    assert not app.exception
    assert [title.value for title in app.title] == ["Networks"]
    assert "This network is gone" in texts(app)


def test_teacher_lets_one_answer_goes_back_a_step_and_to_inklings_own(family: list[Run]) -> None:
    app = press(page(PAGE, version="1"), "publish-1")
    assert published.current() == family[0].folder
    assert "This network answers on the Draw page now." in texts(app)
    press(page(PAGE, version="2"), "publish-2")
    app = page(PAGE)
    assert button(app, "Go back one step, to 1 · First one")
    app = press(app, "networks-back")
    assert published.current() == family[0].folder
    app = press(app, "networks-shipped")
    assert published.current() == published.SHIPPED
    assert "networks-shipped" not in keys(app)


def test_second_press_on_the_way_back_goes_no_second_step(family: list[Run]) -> None:
    press(page(PAGE, version="1"), "publish-1")
    press(page(PAGE, version="2"), "publish-2")
    press(page(PAGE, version="1"), "publish-1")
    app = page(PAGE)
    published.go_back()  # as the first press of two has done
    app = press(app, "networks-back")
    assert not app.exception
    assert published.current() == family[1].folder


def test_teacher_names_a_network_and_the_bar_follows(family: list[Run]) -> None:
    let_answer(family[1].folder)
    app = page(PAGE, version="2")
    next(each for each in app.text_input if each.key == "version-name-2").set_value("Ours *all*").run()
    app = press(app, "rename-version-2")
    assert [title.value for title in app.title] == [r"2 · Ours \*all\*"]
    assert app.get("popover")[0].proto.popover.label.startswith(r"2 · Ours \*all\* · ")


def test_what_the_teacher_writes_everybody_reads(family: list[Run], monkeypatch: pytest.MonkeyPatch) -> None:
    app = page(PAGE, version="2")
    next(each for each in app.text_area if each.key == "version-notes-2").set_value("It reads *our* 7.").run()
    press(app, "keep-notes-2")
    monkeypatch.setattr("ui.visitor._came", lambda: Came("1" * 16, False, ""))
    app = page(PAGE, version="2")
    assert r"It reads \*our\* 7." in texts(app)
    assert not app.text_area


def test_other_pages_call_a_network_by_its_number_and_the_name_that_it_was_given(family: list[Run]) -> None:
    registry.rename(2, "Ours")
    options = box(page("pages/evaluate.py"), "Network").options
    assert {option.partition(" · ")[0] for option in options} >= {"1", "2"}
    assert "2 · Ours" in options


def test_notes_of_another_device_are_not_wiped_unseen(family: list[Run]) -> None:
    app = page(PAGE, version="2")
    next(each for each in app.text_area if each.key == "version-notes-2").set_value("Mine.").run()
    registry.note(2, "From the tablet.")
    app = press(app, "keep-notes-2")
    assert "Now they are: “From the tablet.”" in app.error[0].value
    assert any(column.error and column.text_area for column in app.columns)  # where the press was, not above
    assert registry.find(2).notes == "From the tablet."
    press(app, "keep-notes-2")
    assert registry.find(2).notes == "Mine."


def test_notes_of_another_device_are_not_wiped_after_another_press_and_are_in_the_box_where_nothing_was_typed(
    family: list[Run],
) -> None:
    typed, read = page(PAGE, version="2"), page(PAGE, version="2")
    box_of = "version-notes-2"
    typed.text_area(key=box_of).set_value("Mine.").run()
    registry.note(2, "From the tablet.")
    assert read.run().text_area(key=box_of).value == "From the tablet."
    assert typed.run().text_area(key=box_of).value == "Mine."
    press(typed, "keep-notes-2")
    press(read, "keep-notes-2")
    assert registry.find(2).notes == "From the tablet."
    assert "Now they are: “From the tablet.”" in typed.error[0].value
    assert not read.error
    press(typed, "keep-notes-2")  # once more
    typed.text_area(key=box_of).set_value("Mine again. ")
    press(typed, "keep-notes-2")
    assert registry.find(2).notes == "Mine again."
    assert not typed.error


def test_networks_of_one_name_are_told_apart_by_how_they_were_trained() -> None:
    usual = PRESETS["two-conv"]
    for config in (usual, usual.replace(patience=3), usual.replace(optimizer="sgd", learning_rate=0.01)):
        run = store.create(config)
        lend_shipped(run.folder)
        registry.register(run.folder)
    assert [version_names.numbered(each) for each in registry.all_versions()] == [
        "3 · Inkling's network · SGD", "2 · Inkling's network · Early stopping", "1 · Inkling's network",
        "Inkling's network",
    ]  # fmt: skip


@pytest.mark.usefixtures("pupil")
def test_pupil_lets_one_answer_for_themselves_alone(family: list[Run]) -> None:
    app = page(PAGE, version="1")
    assert not keys(app) & {"publish-1", "rename-version-1", "keep-notes-1"}
    app = press(app, "answer-me-1")
    assert app.session_state[session.NETWORK] == family[0].folder
    assert "This network answers you now." in texts(app)
    assert published.current() == published.SHIPPED
    app = press(app, "networks-all")
    assert "**1 · First one** answers you." in texts(app)
    assert not keys(app) & {"networks-back", "networks-shipped"}
    app = press(app, "answer-as-class-present")
    assert session.NETWORK not in app.session_state


def test_pupil_who_presses_what_a_teacher_had_before_them_is_refused_in_a_sentence(
    family: list[Run], monkeypatch: pytest.MonkeyPatch
) -> None:
    app = page(PAGE, version="1")
    monkeypatch.setattr("ui.visitor._came", lambda: Came("1" * 16, False, ""))  # the passcode is another one since
    app = press(app, "publish-1")
    assert [error.value for error in app.error] == [
        "Only your teacher says which network answers the class. Let another one answer you alone."
    ]
    assert published.current() == published.SHIPPED


def test_two_are_compared_side_by_side_and_their_pictures_on_the_page_evaluate(
    family: list[Run], thousand: Pictures
) -> None:
    app = page(PAGE, version="2")
    app = box(app, "Compare with").set_value(1).run()
    assert '<th scope="col">2 · Second one · taught</th><th scope="col">1 · First one</th>' in html(app)
    assert f"<td>9,903 of 10,000</td><td>{shipped_right():,} of 10,000</td>" in html(app)
    assert "<td>91 of 100</td><td>–</td>" in html(app)
    app = press(app, "compare-pictures")
    assert not app.exception
    assert app.session_state[session.EVALUATED] == family[1].folder
    assert app.session_state[session.EVALUATE_VIEW] == "comparison"
    assert app.session_state[session.COMPARED] == family[0].folder


def test_figure_on_mnist_that_nobody_has_is_counted(
    family: list[Run], monkeypatch: pytest.MonkeyPatch, thousand: Pictures
) -> None:
    monkeypatch.setattr(on_mnist, "mnist_test", lambda: thousand)
    run = made("Third one", data="digit_styles")
    number = registry.register(run.folder).number
    app = press(page(PAGE, version=str(number)), f"mnist-{number}")
    assert registry.find(number).figures["mnist"][1] == 1000
    assert f"mnist-{number}" not in keys(app)


def test_database_that_cannot_be_read_is_one_sentence(home: Path) -> None:
    home.mkdir()
    (home / "inkling.db").write_bytes(b"\xff\xfe\x80\x00" * 4096)
    app = page(PAGE)
    assert not app.exception
    assert [error.value.split(":")[0] for error in app.error] == ["The database cannot be used"]
    assert not page("app.py").exception
