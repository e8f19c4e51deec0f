"""Read digits in photos of paper, ruled and squared paper, whiteboard and blackboard.

    python benchmarks/photos.py [STROKES.jsonl.gz] [--each 100] [--json] [--save FOLDER]

Real test digits of MNIST, and real pen strokes of the writers kept out of training, are put onto such a background,
tilted, lit, blurred and photographed; `RANGES` says how much of each. A photo counts as read when it is found to hold
one digit and that is the right one; beside it, the share that is also sure enough to be answered.
"""

from __future__ import annotations

import io
import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
from PIL import Image
from scipy import ndimage

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.pen_strokes import chosen
from benchmarks.shared import STROKES, json_option
from model.datasets.mnist import mnist_test
from model.images.photos import find_ink
from model.images.picture_files import read_picture
from model.images.strokes import StrokeDigit, draw, fit, read_strokes
from model.images.surfaces import SURFACES, Surface
from model.inference.classifier import Classifier
from model.runs.versions import SHIPPED

SEED = 2026
WIDTH, HEIGHT = 960, 720  # px of the photo

# From least to most, drawn evenly. Lengths are in px of the photo.
RANGES = {
    "height of the digit": (110, 330),
    "width of the pen, share of that": (0.04, 0.13),  # of strokes; an MNIST digit has its own
    "tilt, degrees": (-20, 20),
    "light at the dark end, share": (0.45, 1.0),
    "light in the shadow, share": (0.5, 0.9),  # in half of the photos, over half of the photo, its edge 2 to 60 px
    "darkness of the lines, share": (0.12, 0.35),
    "blur, standard deviation": (0.3, 3.0),
    "noise, standard deviation of 255": (1.0, 9.0),
    "JPEG quality": (55, 95),
}


def drawn_from(name: str, rng: Generator) -> float:
    """Return a value of a range."""
    return float(rng.uniform(*RANGES[name]))


def photo(ink: NDArray[np.float32], surface: Surface, rng: Generator) -> NDArray[np.uint8]:
    """Return the photo of a digit on a surface, uint8 (720, 960, 3).

    Args:
        ink: float32 of shape (height, width), 1 where the pen was.
        surface: what it is written on.
        rng: draws all that `RANGES` holds.
    """
    tilt = drawn_from("tilt, degrees", rng)
    cover = _placed(np.clip(ndimage.rotate(ink, tilt, order=1), 0, 1), rng)
    page = _page(surface, tilt, rng)
    if surface.dust:
        cloud = ndimage.zoom(rng.normal(0, 1, (12, 16)), HEIGHT / 12, order=3)
        page = page * (1 + surface.dust * cloud)
        cover *= 1 - 4 * surface.dust * rng.random(cover.shape, np.float32)  # chalk and dry pens leave grains
    colour = rng.uniform(*surface.paper) * rng.uniform(0.94, 1, 3) * page[..., None]  # (720, 960, 3)
    pen = np.asarray(surface.inks[rng.integers(len(surface.inks))])
    seen = 255 * (colour + cover[..., None] * (pen - colour)) * _light(rng)[..., None]
    blur = drawn_from("blur, standard deviation", rng)
    seen = ndimage.gaussian_filter(seen, (blur, blur, 0))
    seen = seen + rng.normal(0, drawn_from("noise, standard deviation of 255", rng), seen.shape)
    return np.clip(seen, 0, 255).astype(np.uint8)


def _placed(ink: NDArray[np.float32], rng: Generator) -> NDArray[np.float32]:
    """Return the ink somewhere in a picture of the photo's size, 20 px from its edge at least."""
    cover = np.zeros((HEIGHT, WIDTH), np.float32)
    top, left = (int(rng.integers(20, room - length - 19)) for room, length in zip(cover.shape, ink.shape, strict=True))
    cover[top : top + ink.shape[0], left : left + ink.shape[1]] = ink
    return cover


def _page(surface: Surface, tilt: float, rng: Generator) -> NDArray[np.float32]:
    """Return the lines of the surface, tilted: 1 where there are none."""
    if surface.lines is None:
        return np.ones((HEIGHT, WIDTH), np.float32)
    whole = np.ones((2 * WIDTH, 2 * WIDTH), np.float32)  # large enough to be turned without corners
    apart, thick = int(rng.integers(*surface.lines)), int(rng.integers(1, 4))
    darkness = drawn_from("darkness of the lines, share", rng)
    at = (np.arange(2 * WIDTH) + rng.integers(apart)) % apart < thick
    whole[at] = 1 - darkness
    if surface.squared:
        whole[:, at] = 1 - darkness
    turned = ndimage.rotate(whole, tilt, reshape=False, order=1)
    top, left = WIDTH - HEIGHT // 2, WIDTH // 2
    return np.asarray(turned[top : top + HEIGHT, left : left + WIDTH])


def _light(rng: Generator) -> NDArray[np.float64]:
    """Return the share of the light that reaches each place: falling off to one side, and perhaps a shadow."""
    y, x = np.mgrid[-1 : 1 : HEIGHT * 1j, -1 : 1 : WIDTH * 1j]

    def along() -> NDArray[np.float64]:
        """Return a ramp from -1 to 1 across the photo, in any direction."""
        angle = rng.uniform(0, 2 * np.pi)
        ramp = np.cos(angle) * x + np.sin(angle) * y
        return np.asarray(ramp / np.abs(ramp).max())

    dark = drawn_from("light at the dark end, share", rng)
    light = dark + (1 - dark) * (1 + along()) / 2
    if rng.random() < 0.5:
        edge = rng.uniform(2, 60) / WIDTH
        covered = 1 / (1 + np.exp(np.clip((along() - rng.uniform(-0.5, 0.5)) / edge, -50, 50)))
        light = light * (1 - (1 - drawn_from("light in the shadow, share", rng)) * covered)
    return light


