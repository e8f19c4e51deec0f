"""Make the photos, read them, print the table: see the package's own sentence."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import numpy as np
from numpy.random import Generator
from PIL import Image

from benchmarks.pen_strokes import chosen
from benchmarks.photos.answers import SHARES, Tally, answers
from benchmarks.photos.camera import RANGES, Ink, drawn_from, photo, saved
from benchmarks.photos.cases import Case
from benchmarks.photos.inks import Glyph, Hand, mnist_inks, stroke_inks
from benchmarks.photos.kinds import KINDS, Kind
from benchmarks.shared import STROKES, json_option
from model.images.strokes import StrokeDigit, read_strokes
from model.images.surfaces import SURFACES, Surface
from model.inference.classifier import Classifier
from model.versions.published import SHIPPED

SEED = 2026


def on_surfaces(digits: list[StrokeDigit], each: int) -> Iterator[tuple[str, Iterator[Case]]]:
    """Return photos of a digit on each surface, of MNIST and of pen strokes, by their name."""
    for source in ("MNIST", *(["pen strokes"] if digits else [])):
        for number, (name, surface) in enumerate(SURFACES.items()):
            rng = np.random.default_rng([SEED, number])
            inks = mnist_inks(each, rng) if source == "MNIST" else stroke_inks(digits, each, rng)
            yield f"{source} on {name}", _photographed(inks, surface, rng)


def _photographed(inks: Iterator[tuple[int, Ink]], surface: Surface, rng: Generator) -> Iterator[Case]:
    for label, ink in inks:
        quality = int(drawn_from("JPEG quality", rng))
        yield Case(saved(photo(ink, surface, rng), "JPEG", quality), (str(label),))


def of_kind(kind: Kind, classifier: Classifier, digits: list[StrokeDigit], each: int) -> Iterator[Case]:
    """Return pictures of a kind, of digits that the classifier reads surely and rightly where they are alone.

    Every second one is of a writer of the strokes, where there are some.
    """

    def is_clear(glyph: Glyph) -> bool:
        reading = classifier.read(np.asarray(255 * np.pad(glyph.ink, 20), np.uint8))
        return (reading.status, str(reading.label)) == ("digit", glyph.text)

    rng = np.random.default_rng(SEED)  # the same for all kinds: those that draw alike draw the same digits
    writers = sorted({digit.writer for digit in digits})
    for at in range(each):
        writer = writers[rng.integers(len(writers))] if writers and at % 2 else None
        yield kind.make(Hand([digit for digit in digits if digit.writer == writer], rng, is_clear))


def report(classifier: Classifier, digits: list[StrokeDigit], each: int, folder: Path | None) -> dict[str, Any]:
    """Return the shares of each kind of photo, and the seconds a photo takes."""
    surfaces: dict[str, dict[str, float]] = {}
    kinds: dict[str, dict[str, float]] = {}
    seconds: list[float] = []
    for name, cases in on_surfaces(digits, each):
        tally = Tally(name, folder)
        for case in cases:
            began = time.perf_counter()
            answer = answers(classifier, case.file)["number"]
            seconds.append(time.perf_counter() - began)
            tally.count(case, answer)
        surfaces[name] = tally.shares()
    surfaces["all"] = {share: float(np.mean([row[share] for row in surfaces.values()])) for share in SHARES}
    for name, kind in KINDS.items():
        tallies = {way: Tally(f"{name}, {way}", folder) for way in kind.ways}
        for case in of_kind(kind, classifier, digits, each):
            said = answers(classifier, case.file)
            for way, tally in tallies.items():
                tally.count(case, said[way])
        kinds |= {f"{name}, {way}": tally.shares() for way, tally in tallies.items()}
    figures: dict[str, Any] = {"photos of each": each, "ranges": RANGES, "surfaces": surfaces, "kinds": kinds}
    figures["seconds a photo, median"] = float(np.median(seconds))
    for file in ("JPEG", "PNG"):
        figures[f"seconds, 12 megapixels, {file}"] = _seconds_of_large_photo(classifier, file)
    return figures


def _seconds_of_large_photo(classifier: Classifier, kind: Any, times: int = 5) -> float:
    """Return the median time from a file of 12 megapixels, ruled paper, to the answer."""
    rng = np.random.default_rng(SEED)
    ((_, ink),) = mnist_inks(1, rng)
    file = saved(Image.fromarray(photo(ink, SURFACES["ruled paper"], rng)).resize((4000, 3000)), kind)
    seconds = []
    for _ in range(times):
        began = time.perf_counter()
        answers(classifier, file)
        seconds.append(time.perf_counter() - began)
    return float(np.median(seconds))


def table(figures: dict[str, Any]) -> str:
    """Return the figures as a table to read."""
    lines = [f"{figures['photos of each']} photos of each kind; shares in %", ""]
    lines += [f"  {name}: {low} to {high}" for name, (low, high) in figures["ranges"].items()]
    for part in ("surfaces", "kinds"):
        lines += ["", f"{'':<36}" + "".join(f"{share:>14}" for share in SHARES)]
        for name, shares in figures[part].items():
            lines.append(f"{name:<36}" + "".join(f"{100 * shares[share]:>14.2f}" for share in SHARES))
    lines.append("")
    for name in ("seconds a photo, median", "seconds, 12 megapixels, JPEG", "seconds, 12 megapixels, PNG"):
        lines.append(f"{name:<36}{figures[name]:>14.2f}")
    return "\n".join(lines)


@click.command()
@click.argument("strokes", required=False, type=STROKES)
@click.option("--each", default=100, show_default=True, type=click.IntRange(1), help="Photos of each kind.")
@click.option("--save", type=click.Path(path_type=Path), help="Keep the photos that are surely wrong in this folder.")
@json_option
def main(strokes: Path | None, each: int, save: Path | None, as_json: bool) -> None:
    """Read digits in photos; STROKES are JSON lines of pen strokes, or the UCI file."""
    if save:
        save.mkdir(parents=True, exist_ok=True)
    digits = chosen(read_strokes(strokes), None) if strokes else []
    figures = report(Classifier.load(SHIPPED), digits, each, save)
    click.echo(json.dumps(figures, indent=2) if as_json else table(figures))


if __name__ == "__main__":
    main()
