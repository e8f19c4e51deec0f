"""The small pictures of the glossary, drawn as SVG on paper of their own: the same in light and dark.

Knows lines and colours. Does not know what is said beside them.
"""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import quote

from markupsafe import Markup

from model.languages.translation import N_, _
from ui import theme

_WIDTH, _HEIGHT = 168, 84  # px


def picture(name: str) -> Markup:
    """Return the picture of a term, a key of `ui.glossary.TERMS`; nothing where there is none."""
    if name not in _DRAWN:
        return Markup("")
    said, inside = _DRAWN[name]
    return Markup('<img alt="{}" src="{}" width="{}" height="{}">').format(_(said), _uri(inside), _WIDTH, _HEIGHT)


@lru_cache
def _uri(inside: str) -> str:
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" width="{_WIDTH}" height="{_HEIGHT}">'
        f'<rect width="{_WIDTH}" height="{_HEIGHT}" rx="6" fill="{theme.GROUND}"/>'
        f'<g fill="none" stroke="{theme.FIGURES}" stroke-width="1.5" font-family="sans-serif" font-size="14"'
        f' text-anchor="middle">{inside}</g></svg>'
    )
    return f"data:image/svg+xml,{quote(svg)}"


def _text(x: float, y: float, words: str) -> str:
    return f'<text x="{x}" y="{y}" fill="{theme.FIGURES}" stroke="none">{words}</text>'


def _line(points: str, color: str = theme.FIGURES, width: float = 1.5) -> str:
    return f'<polyline points="{points}" stroke="{color}" stroke-width="{width}"/>'


def _box(x: float, y: float, width: float, height: float, fill: str = "none", stroke: str = theme.FIGURES) -> str:
    return f'<rect x="{x}" y="{y}" width="{width}" height="{height}" fill="{fill}" stroke="{stroke}"/>'


def _circle(x: float, y: float, fill: str = "none") -> str:
    return f'<circle cx="{x}" cy="{y}" r="7" fill="{fill}"/>'


def _grid(x: float, y: float, rows: int, columns: int, side: float, filled: dict[tuple[int, int], str]) -> str:
    """Return squares, of which some are filled with a colour."""
    return "".join(
        _box(x + column * side, y + row * side, side, side, filled.get((row, column), "none"), theme.GREY)
        for row in range(rows)
        for column in range(columns)
    )


def _arrow(x: float, y: float = 42) -> str:
    return _line(f"{x},{y} {x + 20},{y}") + _line(f"{x + 14},{y - 5} {x + 20},{y} {x + 14},{y + 5}")


def _seven(x: float, width: float = 6) -> str:
    return _line(f"{x},16 {x + 32},16 {x + 14},70", theme.FIGURES, width)


_BAR, _SLANT = {(0, at): theme.FIGURES for at in range(1, 5)}, {(row, 4 - row): theme.FIGURES for row in (1, 2, 3)}
_PIXELS = _BAR | _SLANT | {(4, 1): theme.FIGURES}
_WINDOW = _box(62, 14, 33, 33, "none", theme.BLUE).replace("/>", ' stroke-width="4"/>')
_AXES = _line("20,10 20,72 156,72")
_NET = "".join(
    _line(f"50,{left} 118,{right}", theme.GREY, 1) for left in (16, 42, 68) for right in (16, 42, 68)
) + "".join(_circle(x, y, theme.GROUND) for x in (50, 118) for y in (16, 42, 68))