def mnist_inks(count: int, rng: Generator) -> Iterator[tuple[int, NDArray[np.float32]]]:
    """Return test digits of MNIST, enlarged as if they had been written with a broad pen."""
    pictures = mnist_test()
    for index in rng.choice(len(pictures), count, replace=False):
        image = pictures.x[index, :, :, 0]
        rows, columns = (np.flatnonzero(image.max(axis=axis)) for axis in (1, 0))
        digit = np.pad(image[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1], 1)
        scale = drawn_from("height of the digit", rng) / max(digit.shape)
        size = tuple(round(side * scale) for side in digit.shape[::-1])
        large = np.asarray(Image.fromarray(digit).resize(size, Image.Resampling.BICUBIC), np.float32) / np.float32(255)
        sharp = np.asarray(np.clip((large - 0.3) / 0.3, 0, 1), np.float32)  # a pen's edge is sharper than a pixel of 28
        yield int(pictures.y[index]), sharp


def stroke_inks(digits: list[StrokeDigit], count: int, rng: Generator) -> Iterator[tuple[int, NDArray[np.float32]]]:
    """Return digits of pen strokes, drawn with a round pen."""
    for index in rng.choice(len(digits), count, replace=False):
        longest = drawn_from("height of the digit", rng)
        pen = longest * drawn_from("width of the pen, share of that", rng)
        side = int(longest + pen) + 4
        drawing = draw(fit(digits[index].strokes, longest, (side / 2, side / 2)), pen, (side, side))
        yield digits[index].label, 1 - drawing[..., 0].astype(np.float32) / np.float32(255)


def report(classifier: Classifier, digits: list[StrokeDigit], each: int, folder: Path | None) -> dict[str, Any]:
    """Return the share read of each kind of digit on each surface, and the seconds a photo takes."""
    figures: dict[str, Any] = {"photos of each": each, "ranges": RANGES, "read right": {}, "answered and right": {}}
    seconds = []
    for source in ("MNIST", *(["pen strokes"] if digits else [])):
        for number, (name, surface) in enumerate(SURFACES.items()):
            rng = np.random.default_rng([SEED, number])
            inks = mnist_inks(each, rng) if source == "MNIST" else stroke_inks(digits, each, rng)
            read, answered = [], []
            for label, ink in inks:
                quality = int(drawn_from("JPEG quality", rng))
                file = _saved(Image.fromarray(photo(ink, surface, rng)), "JPEG", quality)
                began = time.perf_counter()
                found = classifier.read_number(find_ink(read_picture(file).picture).ink).digits
                seconds.append(time.perf_counter() - began)
                is_right = [reading.label for _, reading in found] == [label]
                read.append(is_right)
                answered.append(is_right and found[0][1].status == "digit")
                if folder and not is_right:
                    said = "".join(str(reading.label) for _, reading in found)
                    (folder / f"{name} {source} {len(read):03} {label} as {said[:9]}.jpg").write_bytes(file.getvalue())
            figures["read right"][f"{source} on {name}"] = float(np.mean(read))
            figures["answered and right"][f"{source} on {name}"] = float(np.mean(answered))
    for what in ("read right", "answered and right"):
        figures[f"{what}, all"] = float(np.mean(list(figures[what].values())))
    figures["seconds a photo, median"] = float(np.median(seconds))
    for kind in ("JPEG", "PNG"):
        figures[f"seconds, 12 megapixels, {kind}"] = _seconds_of_large_photo(classifier, kind)
    return figures


def _seconds_of_large_photo(classifier: Classifier, kind: str, times: int = 5) -> float:
    """Return the median time from a file of 12 megapixels, ruled paper, to the answer."""
    rng = np.random.default_rng(SEED)
    ((_, ink),) = mnist_inks(1, rng)
    large = Image.fromarray(photo(ink, SURFACES["ruled paper"], rng)).resize((4000, 3000))
    file = _saved(large, kind, quality=90)
    seconds = []
    for _ in range(times):
        began = time.perf_counter()
        classifier.read_number(find_ink(read_picture(file).picture).ink)
        seconds.append(time.perf_counter() - began)
        file.seek(0)
    return float(np.median(seconds))


def _saved(image: Image.Image, kind: str, quality: int) -> io.BytesIO:
    file = io.BytesIO()
    image.save(file, kind, quality=quality)
    file.seek(0)
    return file


def table(figures: dict[str, Any]) -> str:
    """Return the figures as a table to read."""
    lines = [f"{figures['photos of each']} photos of each kind; shares in %", ""]
    lines += [f"  {name}: {low} to {high}" for name, (low, high) in figures["ranges"].items()]
    lines += ["", f"{'':<32}{'read right':>12}{'and answered':>14}"]
    for name, share in (*figures["read right"].items(), ("all", figures["read right, all"])):
        answered = {**figures["answered and right"], "all": figures["answered and right, all"]}[name]
        lines.append(f"{name:<32}{100 * share:>12.2f}{100 * answered:>14.2f}")
    lines.append("")
    for name in ("seconds a photo, median", "seconds, 12 megapixels, JPEG", "seconds, 12 megapixels, PNG"):
        lines.append(f"{name:<32}{figures[name]:>12.2f}")
    return "\n".join(lines)


@click.command()
@click.argument("strokes", required=False, type=STROKES)
@click.option("--each", default=100, show_default=True, type=click.IntRange(1), help="Photos of each kind.")
@click.option("--save", type=click.Path(path_type=Path), help="Keep the photos that were misread in this folder.")
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
