"""Promises of `python -m ui`: the terminal says where the class finds the app, and a busy port is a sentence."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import urllib.request
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from model.languages import translation
from model.storage.paths import ROOT
from tests.waiting import wait_for
from ui.__main__ import where


class Server:
    """`python -m ui`, as `make run` starts it; what it prints goes into a file."""

    def __init__(self, log: Path, module: Sequence[str] = ("ui",), **settings: str) -> None:
        """Start."""
        self.log = log
        with log.open("wb") as file:
            self.process = subprocess.Popen(
                [sys.executable, "-m", *module],
                cwd=ROOT,
                env={**os.environ, "STREAMLIT_SERVER_HEADLESS": "true", **settings},
                stdout=file,
                stderr=subprocess.STDOUT,
            )

    def port(self) -> int:
        """Wait until it answers at the port of the address that it prints first; return the port."""
        wait_for(lambda: "\n" in self.log.read_text() or self.process.poll() is not None)
        found = re.match(
            r"(?:The class types this address|No network was found).*http://[\w.]+:(\d+)\n", self.log.read_text()
        )
        assert found, self.log.read_text()
        wait_for(lambda: answers(int(found[1])) or self.process.poll() is not None)
        return int(found[1])

    def stop(self) -> None:
        """End it."""
        self.process.kill()
        self.process.wait()


def answers(port: int) -> bool:
    """Return whether a server answers there."""
    try:
        urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=5).close()
    except OSError:
        return False
    return True


@pytest.fixture
def first(tmp_path: Path) -> Iterator[Server]:
    """Start a server as a teacher does."""
    server = Server(tmp_path / "first.log")
    yield server
    server.stop()


@pytest.fixture
def second(tmp_path: Path, first: Server) -> Iterator[Server]:
    """Start one more."""
    first.port()
    server = Server(tmp_path / "second.log")
    yield server
    server.stop()


def test_second_start_says_which_address_is_its_own(first: Server, second: Server) -> None:
    assert second.port() != first.port()
    assert all(each.process.poll() is None and answers(each.port()) for each in (first, second))


def test_addresses_that_are_no_page_are_served_as_well(first: Server) -> None:
    with urllib.request.urlopen(f"http://127.0.0.1:{first.port()}/teacher", timeout=60) as page:
        assert "<title>Teacher · Inkling</title>" in page.read().decode()


def test_set_port_that_is_busy_is_one_sentence(first: Server, tmp_path: Path) -> None:
    port = first.port()
    refused = Server(tmp_path / "refused.log", STREAMLIT_SERVER_PORT=str(port))
    assert refused.process.wait(60) == 2
    said = refused.log.read_text()
    assert re.fullmatch(rf"Error: Port {port} is in use.*choose another port: .*\n", said)
    assert answers(port)


@pytest.mark.parametrize(
    ("name", "said", "sentence"),
    [
        ("INKLING_TRUST_LOCAL", "perhaps", "INKLING_TRUST_LOCAL is switched off by 0 and on by 1."),
        ("INKLING_BUDGET_GB", "50GB", "INKLING_BUDGET_GB must be a number of GB above 0, such as 20."),
        ("INKLING_SESSIONS", "many", "INKLING_SESSIONS must be a whole number above 0, such as 300."),
    ],
)
def test_setting_that_cannot_be_is_one_sentence(name: str, said: str, sentence: str, tmp_path: Path) -> None:
    refused = Server(tmp_path / "refused.log", **{name: said})
    assert refused.process.wait(60) == 2
    assert refused.log.read_text() == f"Error: {sentence} Received: {said!r}.\n"


def test_setting_that_cannot_be_ends_streamlits_own_command_as_well(tmp_path: Path) -> None:
    refused = Server(tmp_path / "refused.log", ("streamlit", "run", "app.py"), INKLING_TRUST_LOCAL="perhaps")
    assert refused.process.wait(60) == 2
    said = refused.log.read_text()
    assert said.endswith("Error: INKLING_TRUST_LOCAL is switched off by 0 and on by 1. Received: 'perhaps'.\n")
    assert "Traceback" not in said


def test_computer_without_a_network_says_that_only_it_can_open_the_app() -> None:
    assert where(None, 8501) == "No network was found: only this computer can open Inkling, at http://localhost:8501"
    for bound in ("127.0.0.1", "localhost"):  # as behind a proxy
        assert where("192.0.2.7", 8501, bound) == f"Only this computer can open Inkling, at http://{bound}:8501"
    assert where("192.0.2.7", 8501, "0.0.0.0") == "The class types this address: http://192.0.2.7:8501"


def test_the_terminal_speaks_the_language_of_who_starts_the_app(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(translation, "_reader", translation.of_system)
    monkeypatch.setenv("LANGUAGE", "zh_CN:en")
    assert where("192.0.2.7", 8501) == "请全班输入这个地址：http://192.0.2.7:8501"
