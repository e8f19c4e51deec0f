"""Promises of two servers behind nginx, as `deploy/` describes them: a class does not see that there are two."""

from __future__ import annotations

import dataclasses
import io
import re
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import BrowserContext, Page, expect

from benchmarks.classroom.drawings import Hand, Step, hands
from benchmarks.classroom.lesson import Lesson
from benchmarks.classroom.two_servers import draw_while_one_is_killed
from model.config import PRESETS
from model.inference.card import read_card, write_card
from model.people.passcode import set_passcode
from model.people.visitor import TEACHER
from model.runs import store as runs
from model.runs.store import Run, State
from tests.browser.finding import button, choice, settle
from tests.browser.strokes import clear, draw, expect_answer, expect_digit
from tests.classifiers import lend_shipped
from tests.conftest import drawn_seven
from tests.coroutines import held
from tests.deployed import Deployed, address, deployed
from tests.postgresql import Server
from tests.serving.talking import fetched, origin
from tests.waiting import wait_for

SERVER = "inkling_server"  # the cookie of `deploy/nginx.conf`
# What the page asks for beside its websocket, and only the server that holds it has: uploads, and what is downloaded.
OWN = re.compile(r"/_stcore/upload_file/.+|/media/.+")


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory, postgresql: Server) -> Iterator[Deployed]:
    """Start both servers and nginx once."""
    with postgresql.database() as url, deployed(tmp_path_factory.mktemp("deployed"), url) as both:
        yield both


