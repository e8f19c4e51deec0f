"""Every colour of the app, once: the same colour for the same thing on every page.

Blue and orange stand out 3:1 from the light and from the dark background. Knows colours. Does not know what is drawn
with them; Streamlit's own colours are in `.streamlit/config.toml`.
"""

from __future__ import annotations

BLUE, ORANGE, GREY = "#2a78d6", "#d9730d", "#7c8799"

TRAINING, VALIDATION = BLUE, ORANGE
RIGHT, WRONG = BLUE, ORANGE
SURE, DOUBTFUL = BLUE, ORANGE  # an answer, or a digit in a photo
POSITIVE, NEGATIVE = BLUE, ORANGE  # numbers of a network
HEAT = ORANGE  # laid over a picture
FRAME = BLUE  # around a part of a picture

INK, PAPER = "#101418", "#ffffff"  # of the canvas and the sheet
SQUARE = "#d6dce5"  # the lines between the squares of the sheet
FOCUS = "#d9480f"  # around the square that the keyboard is on

FIGURES, GROUND = "#0f1826", "#eef2f7"  # of the confusion matrix, in light and dark alike

# Of runs over one another: each differs from the others and stands out 3:1 from both backgrounds.
LINES = (BLUE, ORANGE, "#128a52", "#c2418a", "#8a63d2", "#9a7b00", "#6b7a8c", "#c0392b", "#0f8a96", "#7a5230")

# The names under which `style.css` uses them.
_PROPERTIES = {
    "winner": SURE,
    "other": GREY,
    "read": SURE,
    "doubt": DOUBTFUL,
    "right": RIGHT,
    "wrong": WRONG,
    "figures": FIGURES,
    "ground": GROUND,
    "line": f"{GREY}55",
    "frame": FRAME,
    "on-light-button": "#10151d",
    "on-dark-button": "#ffffff",
    "pen": INK,
    "paper": PAPER,
    "square": SQUARE,
    "focus": FOCUS,
    "quiet": "light-dark(#59626f, #a9b3c1)",  # words beside the point: 4.5:1 on every ground
}


def css() -> str:
    """Return the colours as CSS custom properties, such as --ink-read."""
    return f":root {{ {' '.join(f'--ink-{name}: {color};' for name, color in _PROPERTIES.items())} }}"


def rgb(color: str) -> tuple[int, int, int]:
    """Return red, green and blue, 0 to 255 each, of a colour such as "#2a78d6"."""
    red, green, blue = bytes.fromhex(color.removeprefix("#"))
    return red, green, blue


def tint(color: str, opacity: float) -> str:
    """Return a colour, 0 (invisible) to 1 (full), as CSS writes it: "rgb(42 120 214 / 0.50)"."""
    red, green, blue = rgb(color)
    return f"rgb({red} {green} {blue} / {opacity:.3f})"