# Of each picture: what it shows, for those who cannot see it, and what is drawn.
_DRAWN: dict[str, tuple[str, str]] = {
    "pixel": (N_("A 7 made of squares"), _grid(52, 10, 5, 6, 13, _PIXELS)),
    "probability": (
        N_("A long blue bar beside the 7, a short grey one beside the 1"),
        _text(24, 34, "7")
        + _text(24, 64, "1")
        + _box(40, 22, 100, 14, theme.BLUE, theme.BLUE)
        + _box(40, 52, 10, 14, theme.GREY, theme.GREY),
    ),
    "convolution": (
        N_("A window of 3 by 3 squares on a picture; it makes one number of a new picture"),
        _grid(40, 14, 5, 5, 11, _PIXELS) + _WINDOW + _arrow(102) + _grid(130, 25, 3, 3, 11, {(0, 2): theme.BLUE}),
    ),
    "kernel": (
        N_("Nine numbers in a square: 2 in the middle column, -1 beside it"),
        _grid(48, 6, 3, 3, 24, {(row, 1): theme.tint(theme.BLUE, 0.4) for row in range(3)})
        + "".join(
            _text(60 + 24 * column, 23 + 24 * row, ("-1", "2", "-1")[column]) for row in range(3) for column in range(3)
        ),
    ),
    "feature-map": (
        N_("A 7, and a map that is bright along its upper stroke"),
        _seven(24)
        + _arrow(72)
        + _box(104, 12, 52, 60, theme.FIGURES)
        + _line("112,20 148,20", "#ffffff", 6)
        + _line("146,26 132,64", theme.GREY, 4),
    ),
    "relu": (
        N_("A line that is flat up to zero, and then rises"),
        _line("14,66 84,66 84,10", theme.GREY) + _line("14,66 84,66 140,14", theme.BLUE, 4),
    ),
    "sigmoid": (
        N_("A curve that rises from 0 to 1"),
        _line("14,70 154,70", theme.GREY)
        + f'<path d="M14 68 C84 68 84 16 154 16" stroke="{theme.BLUE}" stroke-width="4"/>',
    ),
    "pooling": (
        N_("Of the four numbers 1, 3, 2 and 0, the 3 is kept"),
        _grid(34, 16, 2, 2, 26, {(0, 1): theme.tint(theme.BLUE, 0.4)})
        + _text(47, 34, "1")
        + _text(73, 34, "3")
        + _text(47, 60, "2")
        + _text(73, 60, "0")
        + _arrow(94)
        + _grid(122, 29, 1, 1, 26, {(0, 0): theme.tint(theme.BLUE, 0.4)})
        + _text(135, 47, "3"),
    ),
    "dense": (N_("Three circles at the left, each joined with each of three at the right"), _NET),
    "softmax": (
        N_("The numbers 3, 2 and 1 become a long, a short and a very short bar"),
        "".join(
            _text(26, 28 + 20 * at, number) + _box(74, 17 + 20 * at, width, 12, color, color)
            for at, (number, width, color) in enumerate(
                (("3", 67, theme.BLUE), ("2", 24, theme.GREY), ("1", 9, theme.GREY))
            )
        )
        + _arrow(42),
    ),
    "loss": (
        N_("A curve that falls, fast at first and then slowly"),
        _AXES + f'<path d="M22 14 C40 62 80 66 154 67" stroke="{theme.BLUE}" stroke-width="4"/>',
    ),
    "learning-rate": (
        N_("A valley: small blue steps reach its bottom, large orange ones jump from side to side"),
        f'<path d="M10 8 C50 100 118 100 158 8" stroke="{theme.GREY}"/>'
        + _line("20,26 28,42 38,56 50,66 64,73", theme.BLUE, 3)
        + _line("148,24 24,36 140,42 34,52", theme.ORANGE, 3),
    ),
    "validation": (
        N_("A bar of pictures: most to learn from, some for validation, and others for the test"),
        _box(10, 30, 92, 24, theme.BLUE, theme.GROUND)
        + _box(104, 30, 22, 24, theme.ORANGE, theme.GROUND)
        + _box(134, 30, 24, 24, theme.GREY, theme.GROUND),
    ),
    "overfitting": (
        N_("Two curves: blue, of training, rises to the top; orange, of validation, stays below"),
        _AXES
        + f'<path d="M22 70 C40 20 80 14 154 12" stroke="{theme.BLUE}" stroke-width="4"/>'
        + f'<path d="M22 70 C40 32 80 34 154 40" stroke="{theme.ORANGE}" stroke-width="4"/>',
    ),
    "dropout": (
        N_("A net of circles, two of which are crossed out"),
        _NET
        + "".join(
            _line(f"{x - 9},{y - 9} {x + 9},{y + 9}", theme.ORANGE, 4)
            + _line(f"{x - 9},{y + 9} {x + 9},{y - 9}", theme.ORANGE, 4)
            for x, y in ((50, 42), (118, 68))
        ),
    ),
    "augmentation": (
        N_("A 7, the same turned a little, and the same smaller"),
        _seven(12, 5)
        + f'<g transform="rotate(-14 84 42)">{_seven(68, 5)}</g>'
        + f'<g transform="translate(58 20) scale(.55)">{_seven(120, 8)}</g>',
    ),
    "confusion-matrix": (
        N_("A table of two rows: the blue cells are right, an orange one is wrong"),
        _grid(
            58,
            16,
            2,
            2,
            28,
            {
                (0, 0): theme.tint(theme.BLUE, 0.5),
                (1, 1): theme.tint(theme.BLUE, 0.5),
                (1, 0): theme.tint(theme.ORANGE, 0.5),
            },
        )
        + _text(72, 35, "95")
        + _text(100, 35, "0")
        + _text(72, 63, "4")
        + _text(100, 63, "96"),
    ),
    "calibration": (
        N_("A dashed line upwards, and an orange curve that runs below it"),
        _AXES
        + f'<path d="M20 72 L150 10" stroke="{theme.GREY}" stroke-dasharray="6 4"/>'
        + f'<path d="M20 72 C80 66 120 50 150 14" stroke="{theme.ORANGE}" stroke-width="4"/>',
    ),
    "occlusion": (
        N_("A 7, the corner of which is covered by a grey square"),
        _seven(66) + _box(82, 8, 26, 26, theme.GREY, theme.BLUE),
    ),
    "grad-cam": (
        N_("A 7 with an orange glow around its corner"),
        f'<circle cx="96" cy="20" r="17" fill="{theme.ORANGE}" fill-opacity=".55" stroke="none"/>' + _seven(66),
    ),
}
