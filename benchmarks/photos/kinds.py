"""The kinds of picture that mislead, as people report them of recognisers of digits: each made anew at random.

Knows how each is made, and as what it is read. Does not know who reads it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Literal, NamedTuple

from benchmarks.photos import frames, numbers, pages
from benchmarks.photos.cases import Case
from benchmarks.photos.inks import Hand

Way = Literal["one digit", "number"]
_ONE: tuple[Way, ...] = ("one digit",)
_NUMBER: tuple[Way, ...] = ("number",)
_BOTH = _ONE + _NUMBER


class Kind(NamedTuple):
    """How a picture of a kind is made from what a hand writes, and as what it is read."""

    make: Callable[[Hand], Case]
    ways: tuple[Way, ...]


def _number_at_edge(hand: Hand, lost: tuple[float, float]) -> Case:
    return pages.at_edge(hand, int(hand.rng.integers(2, 6)), hand.rng.uniform(*lost))


KINDS: dict[str, Kind] = {
    "plain digit": Kind(partial(numbers.plain, length=1), _BOTH),  # for comparison, as the next
    "plain number": Kind(partial(numbers.plain, length=4), _NUMBER),
    "small on a large page": Kind(pages.large_page, _BOTH),
    "small in a panorama": Kind(pages.panorama, _BOTH),
    "digit near the edge": Kind(partial(pages.at_edge, length=1, lost=0), _BOTH),
    "digit cut off": Kind(lambda hand: pages.at_edge(hand, 1, hand.rng.uniform(0.05, 0.3)), _BOTH),
    "number near the edge": Kind(partial(_number_at_edge, lost=(0, 0)), _NUMBER),
    "number cut off": Kind(partial(_number_at_edge, lost=(0.1, 0.6)), _NUMBER),
    "uphill, as written": Kind(partial(numbers.sloping, direction=1), _NUMBER),
    "uphill, turned": Kind(partial(numbers.turned, direction=1), _NUMBER),
    "downhill, as written": Kind(partial(numbers.sloping, direction=-1), _NUMBER),
    "downhill, turned": Kind(partial(numbers.turned, direction=-1), _NUMBER),
    "two rows": Kind(numbers.two_rows, _NUMBER),
    "raised digit": Kind(numbers.raised, _NUMBER),
    "raised digit among others": Kind(numbers.raised_inside, _NUMBER),
    "comma": Kind(partial(numbers.marked, mark=numbers.comma), _NUMBER),
    "point": Kind(partial(numbers.marked, mark=numbers.point), _NUMBER),
    "minus": Kind(partial(numbers.marked, mark=numbers.minus, least=0), _NUMBER),
    "slash": Kind(partial(numbers.marked, mark=numbers.slash), _NUMBER),
    "colon": Kind(partial(numbers.marked, mark=numbers.colon), _NUMBER),
    "tall line": Kind(partial(numbers.marked, mark=numbers.bar), _NUMBER),
    "brackets": Kind(numbers.bracketed, _NUMBER),
    "small fraction": Kind(numbers.fraction, _NUMBER),
    "ring round a digit": Kind(partial(frames.ringed, length=1), _BOTH),
    "ring round a number": Kind(partial(frames.ringed, length=2), _NUMBER),
    "open ring round a number": Kind(partial(frames.ringed, length=2, turns=(0.82, 0.94)), _NUMBER),
    "frame round a digit": Kind(partial(frames.boxed, length=1), _BOTH),
    "frame round a number": Kind(partial(frames.boxed, length=3), _NUMBER),
    "boxes of a form": Kind(frames.form, _NUMBER),
    "underlined digit": Kind(partial(frames.underlined, length=1), _BOTH),
    "underlined number": Kind(partial(frames.underlined, length=4), _NUMBER),
    "punched holes": Kind(pages.punched, _BOTH),
    "28x28 px, JPEG": Kind(partial(pages.tiny, kind="JPEG"), _ONE),
    "28x28 px, PNG": Kind(partial(pages.tiny, kind="PNG"), _ONE),
    "equally light colours": Kind(pages.equally_light, _ONE),
    "yellow highlighter": Kind(pages.highlighter, _ONE),
}
