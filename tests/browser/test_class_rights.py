"""Promises of a class: the teacher at the computer and a pupil at another one, both before the same pages at once."""

from __future__ import annotations

import dataclasses
import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from model.config import PRESETS
from model.inference.card import read_card, write_card
from model.people import rules, tokens
from model.people.visitor import TEACHER
from model.runs import store
from model.runs.state import State
from model.runs.store import Run
from model.samples import store as store_of_samples
from model.versions import published, registry
from tests.browser.app import App
from tests.browser.finding import button, choice, fold, go_to, keyed, said, settle
from tests.browser.strokes import canvas_is_ready, clear, draw, expect_answer, expect_digit
from tests.browser.training import LONG, choose, expect_heading, expect_said, let_rest, open_train, press, start
from tests.classifiers import lend_shipped
from tests.serving.talking import own_address
from ui.serving.visitors import PUPIL_COOKIE

pytestmark = pytest.mark.usefixtures("end_all_runs")


@pytest.fixture(scope="module")
def elsewhere(app: App) -> str:
    """Return the address that a pupil types: for all the server knows, who comes by it is at another device."""
    return f"http://{own_address()}:{urlsplit(app.url).port}"


@pytest.fixture(scope="module")
def teachers_page(laptop: BrowserContext, app: App) -> Page:
    """Open the page "Train" at the computer itself, once for all: to open a page takes longer than to go on from it."""
    return open_train(laptop, app)


@pytest.fixture(scope="module")
def page(laptop: BrowserContext, elsewhere: str) -> Page:
    """Open the page "Train" as a pupil does, once for all."""
    return open_as_pupil(laptop, elsewhere)


def open_as_pupil(laptop: BrowserContext, elsewhere: str) -> Page:
    """Open a new page "Train" of the pupil."""
    page = laptop.new_page()
    page.goto(f"{elsewhere}/train")
    expect(choice(page, "train-view", "one")).to_be_visible()
    return page


def open_run(page: Page, run: Run) -> None:
    """Open a run from the list of all."""
    go_to(page, "train")
    choice(page, "train-view", "runs").click()
    button(page, f"list-{run.id}").click()
    expect(button(page, f"repeat-{run.id}")).to_be_visible()


def open_paper(page: Page) -> None:
    """Go to the page "Draw", and begin with empty paper."""
    page.bring_to_front()
    go_to(page, "draw")
    canvas_is_ready(page)
    clear(page)
    expect_answer(page, "The paper is empty")
    settle(page)


def finished(owner: str, name: str = "A network") -> Run:
    """Return a finished run of somebody; its network is the shipped one, lent, by another name."""
    run = store.create(PRESETS["two-conv"].replace(share=0.1), owner=owner)
    lend_shipped(run.folder)
    write_card(run.folder, dataclasses.replace(read_card(run.folder), name=name))
    run.write_history([{"epoch": 1, "loss": 0.2, "accuracy": 0.9, "val_loss": 0.3, "val_accuracy": 0.85, "seconds": 1}])
    run.write_state(State("finished"))
    return run


def id_of(page: Page) -> str:
    """Return the id by which the server knows a pupil."""
    kept = next(each for each in page.context.cookies(page.url) if each.get("name") == PUPIL_COOKIE)
    return tokens.pupil_id(kept.get("value", ""))


def test_teacher_and_pupil_train_beside_one_another(
    teachers_page: Page, laptop: BrowserContext, elsewhere: str, request: pytest.FixtureRequest
) -> None:
    choose(teachers_page, epochs=LONG)
    teachers = start(teachers_page)
    assert teachers.owner() == ""
    let_rest(teachers)
    page: Page = request.getfixturevalue("page")  # opened only now
    expect_heading(page, teachers, "Training.*the teacher's")
    expect_said(page, rf"Epoch \d+ of {LONG}")
    expect(button(page, f"stop-{teachers.id}")).to_have_count(0)
    expect(button(page, f"pause-{teachers.id}")).to_have_count(0)
    expect(button(teachers_page, f"stop-{teachers.id}")).to_be_visible()

    tab = open_as_pupil(laptop, elsewhere)  # a second one, in which nothing was started yet when it is drawn
    pupils = press(page, "start")
    assert pupils.owner() == id_of(page) != ""
    expect_heading(page, pupils, "Waiting.*yours")
    expect(said(keyed(page, "run-head"))).to_contain_text(["It waits its turn: 1 run before it."])
    expect(keyed(page, "start-bar").get_by_role("status")).to_contain_text("not over yet")
    expect(button(page, "start")).to_be_disabled()
    button(tab, "start").click()
    expect(keyed(tab, "start-bar").get_by_role("status")).to_contain_text("not over yet")
    expect(button(tab, "start")).to_be_disabled()
    assert store.all_runs() == [pupils, teachers]

    button(page, f"stop-{pupils.id}").click()
    expect_heading(page, pupils, "Stopped")
    expect(button(page, "start")).to_be_enabled()
    expect(button(tab, "start")).to_be_enabled()  # without a press: it is looked at again and again
    tab.close()
    assert pupils.state().status == "stopped"
    assert teachers.state().status == "running"


