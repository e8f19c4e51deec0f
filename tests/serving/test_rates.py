"""Promises of rates: a minute counts, one address raises no other's, and what is given back was never asked."""

from __future__ import annotations

import pytest

from ui.serving.rates import Rate


class Clock:
    """A clock that is set by hand."""

    now = 1000.0

    def monotonic(self) -> float:
        """Return the time, in s."""
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Let time stand still."""
    clock = Clock()
    monkeypatch.setattr("ui.serving.rates.time", clock)
    return clock


def test_one_address_may_so_often_within_any_minute(clock: Clock) -> None:
    rate = Rate(each=2, together=100)
    assert rate.take("a") == 0
    clock.now += 40
    assert [rate.take("a"), rate.take("a"), rate.take("b")] == [0, 21, 0]
    clock.now += 20.5
    assert [rate.take("a"), rate.take("a")] == [0, 40]


def test_all_together_may_so_often(clock: Clock) -> None:
    rate = Rate(each=5, together=30)
    assert [rate.take(f"{at % 10}") for at in range(31)] == [0] * 30 + [61]
    clock.now += 61
    assert rate.take("0") == 0


def test_what_is_refused_does_not_count(clock: Clock) -> None:
    rate = Rate(each=1, together=100)
    assert rate.take("a") == 0
    for __ in range(59):
        clock.now += 1
        assert rate.take("a") > 0
    clock.now += 2
    assert rate.take("a") == 0


def test_what_is_given_back_was_never_asked(clock: Clock) -> None:
    rate = Rate(each=1, together=2)
    for __ in range(5):
        assert rate.take("a") == 0
        rate.give_back("a")
    rate.give_back("nobody")
    assert [rate.take("a"), rate.take("b"), rate.take("c")] == [0, 0, 61]


def test_nothing_is_kept_of_who_asked_more_than_a_minute_ago(clock: Clock) -> None:
    rate = Rate(each=5, together=10_000)
    for at in range(1000):
        rate.take(f"{at}")
    clock.now += 61
    rate.take("a")
    assert (len(rate._asked), len(rate._by)) == (1, 1)
