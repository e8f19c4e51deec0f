"""The command that teaches a network the class's own digits.

Knows plans, and what came of them. Does not know how digits are collected.
"""

from __future__ import annotations

import click

from model.cli.doing import do
from model.cli.options import VERSION
from model.languages.joining import in_a_row
from model.languages.translation import _
from model.people.visitor import TEACHER
from model.teaching import actions
from model.teaching.comparison import Comparison, compare
from model.teaching.plan import plan
from model.versions import published, registry


@click.command()
@click.option("--base", type=VERSION, help=_("Number of the version that learns; else the one that answers."))
@click.option("--new", is_flag=True, help=_("Let a new network learn instead, and compare it with that one."))
def teach(base: int | None, new: bool) -> None:
    """Teach a network the class's own digits, mixed with what it knew, and tell what it gains."""
    lesson = plan(published.current() if base is None else registry.find(base).folder, new)
    click.echo(in_a_row(lesson.counts, lesson.expectation))
    run = actions.teach(lesson, TEACHER, at_once=True)
    do(run)
    if run.card():
        click.echo(in_words(compare(run.folder)))


def in_words(found: Comparison) -> str:
    """Return what became of the digits that were kept apart, and of MNIST."""
    from model.evaluation import metrics  # brings scikit-learn, for which no other command need wait

    before, after = found.before, found.after
    low, high = found.intervals[1]
    digits = _(
        "Of {total:,} digits that it never learned from it read {before:,} right before, and {after:,} now (95%"
        " interval: {low:.0%} to {high:.0%})."
    ).format(total=after.total, before=before.right, after=after.right, low=low, high=high)
    mnist = _("Of {total:,} of MNIST it read {before:,} right before, and {after:,} now.").format(
        total=found.mnist_after.total, before=found.mnist_before.right, after=found.mnist_after.right
    )
    better = _("The taught one") if after.right > before.right else _("The network before")
    return in_a_row(digits, metrics.better_by_chance(better, found.p_value), mnist)
