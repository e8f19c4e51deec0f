"""Promises of who is who on a real server: at the computer the teacher, on another device a pupil, whatever is claimed.

Another device is played by another address of this machine.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit

import pytest
from websockets.exceptions import InvalidStatus

from model.people.passcode import set_passcode
from model.people.visitor import TEACHER
from tests.browser.app import App
from tests.serving.proxies import Proxy
from tests.serving.talking import fetched, looks, opened, origin, own_address, session_of, who

PROBE = ("streamlit", "run", "tests/serving/probe.py")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    """Serve the page that says who looks."""
    server = App(tmp_path_factory.mktemp("home"), PROBE)
    yield server
    server.stop()


@pytest.fixture(scope="module")
def wary(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    """Serve it so that nobody is believed to sit at the computer."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("INKLING_TRUST_LOCAL", "0")
        server = App(tmp_path_factory.mktemp("home"), PROBE)
    yield server
    server.stop()


def port_of(server: App) -> int:
    """Return the port of a server."""
    return urlsplit(server.url).port or 0


def from_outside(server: App) -> str:
    """Return the address of a server for another device."""
    return f"http://{own_address()}:{port_of(server)}"


def test_at_the_computer_is_the_teacher_and_on_another_device_a_pupil(server: App) -> None:
    outside, local = from_outside(server), f"http://localhost:{port_of(server)}"
    assert who(server.url, origin(server.url)).role == who(server.url, origin(local)).role == "teacher"
    assert who(outside, origin(outside)).role == "pupil"
    for path in ("/metrics", "/_stcore/metrics"):
        assert fetched(server.url, path, {})[0] == 200
        assert fetched(outside, path, {})[0] == 403


@pytest.mark.parametrize("claims", [
    {"inkling-local": "1"}, {"Inkling-Local": "1", "inkling-visitor": "f" * 16}, {"inkling_local": "1"},
    {"X-Forwarded-For": "127.0.0.1"}, {"Forwarded": "for=127.0.0.1"}, {"X-Real-IP": "127.0.0.1"},
    {"Cookie": "inkling-teacher=f.f.f; inkling-pupil=ffffffffffffffff"}, {"Cookie": "[\"=;;\xff"},
], ids=str)  # fmt: skip
def test_another_device_is_a_pupils_whatever_it_claims(claims: Mapping[str, str], server: App) -> None:
    outside, local = from_outside(server), f"http://localhost:{port_of(server)}"
    for page in (outside, local):  # its own, and as if it sat at the computer
        found = who(outside, {**origin(page), **claims})
        assert found.role == "pupil"
        assert found.id != "f" * 16
        assert fetched(outside, "/metrics", {**origin(page), **claims})[0] == 403


@pytest.mark.parametrize("page", ["http://localhost:3000", "http://evil.test", "null", "", "http://["])
def test_page_of_somebody_elses_opens_nothing(page: str, server: App) -> None:
    for url in (server.url, from_outside(server)):
        with pytest.raises(InvalidStatus) as refused:
            who(url, {**origin(url), "Origin": page})
        assert refused.value.response.status_code == 403


def test_name_that_was_bent_to_this_computer_is_a_pupils(server: App) -> None:
    bent = f"http://evil.test:{port_of(server)}"
    assert who(server.url, origin(bent)).role == "pupil"
    assert fetched(server.url, "/metrics", origin(bent))[0] == 403


def test_pupil_is_known_again_and_the_teacher_by_the_passcode_also_after_a_restart(
    server: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    outside = from_outside(server)
    monkeypatch.setenv("INKLING_HOME", str(server.home))
    set_passcode("open sesame", TEACHER)
    __, first = fetched(outside, "/", {"Accept": "text/html"})
    pupil = first["set-cookie"].split(";")[0]
    known = who(outside, {**origin(outside), "Cookie": pupil})
    assert known.role == "pupil"
    assert who(outside, origin(outside)).id != known.id
    status, let_in = fetched(outside, "/teacher", origin(outside), b"passcode=open+sesame")
    assert (status, let_in["location"]) == (303, "/class")
    both = {**origin(outside), "Cookie": f"{pupil}; {let_in['set-cookie'].split(';')[0]}"}
    assert who(outside, both) == (known.id, "teacher")
    server.stop()
    server.start()
    with opened(outside, both) as page:
        assert looks(page) == (known.id, "teacher")
        set_passcode("open caraway", TEACHER)
        assert looks(page) == (known.id, "pupil")  # on the page that is open


def test_page_that_connects_again_goes_on_but_as_somebody_else_it_begins_anew(server: App) -> None:
    outside = from_outside(server)
    greeted = [fetched(outside, "/", {"Accept": "text/html"})[1]["set-cookie"].split(";")[0] for __ in range(2)]
    pupil, other = ({**origin(outside), "Cookie": cookie} for cookie in greeted)
    with opened(outside, pupil) as page:
        session = session_of(page)
    with opened(outside, pupil, session) as page:
        assert session_of(page) == session
    with opened(outside, other, session) as page:
        assert session_of(page) != session


@pytest.mark.parametrize("says", [
    {"X-Forwarded-For": "192.0.2.7", "X-Forwarded-Proto": "http"}, {}, {"Host": "{server}"},
], ids=["as it should be", "that says nothing of who asks", "that says it were itself who asks"])  # fmt: skip
@pytest.mark.parametrize("forges", [False, True], ids=["a browser", "a client that forges"])
def test_through_a_proxy_on_the_same_computer_comes_a_pupil(
    says: dict[str, str], forges: bool, server: App, wary: App
) -> None:
    """Of the proxy that hides who asks, the switch alone protects: from who forges an origin, too."""
    hides = "Host" in says
    for behind in (server, wary):
        passed = {name: value.format(server=urlsplit(behind.url).netloc) for name, value in says.items()}
        proxy = Proxy(("127.0.0.1", port_of(behind)), passed)
        outside = f"http://{own_address()}:{proxy.port}"
        headers = origin(behind.url) if forges else origin(outside)
        if hides and not forges:
            with pytest.raises(InvalidStatus):  # its origin is not the host that the proxy says
                who(outside, headers)
        elif behind is wary:
            assert who(outside, headers).role == "pupil"
            assert fetched(outside, "/metrics", headers)[0] == 403
        else:
            believed = forges and "X-Forwarded-For" not in says
            assert who(outside, headers).role == ("teacher" if believed else "pupil")
        proxy.stop()


def test_behind_a_proxy_guesses_are_counted_by_the_address_that_it_wrote(
    wary: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INKLING_HOME", str(wary.home))
    set_passcode("open sesame", TEACHER)
    statuses = []
    for address, guesses in (("198.51.100.1", 6), ("198.51.100.2", 1)):
        proxy = Proxy(("127.0.0.1", port_of(wary)), {"X-Forwarded-For": f"203.0.113.9, {address}"})
        outside = f"http://{own_address()}:{proxy.port}"
        headers = {**origin(outside), "X-Forwarded-For": "127.0.0.1"}
        statuses += [fetched(outside, "/teacher", headers, b"passcode=open+wide")[0] for __ in range(guesses)]
        proxy.stop()
    assert statuses == [*[403] * 5, 429, 403]
