"""Promises of the pictures of before and after: they say in words what they show, to the figure."""

from __future__ import annotations

import re

from model.samples.sample import NO_DIGIT
from model.teaching.comparison import Example, Row
from model.teaching.share import Share
from tests.samples.drawings import ANNA, BEN, sample
from ui.digits import before_after, teach_result
from ui.digits.before_after import Change


def test_two_bars_are_as_wide_as_their_shares_and_say_them() -> None:
    shown = before_after.bars(Share(71, 100), Share(92, 100), ((0.6, 0.8), (0.85, 0.95)))
    assert re.findall(r'class="bar" style="width: ([\d.]+)%"', shown) == ["71.0", "92.0"]
    said = re.search('aria-label="([^"]+)"', shown)
    assert said
    assert "Before: 71 of 100 right, 71%." in said[1]
    assert "Now: 92 of 100 right, 92%." in said[1]


def test_whisker_reaches_from_the_lowest_to_the_highest_of_the_interval() -> None:
    shown = before_after.bars(Share(71, 100), Share(92, 100), ((0.6, 0.8), (0.85, 0.95)))
    found = re.findall(r'class="whisker" style="left: ([\d.]+)%; width: ([\d.]+)%"', shown)
    assert found == [("60.0", "20.0"), ("85.0", "10.0")]
    assert "On other pupils' digits most likely 60% to 80%" in shown.unescape()


def test_line_of_a_writer_goes_from_before_to_now_and_says_whether_that_is_better() -> None:
    shown = before_after.changes(
        "Each",
        [
            Change("Ann", Share(5, 10), Share(9, 10)),
            Change("Bob", Share(8, 10), Share(6, 10)),
            Change("Cleo", Share(7, 10), Share(7, 10)),
        ],
    )
    assert re.findall(r'<tr class="(\w+)"><th scope="row">(\w+)<', shown) == [
        ("better", "Ann"),
        ("worse", "Bob"),
        ("same", "Cleo"),
    ]
    assert "left: 50.0%; width: 40.0%" in shown
    assert "left: 60.0%; width: 20.0%" in shown
    assert "5 → 9 of 10" in shown


def test_name_of_a_pupil_is_no_markup() -> None:
    assert "&lt;b&gt;" in before_after.changes("Each", [Change("<b>", Share(1, 2), Share(2, 2))])


def test_digit_that_was_won_says_what_it_was_read_as_and_one_that_was_lost_what_it_is_now() -> None:
    example = Example(sample(), before=1, after=NO_DIGIT)
    assert 'alt="A pupil&#39;s 7, was read as 1"' in before_after.gained([example])
    assert 'alt="A pupil&#39;s 7, now read as no digit"' in before_after.lost([example])


def test_writers_go_by_their_names_and_one_who_deleted_all_by_none() -> None:
    rows = [Row(ANNA.id, Share(1, 2), Share(2, 2)), Row(BEN.id, Share(1, 2), Share(2, 2))]
    assert [each.name for each in teach_result.of_writers(rows, {ANNA.id: "Anna"})] == ["Anna", "Somebody (deleted)"]


def test_drawings_of_no_digit_are_called_so() -> None:
    shares = Share(1, 2), Share(2, 2)
    assert [each.name for each in teach_result.of_digits([Row("3", *shares), Row("-1", *shares)])] == ["3", "no digit"]
