"""The options, and how the figures are told."""

from __future__ import annotations

import asyncio
import os
from collections import Counter
from collections.abc import Callable, Coroutine
from contextlib import nullcontext
from functools import partial
from pathlib import Path
from statistics import median

import click

from benchmarks.classroom.drawings import Hand, Step, hands
from benchmarks.classroom.flood import draw_beside_floods
from benchmarks.classroom.lesson import Figures, Lesson, draw_together, first_answer
from benchmarks.classroom.looker import look_at_training
from benchmarks.classroom.peer import hold_at_peer
from benchmarks.classroom.photos import photos, upload_together
from benchmarks.classroom.two_servers import draw_on_one_and_two
from benchmarks.classroom.wall import draw_before_wall
from benchmarks.serving import serving, training
from benchmarks.shared import STROKES, json_option, show, tell, temporary_home
from tests.browser.app import App

CLASS = 30  # pupils, where something else is measured than their number
NUMBERS = "1,10,30,60,100"

Play = Callable[[App], Coroutine[None, None, Figures]]
Draw = Callable[[App, list[Hand], Step, Lesson], Coroutine[None, None, Figures]]


def hold(play: Play, hand: Hand, blank: Step, train: bool) -> Figures:
    """Let a class play on a server of its own once that has answered a first stroke, and return the figures."""
    with temporary_home() as home, serving(home) as app:
        seconds = asyncio.run(first_answer(app, hand, blank))
        with training() if train else nullcontext():
            return {"start_to_answer_s": round(seconds, 2), **asyncio.run(play(app))}


def report(figures: Figures, as_json: bool) -> None:
    """Print all as one JSON object, or else a table, and what else was measured below it."""
    lessons = {}
    for number, each in figures["pupils"].items():
        lessons[number] = each
        lessons |= {f"{number}, one floods: {kind}": met for kind, met in each.get("flooded", {}).items()}
        if "two_servers" in each:
            lessons[f"{number}, two servers behind nginx"] = each["two_servers"]
            lessons[f"{number}, one of the two is killed"] = each["one_killed"]
        if "walled" in each:
            lessons[f"{number}, the wall is open"] = each["walled"]
            lessons[f"{number}, the wall is off again"] = each["unwalled"]
    for name in ("inside", "minutes", "peer"):
        if figures.get(name):
            lessons[f"{CLASS}, {TITLES[name]}"] = figures[name]
    rows = [["pupils", "sent", "answered", "overtaken", "errors", "median ms", "p95 ms", "max ms"]]
    for name, each in lessons.items():
        counts = [f"{each[what]:,}" for what in ("sent", "answered", "overtaken", "errors")]
        rows.append([name, *counts, *(_whole(each[what]) for what in ("p50_ms", "p95_ms", "max_ms"))])
    if lessons or as_json:
        show(figures, rows, as_json)
    if not as_json:
        for sentence in sentences(figures):
            click.echo(sentence)


TITLES = {"inside": "one looks inside", "minutes": "long lesson", "peer": "Gradio and Keras's predict"}


def sentences(figures: Figures) -> list[str]:
    """Return in words what no table holds."""
    said = []
    if figures["start_to_answer_s"] is not None:
        said.append(f"Start of the server to its first answer: {figures['start_to_answer_s']:.1f} s.")
    if memory := figures["server_mb"]:
        said.append("Server, MB: " + ", ".join(f"{mb:.0f} {when}" for when, mb in memory.items()) + ".")
    for number, each in figures["pupils"].items():
        for kind, flooded in each.get("flooded", {}).items():
            said.append(
                f"{number} pupils beside one who floods ({flooded['flood_sent']:,} {kind}): p95"
                f" {_tenths(flooded['p95_times'])} times as long as in peace; the health address answered within"
                f" {_whole(flooded['health_ms']['max_ms'])} ms."
            )
        if walled := each.get("walled"):
            said.append(
                f"{number} pupils with the wall on and open ({walled['tiles']} tiles): p95"
                f" {_hundredths(walled['p95_times'])} times as long as without, before and after; cores:"
                f" {walled['server_cores']:.2f} with it, {each['server_cores']:.2f} and"
                f" {each['unwalled']['server_cores']:.2f} without."
            )
        if two := each.get("two_servers"):
            said.append(
                f"{number} pupils on two servers behind nginx: p95 {_hundredths(two['p95_times'])} times as long as on"
                f" one; cores: {each['server_cores']:.2f} on one, {two['server_cores']:.2f} on two."
            )
            killed = each["one_killed"]
            said.append(
                f"One of the two is killed in the middle: {killed['reloaded']} pupils reload, within at most"
                f" {_tenths(killed['reload_s']['max'])} s, and draw on; p95 from then on"
                f" {_whole(killed['later_ms']['p95_ms'])} ms; {killed['died']} strokes died with the server;"
                f" {killed['given']} drawings were said to be kept, {killed['kept']} are."
            )
    if inside := figures.get("inside"):
        p95, most = (_whole(inside["meanwhile_ms"][name]) for name in ("p95_ms", "max_ms"))
        said.append(f"Look inside opened in {inside['opened_s']:.1f} s; strokes meanwhile: p95 {p95}, max {most} ms.")
    if curves := figures.get("curves"):
        said.append(
            f"{curves['lookers']} who look at the curves of a training: {curves['server_cores']:.2f} cores,"
            f" {_tenths(curves['ms_a_look'])} ms a look ({curves['looks']} looks)."
        )
    if given := figures.get("photos"):
        said.append(
            f"{given['photos']} photos of 12 megapixels at once: {given['answered']} answered,"
            f" {given['errors']} errors, median {_tenths(given['p50_s'])}, max {_tenths(given['max_s'])} s;"
            f" memory at most {given['server_mb']['above idle']:.0f} MB above idle."
        )
    if long := figures.get("minutes"):
        each = " ".join(f"{mb:.0f}" for mb in long["mb_each_minute"])
        slope = "" if long["growth_mb_a_minute"] is None else f"; {long['growth_mb_a_minute']:+.2f} MB a minute"
        said.append(f"Long lesson, mean MB of each minute: {each}{slope}.")
    return said


