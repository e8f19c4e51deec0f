"""What digits are written on, and with what: paper, whiteboard, blackboard, as a camera sees them.

Knows how bright they are. Does not know how a digit is put onto them, or what reads it there.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Surface:
    """What is written on: reflectances from 0 (black) to 1 (white) of the surface and of the pens used on it.

    Attributes:
        paper: the surface's own reflectance, at least and at most.
        inks: RGB of each pen.
        lines: how far its lines are apart, at least and at most, in px of a photo 960 px wide; None where it has none.
        squared: whether it has upright lines too.
        dust: share by which wiped-off ink or chalk changes the surface, standard deviation.
    """

    paper: tuple[float, float]
    inks: tuple[tuple[float, float, float], ...]
    lines: tuple[int, int] | None = None
    squared: bool = False
    dust: float = 0.0


_PENS = ((0.08, 0.08, 0.1), (0.1, 0.15, 0.5), (0.4, 0.4, 0.4))  # black, blue, pencil
SURFACES = {
    "paper": Surface((0.8, 0.95), _PENS),
    "ruled paper": Surface((0.8, 0.95), _PENS, lines=(40, 90)),
    "squared paper": Surface((0.8, 0.95), _PENS, lines=(30, 60), squared=True),
    "whiteboard": Surface((0.85, 0.97), ((0.1, 0.1, 0.1), (0.1, 0.2, 0.6), (0.7, 0.12, 0.15)), dust=0.02),
    "blackboard": Surface((0.1, 0.22), ((0.85, 0.85, 0.85), (0.85, 0.8, 0.45)), dust=0.08),
}
