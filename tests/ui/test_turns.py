"""Promises of whose turn it is to compute."""

from __future__ import annotations

import contextlib
import threading

import pytest
from streamlit.runtime.scriptrunner_utils.exceptions import RerunException, StopException
from streamlit.runtime.scriptrunner_utils.script_requests import RerunData

from tests.waiting import wait_for
from ui import turns


def test_turns_are_had_one_after_the_other_and_given_back_after_a_fault() -> None:
    inside, most = 0, [0]

    def compute(number: int) -> None:
        nonlocal inside
        with contextlib.suppress(ValueError), turns.turn():
            inside += 1
            most[0] = max(most[0], inside)
            sum(range(20_000))
            inside -= 1
            if number % 2:
                raise ValueError

    visitors = [threading.Thread(target=compute, args=(number,)) for number in range(20)]
    for visitor in visitors:
        visitor.start()
    for visitor in visitors:
        visitor.join(30)
    assert most == [1]


@pytest.mark.parametrize(
    "fault", [ValueError(), MemoryError(), SystemExit(), StopException(), RerunException(RerunData())]
)
def test_whatever_ends_a_turn_gives_it_back(fault: BaseException) -> None:
    """Also what is no `Exception`: by such Streamlit stops and reruns a page."""

    @turns.turn()
    def fragment(is_aside: bool) -> None:
        if not is_aside:
            raise fault
        with turns.aside():
            raise fault

    for is_aside in (False, True):
        with contextlib.suppress(type(fault)):
            fragment(is_aside)
        assert not turns.waiting()


def test_first_come_is_first_served_and_who_had_a_turn_waits_behind_the_others() -> None:
    order: list[str] = []
    go = threading.Event()

    def pupil(name: str, count: int) -> None:
        for _ in range(count):
            with turns.turn():
                order.append(name)
                assert go.wait(30)

    visitors = []
    for at, (name, count) in enumerate([("flooder", 3), ("one", 1), ("two", 1), ("three", 1)], start=1):
        visitors.append(threading.Thread(target=pupil, args=(name, count)))
        visitors[-1].start()
        wait_for(lambda at=at: turns.waiting() == at, 30)  # type: ignore[misc]
    go.set()
    for visitor in visitors:
        visitor.join(30)
    assert order == ["flooder", "one", "two", "three", "flooder", "flooder"]


def test_what_is_done_aside_within_what_is_done_aside_takes_nobodys_turn() -> None:
    with turns.turn(), turns.aside():
        with turns.aside():
            pass
        assert not turns.waiting()
    assert not turns.waiting()
