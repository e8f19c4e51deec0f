"""What does a class gain that teaches a network its handwriting? Writers whom it never learned from, before and after.

    python benchmarks/own_handwriting.py STROKES.jsonl.gz [--json] [--writers 15] [--digits 60]

A network that has learned MNIST alone reads pen strokes of many writers. Those whom it reads worst are the class: some
teach it, some are kept apart as on the page, and of those whom it reads as badly every second one never comes near it.
One half of each writer's digits decides who is in it, and the other half is taught and tested: so nobody is in it for
bad luck alone. The reference is the same network before.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click
import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.shared import STROKES, json_option, show, tell, temporary_home
from model.config import PRESETS
from model.evaluation import metrics
from model.images.preprocessing import preprocess
from model.images.strokes import RENDERINGS, StrokeDigit, draw, fit, read_strokes
from model.people.visitor import TEACHER
from model.runs import actions as runs
from model.runs.execution import execute
from model.runs.store import Run
from model.samples import actions as samples
from model.samples.apart import parts
from model.samples.lines import as_bytes
from model.samples.sample import Sample
from model.teaching.actions import teach
from model.teaching.comparison import Comparison, compare
from model.teaching.plan import plan
from model.teaching.share import Share, answers, interval_of, of_writers

SEED = 2026  # of the halves
LEAST = 20  # digits of a writer, at least


@click.command()
@click.argument("strokes", type=STROKES)
@click.option("--writers", default=15, show_default=True, type=click.IntRange(2), help="How many teach.")
@click.option("--digits", default=60, show_default=True, type=click.IntRange(1), help="Of each of them, at most.")
@json_option
def main(strokes: Path, writers: int, digits: int, as_json: bool) -> None:
    """Teach a network that knows MNIST alone the digits of the writers in STROKES whom it reads worst."""
    with temporary_home():
        tell("a network learns MNIST")
        base = trained(runs.train(PRESETS["one-conv"], TEACHER, at_once=True))
        given, unseen = class_of(halves(read_strokes(strokes)), base.folder, writers, digits)
        samples.take_in(given, TEACHER)
        lesson = plan(base.folder)
        tell(f"{lesson.counts} {lesson.expectation}")
        taught = trained(teach(lesson, TEACHER, at_once=True))
        report(compare(taught.folder), [base.folder, taught.folder], unseen, taught.state().seconds, as_json)


def trained(run: Run) -> Run:
    """Do a run, and return it."""
    execute(run)
    return run


def halves(digits: list[StrokeDigit]) -> dict[str, tuple[list[Sample], list[Sample]]]:
    """Return each writer's digits, drawn on the canvas, in two halves; without writers of few digits."""
    rng, way = np.random.default_rng(SEED), RENDERINGS["plain"]
    found: dict[str, tuple[list[Sample], list[Sample]]] = {}
    for digit in (digits[at] for at in rng.permutation(len(digits))):
        strokes = fit(digit.strokes, way.longest, (140, 140))
        image = as_bytes(preprocess(draw(strokes, way.pen)).image)
        one, other = found.setdefault(digit.writer, ([], []))
        (one if len(one) <= len(other) else other).append(
            Sample(digit.label, digit.writer, image, strokes, source="import", is_approved=True)
        )
    return {writer: both for writer, both in found.items() if len(both[0]) + len(both[1]) >= LEAST}


def class_of(
    everybody: dict[str, tuple[list[Sample], list[Sample]]], base: Path, writers: int, digits: int
) -> tuple[list[Sample], list[Sample]]:
    """Return the digits of the class, of those whom a classifier reads worst, and those that it never learns from.

    Args:
        everybody: the digits of each writer, in two halves: the first one decides, the second one is given.
        base: folder of the classifier.
        writers: how many teach; who of the class is kept apart is decided as on the page.
        digits: how many each of those gives; the others give all.
    """
    given: list[Sample] = []
    outside: list[Sample] = []
    worst = sorted(everybody, key=lambda writer: right(base, everybody[writer][0]).share)
    for place, writer in enumerate(worst):
        if place % 2:
            outside += everybody[writer][1]
            continue
        given += everybody[writer][1]
        learned, apart = parts(given)
        if len({sample.writer for sample in learned}) == writers:
            break
    few = [sample for sample in learned if sample in everybody[sample.writer][1][:digits]]
    return few + apart, apart + outside


def right(folder: Path, read: list[Sample]) -> Share:
    """Return how many samples a classifier reads right."""
    return Share(int((answers(folder, read) == [sample.label for sample in read]).sum()), len(read))


def report(found: Comparison, folders: list[Path], unseen: list[Sample], seconds: float, as_json: bool) -> None:
    """Print what the class has gained; `seconds` is what the training took."""
    labels = np.array([sample.label for sample in unseen])
    read = [answers(folder, unseen) for folder in folders]
    p_value = metrics.compare(read[0], read[1], labels).p_value
    rows = [["", "wrong", "of", "share wrong", "95 % interval", "of MNIST wrong"]]
    figures: dict[str, Any] = {
        "digits": len(unseen), "writers": len({sample.writer for sample in unseen}), "p_value": p_value,
        "seconds": round(seconds, 1),
    }  # fmt: skip
    for name, answered, mnist in zip(("before", "after"), read, (found.mnist_before, found.mnist_after), strict=True):
        share = Share(int((answered == labels).sum()), len(labels))
        low, high = (f"{1 - each:.1%}" for each in reversed(interval_of(of_writers(unseen, answered))))
        wrong = share.total - share.right
        rows.append([name, str(wrong), str(share.total), f"{1 - share.share:.1%}", f"{low} to {high}",
                     f"{1 - mnist.share:.2%}"])  # fmt: skip
        figures[name] = {"wrong": wrong, "mnist": mnist.share}
    rows.append([f"{figures['writers']} writers, p = {p_value:.2g}, {seconds:.0f} s", "", "", "", "", ""])
    show(figures, rows, as_json)


if __name__ == "__main__":
    main()