def test_network_of_the_class_is_the_teachers_choice_and_everybody_may_have_another(
    teachers_page: Page, page: Page
) -> None:
    of_class, of_pupil = finished("", "Of the class"), finished("", "Of one pupil")
    open_run(teachers_page, of_class)
    badge = button(page, "answering")
    expect(badge).not_to_contain_text("Of the class")
    button(teachers_page, f"use-{of_class.id}").click()
    expect(button(teachers_page, "answering")).to_contain_text("Of the class")
    assert published.current() == of_class.folder
    open_run(page, of_pupil)
    expect(badge).to_contain_text("Of the class")
    expect(button(page, f"use-{of_pupil.id}")).to_have_count(0)
    button(page, f"use-for-me-{of_pupil.id}").click()
    expect(badge).to_contain_text("Of one pupil")
    assert published.current() == of_class.folder
    button(page, f"back-for-me-{of_pupil.id}").click()
    expect(badge).to_contain_text("Of the class")
    button(teachers_page, f"back-from-{of_class.id}").click()
    expect(button(teachers_page, f"use-{of_class.id}")).to_be_visible()
    assert published.current() == published.SHIPPED


def test_network_that_the_teacher_publishes_answers_a_pupils_next_stroke_and_their_bar_says_so(
    app: App, teachers_page: Page, page: Page
) -> None:
    version = registry.register(finished("", "Of Friday").folder)
    open_paper(page)
    draw(page, "7")
    expect_digit(page, "7")
    badge = button(page, "answering")
    expect(badge).not_to_contain_text("Of Friday")

    teachers_page.goto(f"{app.url}/networks?version={version.number}")
    button(teachers_page, f"publish-{version.number}").click()
    expect(button(teachers_page, "answering")).to_contain_text(f"{version.number} · Of Friday")
    page.bring_to_front()
    clear(page)
    draw(page, "1")
    expect_digit(page, "1")
    expect(badge).to_contain_text(f"{version.number} · Of Friday")

    button(teachers_page, "networks-all").click()
    button(teachers_page, "networks-back").click()
    expect(button(teachers_page, "answering")).not_to_contain_text("Of Friday")
    page.bring_to_front()
    draw(page, "7", left=150, side=100)
    expect(badge).not_to_contain_text("Of Friday")


def test_teacher_brings_back_what_a_pupil_deleted_and_switches_training_off(teachers_page: Page, page: Page) -> None:
    teachers, pupils = finished(""), finished(id_of(page))
    open_run(page, teachers)
    expect(keyed(page, f"deleting-{teachers.id}")).to_have_count(0)
    open_run(page, pupils)
    button(page, f"deleting-{pupils.id}").click()
    button(page, f"delete-{pupils.id}").click()
    expect(button(page, "shown-")).to_be_visible()  # for a day it can be brought back
    assert pupils not in store.all_runs()

    go_to(teachers_page, "train")
    choice(teachers_page, "train-view", "runs").click()
    fold(teachers_page, "deleted").click()
    button(keyed(teachers_page, "deleted"), "list-").click()
    expect(button(teachers_page, f"list-{pupils.id}")).to_be_visible()
    assert pupils.owner() == id_of(page)

    rules.change(TEACHER, training=False)
    try:
        go_to(page, "draw")
        go_to(page, "train")  # where the run is open still
        expect(keyed(page, "start-bar").get_by_role("status")).to_contain_text(re.compile("teacher", re.IGNORECASE))
        expect(button(page, "start")).to_be_disabled()
        expect(button(page, f"deleting-{pupils.id}")).to_be_visible()
        expect(button(page, f"repeat-{pupils.id}")).to_have_count(0)
        choice(teachers_page, "train-view", "one").click()
        expect(button(teachers_page, "start")).to_be_enabled()
    finally:
        rules.change(TEACHER, training=True)
    expect(button(page, "start")).to_be_enabled()


def test_teacher_switches_giving_digits_off_and_a_pupils_next_press_is_refused(teachers_page: Page, page: Page) -> None:
    open_paper(page)
    draw(page, "7")
    expect(button(page, "right")).to_be_visible()
    go_to(teachers_page, "class")
    switch = keyed(teachers_page, "allow-contributing")
    expect(switch.get_by_role("switch")).to_be_checked()
    settle(teachers_page)
    switch.locator("label").click()
    try:
        expect(switch.get_by_role("switch")).not_to_be_checked()
        settle(teachers_page)
        button(page, "right").click()
        expect(page.get_by_role("alert")).to_contain_text(re.compile("teacher", re.IGNORECASE))
        expect(button(page, "right")).to_have_count(0)
        assert store_of_samples.select() == []
    finally:
        rules.change(TEACHER, contributing=True)
    open_paper(page)
    draw(page, "7")
    button(page, "right").click()
    expect(button(page, "not-kept")).to_be_visible()
    (sample,) = store_of_samples.select()
    assert (sample.writer, sample.is_approved) == (id_of(page), False)