def _whole(value: float | None) -> str:
    return "–" if value is None else f"{value:.0f}"


def _tenths(value: float | None) -> str:
    return "–" if value is None else f"{value:.1f}"


def _hundredths(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"


def _numbers(_: click.Context, __: click.Parameter, given: str | None) -> list[int] | None:
    if given is None:
        return None
    numbers = [int(word) if word.strip().isdigit() else 0 for word in given.split(",")]
    if not all(1 <= number <= 200 for number in numbers):
        raise click.BadParameter(f"Expected numbers from 1 to 200 with commas between, such as {NUMBERS}.")
    return numbers


@click.command()
@click.argument("strokes", required=False, type=STROKES)
@click.option("--pupils", callback=_numbers, help=f"Sizes of the class. [default: {NUMBERS}, or none beside a part]")
@click.option("--seconds", default=60.0, show_default=True, help="How long each class draws.")
@click.option("--think", default=2.0, show_default=True, help="Seconds from a pupil's stroke to the next.")
@click.option("--train", is_flag=True, help="A run trains meanwhile (not beside the peer).")
@click.option("--flood", is_flag=True, help="Each class draws once more beside each kind of flood.")
@click.option(
    "--wall", is_flag=True, help="Each class draws twice more: with the wall open at the teacher's, and off again."
)
@click.option(
    "--two-servers", is_flag=True, help="Each class draws on two servers behind nginx, too, of which one then dies."
)
@click.option("--inside", is_flag=True, help=f'A part: {CLASS} draw, and one more opens "Look inside".')
@click.option("--curves", is_flag=True, help=f"A part: {CLASS} look at the curves of a training.")
@click.option("--photos", "photo_count", default=0, type=click.IntRange(0, 200), help="A part: so many photos at once.")
@click.option("--minutes", default=0, type=click.IntRange(0), help=f"A part: {CLASS} draw for so long.")
@click.option("--peer", is_flag=True, help=f"A part: {CLASS} draw at a sketch app of Gradio, where that is installed.")
@json_option
def main(
    strokes: Path | None,
    pupils: list[int] | None,
    seconds: float,
    think: float,
    train: bool,
    flood: bool,
    wall: bool,
    two_servers: bool,
    inside: bool,
    curves: bool,
    photo_count: int,
    minutes: int,
    peer: bool,
    as_json: bool,
) -> None:
    """Let classes draw; STROKES are JSON lines of pen strokes, or the UCI file. Without, drawn digits are used."""
    if flood:
        os.environ["INKLING_TRUST_LOCAL"] = "0"  # no limit holds for who sits at the computer itself
    lesson, has_part = Lesson(seconds, think), inside or curves or photo_count or minutes or peer
    numbers = pupils or ([] if has_part else [int(word) for word in NUMBERS.split(",")])
    tell("the answers that are expected are computed")
    digits, blank = hands(strokes, max([*numbers, CLASS if inside or minutes or peer else 1]))
    given = list(photos(strokes, photo_count))
    figures: Figures = {"seconds": seconds, "think_s": think, "train": train, "pupils": {}}

    def held(said: str, play: Play) -> Figures:
        tell(said)
        return hold(play, digits[0], blank, train or curves)

    def drawn(count: int, lesson: Lesson, draw: Draw = draw_together) -> Figures:
        told = f"{count} draw for {lesson.seconds:.0f} s"
        return held(told, lambda app: draw(app, digits[:count], blank, lesson))

    ways = {draw_beside_floods: flood, draw_before_wall: wall, draw_on_one_and_two: two_servers}
    draw = next((way for way, is_chosen in ways.items() if is_chosen), draw_together)
    for number in numbers:
        figures["pupils"][str(number)] = drawn(number, lesson, draw)
    if inside:
        figures["inside"] = drawn(CLASS, lesson, partial(draw_together, is_visited=True))
    if curves:
        figures["curves"] = held(f"{CLASS} look at the curves", lambda app: look_at_training(app, CLASS, seconds))
    if minutes:
        figures["minutes"] = drawn(CLASS, Lesson(60 * minutes, think))
    if given:
        figures["photos"] = held(f"{len(given)} upload a photo", lambda app: upload_together(app, given))
    ours = [
        *figures["pupils"].values(),
        *(figures[name] for name in ("inside", "curves", "minutes", "photos") if name in figures),
    ]
    figures["server_mb"] = ours[-1]["server_mb"] if ours else None
    figures["start_to_answer_s"] = median(each["start_to_answer_s"] for each in ours) if ours else None
    if peer:
        figures["peer"] = hold_at_peer(digits[:CLASS], lesson)
    report(figures, as_json)
    again = [met for each in figures["pupils"].values() for met in each.get("flooded", {}).values()]
    for each in figures["pupils"].values():
        again += [each[name] for name in ("walled", "unwalled", "two_servers", "one_killed") if name in each]
    met = [each for each in (*ours, *again, figures.get("peer")) if each]
    failures = sum((Counter(each["failures"]) for each in met), Counter[str]())
    for failure, count in failures.items():
        tell(f"{count} x {failure}")
    raise SystemExit(bool(failures))


if __name__ == "__main__":
    main()
