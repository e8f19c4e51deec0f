"""What a sample is: one digit of the class's own, and what it is in a line of JSON.

Knows strokes and images. Does not know where samples are kept.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from model.images.strokes import Stroke

NO_DIGIT = -1  # the label of a drawing that shows none
MOST = 20_000  # samples that are kept, or exchanged in one file
MOST_POINTS, MOST_STROKES = 3000, 200  # of a sample: `MOST` of the longest take about 1 GB

Source = Literal["draw", "keyboard", "photo", "camera", "ten", "import"]


@dataclass(frozen=True, eq=False)
class Sample:
    """One drawing with what its writer says it is.

    Attributes:
        label: 0 to 9; `NO_DIGIT`.
        writer: anonymous id of who drew it, as `Visitor.id`; of imported ones, as their file says.
        image: uint8 (28, 28), as it was read: 255 is ink, 0 paper.
        strokes: in px, each float64 (points, 2), x to the right, y down; () where it was no drawing.
        nickname: what the writer was called then, "" for nothing.
        answer: what the network surely read, 0 to 9; None where it was not asked, or was sure of no digit.
        confidence: probability of that answer, 0 to 1; 0.0 where there is none.
        version: fingerprint of the card of the network that was asked; "" where none was.
        source: how the drawing came.
        created: when, in UTC.
        is_approved: whether the teacher let it be learned from.
        removed: when it was removed, None where it was not: then it is kept, and can be brought back.
    """

    label: int
    writer: str
    image: NDArray[np.uint8]
    strokes: tuple[Stroke, ...] = ()
    nickname: str = ""
    answer: int | None = None
    confidence: float = 0.0
    version: str = ""
    source: Source = "draw"
    created: datetime = field(default_factory=lambda: datetime.now(UTC))
    is_approved: bool = False
    removed: datetime | None = None

    @property
    def id(self) -> str:
        """What tells it from every other: 32 hexadecimal digits, of its writer and what they drew.

        Not of its label, which may be corrected; so the same drawing is the same sample on every computer.
        """
        drawn = b"".join(np.round(stroke, 4).astype("<f8").tobytes() + b"|" for stroke in self.strokes)
        return hashlib.sha256(self.writer.encode() + b"\0" + (drawn or self.image.tobytes())).hexdigest()[:32]

    @property
    def was_misread(self) -> bool:
        """Whether a network was asked, and surely read something else."""
        return was_misread(self.label, self.answer, self.version)


def was_misread(label: int, answer: int | None, version: str) -> bool:
    """Whether a network was asked about a sample, and surely read something else than its label; see `Sample`."""
    return bool(version) and answer not in (None, label)
