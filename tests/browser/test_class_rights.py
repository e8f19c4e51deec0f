"""Promises of a class: the teacher at the computer and a pupil at another one, both before the same pages at once."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

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
from tests.browser.finding import button, choice, fold, keyed, said, settle
from tests.browser.strokes import draw, expect_digit
from tests.browser.training import LONG, choose, expect_heading, expect_said, let_rest, open_train, press, start
from tests.classifiers import lend_shipped
from tests.serving.talking import own_address
from ui.serving.visitors import PUPIL_COOKIE

pytestmark = pytest.mark.usefixtures("end_all_runs")


@pytest.fixture
def phone(browser: Browser, app: App) -> Iterator[BrowserContext]:
    """Let a pupil come, from another device as far as the server can tell."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.set_default_timeout(30_000)
    yield context
    context.close()


@pytest.fixture
def elsewhere(app: App) -> str:
    """Return the address of the app that a pupil types."""
    return f"http://{own_address()}:{urlsplit(app.url).port}"


def open_as_pupil(phone: BrowserContext, elsewhere: str, query: str = "") -> Page:
    """Open the Train page as a pupil does."""
    page = phone.new_page()
    page.goto(f"{elsewhere}/train{query}")
    expect(choice(page, "train-view", "one")).to_be_visible()
    return page


def finished(owner: str, name: str = "A network") -> Run:
    """Return a finished run of somebody; its network is the shipped one, lent, by another name."""
    run = store.create(PRESETS["two-conv"].replace(share=0.1), owner=owner)
    lend_shipped(run.folder)
    write_card(run.folder, dataclasses.replace(read_card(run.folder), name=name))
    run.write_history([{"epoch": 1, "loss": 0.2, "accuracy": 0.9, "val_loss": 0.3, "val_accuracy": 0.85, "seconds": 1}])
    run.write_state(State("finished"))
    return run


def id_of(phone: BrowserContext) -> str:
    """Return the id by which the server knows a pupil."""
    kept = next(each for each in phone.cookies() if each.get("name") == PUPIL_COOKIE)
    return tokens.pupil_id(kept.get("value", ""))


def test_teacher_and_pupil_train_beside_one_another(
    context: BrowserContext, app: App, phone: BrowserContext, elsewhere: str
) -> None:
    teachers_page = open_train(context, app)
    choose(teachers_page, epochs=LONG)
    teachers = start(teachers_page)
    assert teachers.owner() == ""
    page = open_as_pupil(phone, elsewhere)
    expect_heading(page, teachers, "Training.*the teacher's")
    expect_said(page, rf"Epoch \d+ of {LONG}")
    let_rest(teachers)
    expect(button(page, f"stop-{teachers.id}")).to_have_count(0)
    expect(button(page, f"pause-{teachers.id}")).to_have_count(0)
    expect(button(teachers_page, f"stop-{teachers.id}")).to_be_visible()

    tab = open_as_pupil(phone, elsewhere)  # a second one, in which nothing was started yet when it is drawn
    pupils = press(page, "start")
    assert pupils.owner() == id_of(phone) != ""
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
    assert pupils.state().status == "stopped"
    assert teachers.state().status == "running"


def test_network_of_the_class_is_the_teachers_choice_and_everybody_may_have_another(
    context: BrowserContext, app: App, phone: BrowserContext, elsewhere: str, home: Path
) -> None:
    of_class, of_pupil = finished("", "Of the class"), finished("", "Of one pupil")
    teachers_page, page = open_train(context, app, f"?run={of_class.id}"), open_as_pupil(phone, elsewhere)
    badge = button(page, "answering")
    expect(badge).not_to_contain_text("Of the class")
    button(teachers_page, f"use-{of_class.id}").click()
    expect(button(teachers_page, "answering")).to_contain_text("Of the class")
    assert published.current() == of_class.folder
    page.goto(f"{elsewhere}/train?run={of_pupil.id}")
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
    context: BrowserContext, app: App, phone: BrowserContext, elsewhere: str
) -> None:
    version = registry.register(finished("", "Of Friday").folder)
    page = phone.new_page()
    page.goto(elsewhere)
    draw(page, "7")
    expect_digit(page, "7")
    badge = button(page, "answering")
    expect(badge).not_to_contain_text("Of Friday")

    teachers_page = context.new_page()
    teachers_page.goto(f"{app.url}/networks?version={version.number}")
    button(teachers_page, f"publish-{version.number}").click()
    expect(button(teachers_page, "answering")).to_contain_text(f"{version.number} · Of Friday")
    button(page, "clear-canvas").click()
    draw(page, "1")
    expect_digit(page, "1")
    expect(badge).to_contain_text(f"{version.number} · Of Friday")

    button(teachers_page, "networks-all").click()
    button(teachers_page, "networks-back").click()
    expect(button(teachers_page, "answering")).not_to_contain_text("Of Friday")
    draw(page, "7", left=150, side=100)
    expect(badge).not_to_contain_text("Of Friday")


def test_teacher_brings_back_what_a_pupil_deleted_and_switches_training_off(
    context: BrowserContext, app: App, phone: BrowserContext, elsewhere: str, home: Path
) -> None:
    page = open_as_pupil(phone, elsewhere)
    teachers, pupils = finished(""), finished(id_of(phone))
    page.goto(f"{elsewhere}/train?run={teachers.id}")
    expect(button(page, f"repeat-{teachers.id}")).to_be_visible()
    expect(keyed(page, f"deleting-{teachers.id}")).to_have_count(0)
    page.goto(f"{elsewhere}/train?run={pupils.id}")
    button(page, f"deleting-{pupils.id}").click()
    button(page, f"delete-{pupils.id}").click()
    expect(button(page, "shown-")).to_be_visible()  # for a day it can be brought back
    assert pupils not in store.all_runs()

    teachers_page = open_train(context, app)
    choice(teachers_page, "train-view", "runs").click()
    fold(teachers_page, "deleted").click()
    button(keyed(teachers_page, "deleted"), "list-").click()
    expect(button(teachers_page, f"list-{pupils.id}")).to_be_visible()
    assert pupils.owner() == id_of(phone)

    rules.change(TEACHER, training=False)
    try:
        page.reload()
        expect(keyed(page, "start-bar").get_by_role("status")).to_contain_text(re.compile("teacher", re.IGNORECASE))
        expect(button(page, "start")).to_be_disabled()
        expect(button(page, f"repeat-{pupils.id}")).to_have_count(0)
        choice(teachers_page, "train-view", "one").click()
        expect(button(teachers_page, "start")).to_be_enabled()
    finally:
        rules.change(TEACHER, training=True)
    expect(button(page, "start")).to_be_enabled()


def test_teacher_switches_giving_digits_off_and_a_pupils_next_press_is_refused(
    context: BrowserContext, app: App, phone: BrowserContext, elsewhere: str, home: Path
) -> None:
    page, teachers_page = phone.new_page(), context.new_page()
    page.goto(elsewhere)
    draw(page, "7")
    expect(button(page, "right")).to_be_visible()
    teachers_page.goto(f"{app.url}/class")
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
    page.reload()
    draw(page, "7")
    button(page, "right").click()
    expect(button(page, "not-kept")).to_be_visible()
    (sample,) = store_of_samples.select()
    assert (sample.writer, sample.is_approved) == (id_of(phone), False)
