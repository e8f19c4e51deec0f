"""Make docs/misread.png, a contact sheet of the digits that the shipped classifier misreads, of writers kept out.

    python docs/make_misread.py STROKES.jsonl.gz [STROKES.jsonl.gz ...]

Of each file, a row for each way of drawing; under each drawing its label and what was read, "?" where it was not sure.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.pen_strokes import SEED, chosen
from model.images.preprocessing import preprocess
from model.images.strokes import RENDERINGS, StrokeDigit, read_strokes, rendered
from model.inference.classifier import Classifier
from model.versions.published import SHIPPED

SIDE, TEXT = 84, 16  # px of a drawing, and of the line under it
ACROSS = 12  # drawings in a line


def misread(classifier: Classifier, digits: list[StrokeDigit], way: str) -> list[Image.Image]:
    """Return a tile for each digit that is misread when it is drawn this way."""
    rng = np.random.default_rng(SEED)  # the offsets of the benchmark
    tiles = []
    drawings = [rendered(digit.strokes, RENDERINGS[way], rng) for digit in digits]
    readings = classifier.read_all([preprocess(drawing) for drawing in drawings])
    for digit, drawing, reading in zip(digits, drawings, readings, strict=True):
        if reading.label == digit.label:
            continue
        tile = Image.new("L", (SIDE, SIDE + TEXT), 255)
        tile.paste(Image.fromarray(drawing).convert("L").resize((SIDE, SIDE)))
        said = "-" if reading.label is None else f"{reading.label}{'' if reading.status == 'digit' else '?'}"
        ImageDraw.Draw(tile).text((SIDE / 2, SIDE + TEXT / 2), f"{digit.label} as {said}", fill=0, anchor="mm")
        tiles.append(tile)
    return tiles


def lines(tiles: list[Image.Image]) -> list[Image.Image]:
    """Return the tiles in lines."""
    found = []
    for first in range(0, len(tiles), ACROSS):
        line = Image.new("L", (SIDE * ACROSS, SIDE + TEXT), 255)
        for at, tile in enumerate(tiles[first : first + ACROSS]):
            line.paste(tile, (at * SIDE, 0))
        found.append(line)
    return found


def main() -> None:
    """Write the sheet."""
    classifier = Classifier.load(SHIPPED)
    rows: list[Image.Image | str] = []
    for file in map(Path, sys.argv[1:]):
        digits = chosen(read_strokes(file), None)
        for way in RENDERINGS:
            tiles = misread(classifier, digits, way)
            rows.append(f"{file.name}, {way}: {len(tiles)} of {len(digits)} misread")
            rows += lines(tiles)
    heights = [2 * TEXT if isinstance(row, str) else row.height for row in rows]
    sheet = Image.new("L", (SIDE * ACROSS, sum(heights)), 255)
    top = 0
    for row, height in zip(rows, heights, strict=True):
        if isinstance(row, str):
            ImageDraw.Draw(sheet).text((4, top + height / 2), row, fill=0, anchor="lm")
        else:
            sheet.paste(row, (0, top))
        top += height
    sheet.quantize(16).save(Path(__file__).parent / "misread.png", optimize=True)


if __name__ == "__main__":
    main()
