"""What a run is doing, as it is kept and as it is shown.

Knows the fields. Does not know where they are kept.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from model.executors.job import NOBODY, Job
from model.runs import messages

Status = Literal["queued", "running", "stopping", "paused", "finished", "stopped", "failed"]
Wish = Literal["", "stop", "pause"]


@dataclass(frozen=True)
class State:
    """What a run is doing.

    Attributes:
        status: see `Status`; "stopping" is never kept: it is a run that trains, of which somebody wants that it ends.
        reason: why it is so, a key of `messages.MESSAGES` or that of an error; "" where there is nothing to say.
        values: what the sentence for that reason names, by its places.
        queued_at: orders the queue; seconds since 1970 by the database's clock, later for what lets others go first.
        job: who does the run, `NOBODY` when nobody.
        attempt: which one it is, from 1, 0 before the first; who was told an older one may write nothing.
        epoch: the epoch being trained, from 1; 0 before the first.
        batch: batches done in that epoch.
        batches: batches in an epoch.
        seconds: time spent in training so far, all attempts together.
        overhead: s that the last attempt took beside the training: to start, to read the data, to measure; 0 while that
            is not known.
        exploded: whether the loss became no number.
    """

    status: Status = "queued"
    reason: str = ""
    values: Mapping[str, object] = field(default_factory=dict)
    queued_at: float = 0.0
    job: Job = NOBODY
    attempt: int = 0
    epoch: int = 0
    batch: int = 0
    batches: int = 0
    seconds: float = 0.0
    overhead: float = 0.0
    exploded: bool = False

    @property
    def message(self) -> str:
        """One sentence where there is something to say, else ""."""
        return messages.sentence(self.reason, self.values)

    @property
    def is_open(self) -> bool:
        """Whether something is still to happen."""
        return self.status in ("queued", "running", "stopping")

    def share_done(self, epochs: int) -> float:
        """Return how much of a training of so many epochs is done, 0 to 1."""
        if not self.batches:
            return 0.0
        return min(1.0, (max(0, self.epoch - 1) + self.batch / self.batches) / epochs)

    def seconds_left(self, epochs: int) -> float | None:
        """Return about how long a training of so many epochs still takes, None while nothing tells."""
        share = self.share_done(epochs)
        return self.seconds / share * (1 - share) if share > 0.01 else None


def check(state: State) -> None:
    """Make sure that what was read from a file is a state; raises ValueError, which names the field."""
    for name, fits in {
        "values": isinstance(state.values, dict),
        "reason": isinstance(state.reason, str) and messages.fits(state.reason, state.values),
        "exploded": isinstance(state.exploded, bool),
        **{name: _is_count(getattr(state, name)) for name in ("epoch", "batch", "batches")},
        **{name: _is_number(getattr(state, name)) for name in ("queued_at", "seconds", "overhead")},
    }.items():
        if not fits:
            raise ValueError(name)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**31
