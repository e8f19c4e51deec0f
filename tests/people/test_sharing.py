"""Promises of several servers: one passcode, one key, one set of rules and names, whichever server is asked."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from model.people import nicknames, passcode, rules, tokens
from model.people.visitor import TEACHER, Visitor
from model.storage.paths import ROOT
from tests.waiting import wait_for

ID = "0123456789abcdef"
SOON = 3.0  # s: half a second, on a computer that has much else to do

Elsewhere = Callable[[str], Any]


@pytest.fixture
def elsewhere(database: str) -> Iterator[Elsewhere]:
    """Start another server, and return what asks it."""
    command = [sys.executable, "-m", "tests.people.another_server"]
    process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    asked, answers = process.stdin, process.stdout
    assert asked
    assert answers

    def ask(expression: str) -> Any:
        print(expression, file=asked, flush=True)
        return json.loads(answers.readline())

    yield ask
    process.communicate()


def test_what_one_server_knows_of_people_the_other_one_knows(elsewhere: Elsewhere) -> None:
    assert elsewhere("passcode.stored()") == ""  # nobody has chosen anything yet, and that is known
    pupil = elsewhere(f"tokens.pupil_token({ID!r})")
    assert tokens.pupil_id(pupil) == ID
    passcode.set_passcode("open sesame", TEACHER)
    teacher = tokens.teacher_token()
    wait_for(lambda: elsewhere("passcode.is_right('open sesame')"), SOON)
    assert elsewhere(f"tokens.is_teachers({teacher!r})")
    tokens.end(teacher)
    wait_for(lambda: not elsewhere(f"tokens.is_teachers({teacher!r})"), SOON)
    again = elsewhere("tokens.teacher_token()")
    assert tokens.is_teachers(again)
    rules.change(TEACHER, training=False)
    nicknames.call(Visitor(ID), "Ada")
    wait_for(lambda: not elsewhere("rules.rules().training"), SOON)
    wait_for(lambda: elsewhere(f"nicknames.nickname({ID!r})") == "Ada", SOON)
    passcode.set_passcode("open caraway", TEACHER)
    wait_for(lambda: not elsewhere(f"tokens.is_teachers({again!r})"), SOON)
