"""What people do with a plan: they teach it. What is learned is written down then, and its training queued.

Knows plans, exports, and what a visitor may train. Does not know how a training is done.
"""

from __future__ import annotations

from model.people.visitor import Visitor
from model.runs import actions, allowance
from model.runs.store import Run
from model.samples.exports import export
from model.teaching import recipe
from model.teaching.plan import Plan
from model.versions.places import named


def teach(planned: Plan, by: Visitor, *, at_once: bool = False) -> Run:
    """Write down what may be learned from now, queue the training on that, and return its run.

    Where digits were given, approved, removed or deleted since the plan was made, they are learned as they are now.

    Raises:
        InklingError: what `runs.actions.train` raises, or nothing is left to learn from.
        DatabaseError: the samples cannot be read.
        DiskError: they cannot be written down.
    """
    allowance.check([planned.config], by)
    exported = export()
    config = planned.config
    if exported != planned.export:
        config = recipe.of(planned.base, exported.id, new=not config.base)
    return actions.train(config, by, at_once=at_once, compared_with=named(planned.base))
