"""Teaching, with who does it: the training that a plan describes is queued as any other.

Knows plans and visitors. Does not know how a training is done, or what came of it (see `comparison`).
"""

from __future__ import annotations

from model.people.visitor import Visitor
from model.runs import actions
from model.runs.store import Run
from model.teaching.plan import Plan


def teach(plan: Plan, by: Visitor, *, at_once: bool = False) -> Run:
    """Queue the training of a plan, and return its run; see `runs.actions.train`.

    Args:
        plan: what is taught.
        by: whose the run will be.
        at_once: whether this process trains it, past the queue.

    Raises:
        RightsError: they may not train, or not now, or not so much.
        RunError: it cannot be written.
        DiskError: Inkling's home holds as much as it may.
    """
    return actions.train(plan.config, by, at_once=at_once)