@pytest.fixture(autouse=True)
def home(app: Deployed, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Let the test look where the first server writes, with the database and the store of both."""
    for name, value in app.environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("INKLING_HOME", str(app.servers[0].home))
    return app.servers[0].home


@pytest.fixture(autouse=True)
def both_alive(app: Deployed) -> Iterator[None]:
    """Start again what a test has killed."""
    yield
    for number, server in enumerate(app.servers, 1):
        if server.process.poll() is not None:
            start_again(app, str(number))


@pytest.fixture(scope="module")
def class_() -> tuple[list[Hand], Step]:
    """Return three digits of each of six pupils, and the blank paper."""
    return hands(None, 6, digits=3)


def server_of(context: BrowserContext) -> str:
    """Return the number of the server that has a browser's page."""
    return next(each["value"] for each in context.cookies() if each["name"] == SERVER)


def upload_seven(page: Page) -> None:
    """Give a photo of a 7, and wait until it is read."""
    choice(page, "way-digit", "photo").click()
    written = io.BytesIO()
    Image.fromarray(drawn_seven()).save(written, "PNG")
    seven = {"name": "seven.png", "mimeType": "image/png", "buffer": written.getvalue()}
    page.locator("input[type=file]").set_input_files(seven)
    expect_digit(page, "7")


def finished() -> Run:
    """Return a finished run, whose network is the shipped one, lent, by another name."""
    run = runs.create(PRESETS["two-conv"].replace(share=0.1))
    lend_shipped(run.folder)
    write_card(run.folder, dataclasses.replace(read_card(run.folder), name="A network"))
    run.write_history([{"epoch": 1, "loss": 0.2, "accuracy": 0.9, "val_loss": 0.3, "val_accuracy": 0.85, "seconds": 1}])
    run.write_state(State("finished"))
    return run


def asked(app: Deployed, earlier: int = 0) -> list[tuple[str, str]]:
    """Return what was asked for, and the number of the server that answered, but for so many requests before."""
    numbers = {address(server): str(number) for number, server in enumerate(app.servers, 1)}
    return [(path, numbers[place]) for path, place in app.nginx.asked()[earlier:]]


def asked_of_own(app: Deployed, earlier: int = 0) -> set[tuple[str, str]]:
    """Return likewise of what a page has of its own, in kinds."""
    return {(path.split("/")[1], number) for path, number in asked(app, earlier) if OWN.fullmatch(path)}


def start_again(app: Deployed, number: str) -> None:
    """Start a server that was killed, and wait until nginx has noticed: what belongs there goes there."""
    app.servers[int(number) - 1].start()
    earlier, belongs = len(app.nginx.asked()), {"Cookie": f"{SERVER}={number}"}
    wait_for(lambda: fetched(app.url, "/", belongs) and ("/", number) in asked(app, earlier))


def teachers_page(url: str, cookie: str) -> str:
    """Return what a browser with such a cookie sees at `/teacher`."""
    with urllib.request.urlopen(urllib.request.Request(f"{url}/teacher", headers={"Cookie": cookie})) as answer:
        return str(answer.read(), "utf-8")


def test_page_gets_what_it_asks_for_from_the_server_that_holds_it(
    page: Page, context: BrowserContext, app: Deployed
) -> None:
    draw(page, "3")
    expect_digit(page, "3")
    upload_seven(page)
    drawn_at = server_of(context)
    run = finished()  # made where the first server's home is, in the store of both
    context.add_cookies([{"name": SERVER, "value": "2", "url": app.url}])
    page.goto(f"{app.url}/train?run={run.id}")
    script = button(page, f"script-of-{run.id}")
    expect(script).to_be_visible()
    with page.expect_download() as download:
        script.click()
    assert "keras" in download.value.path().read_text()
    assert asked_of_own(app) == {("_stcore", drawn_at), ("media", "2")}


def test_page_stays_with_its_server_while_another_comes_back(
    page: Page, context: BrowserContext, app: Deployed
) -> None:
    draw(page, "3")
    expect_digit(page, "3")
    before = server_of(context)
    after = {"1": "2", "2": "1"}[before]
    app.servers[int(before) - 1].stop()
    wait_for(lambda: server_of(context) == after)
    settle(page)
    expect_digit(page, "3")  # is still there, without a reload
    clear(page)
    expect_answer(page, "The paper is empty")
    settle(page)
    draw(page, "7")
    expect_digit(page, "7")
    start_again(app, before)
    earlier = len(app.nginx.asked())
    upload_seven(page)
    assert server_of(context) == after
    assert asked_of_own(app, earlier) == {("_stcore", after)}


def test_who_types_the_passcode_is_the_teacher_on_both_servers(app: Deployed) -> None:
    set_passcode("open sesame", TEACHER)
    for server in app.servers:
        wait_for(lambda url=server.url: 'name="passcode"' in teachers_page(url, ""))  # half a second at most
    status, let_in = fetched(app.url, "/teacher", origin(app.url), b"passcode=open+sesame")
    assert (status, let_in["location"]) == (303, "/class")
    teacher = let_in["set-cookie"].split(";")[0]
    assert ['name="done"' in teachers_page(server.url, teacher) for server in app.servers] == [True, True]


def test_who_guesses_the_passcode_is_counted_whatever_they_claim(app: Deployed) -> None:
    set_passcode("open sesame", TEACHER)
    wait_for(lambda: 'name="passcode"' in teachers_page(app.servers[0].url, ""))
    said = {**origin(app.url), "Cookie": f"{SERVER}=1"}
    claims = [{**said, "X-Forwarded-For": f"192.0.2.{number}"} for number in range(6)]
    assert [fetched(app.url, "/teacher", each, b"passcode=open")[0] for each in claims] == [403] * 5 + [429]


def test_figures_of_one_server_are_told_by_nobody_else(app: Deployed) -> None:
    assert [fetched(app.url, path, {})[0] for path in ("/metrics", "/_stcore/metrics")] == [404, 404]


def test_class_is_spread_and_goes_on_when_a_server_is_killed(app: Deployed, class_: tuple[list[Hand], Step]) -> None:
    met = held(draw_while_one_is_killed(app, *class_, Lesson(seconds=6, think=0.5)))
    assert met["failures"] == {}
    assert 2 <= met["reloaded"] <= 4  # of six
    assert met["answered"] + met["overtaken"] == met["sent"]
    assert 6 <= met["given"] <= met["kept"] <= met["given"] + met["reloaded"]
    assert met["later_ms"]["p95_ms"] > 0
