"""Doing a run in this process: what the terminal says meanwhile, and what Ctrl-C is.

Knows runs. Does not know what they train.
"""

from __future__ import annotations

import signal
import sys

import click

from model.cli.run_words import STATUS, test_accuracy
from model.executors import chosen
from model.executors.local import KIND
from model.languages.translation import _
from model.runs.store import Run
from model.teaching import comparison


def do(run: Run, *, attempt: int = 0) -> None:
    """Do a run, say in the terminal how far it is, and what it came to; where it failed, end with exit code 1.

    Args:
        run: which one.
        attempt: see `execution.execute`.
    """
    from model.runs.execution import execute
    from model.runs.printed import EpochLines, TerminalBar
    from model.runs.recorder import END

    # What an engine ends, as its time is over or its machine is needed, goes on elsewhere.
    wishes = (signal.SIGINT,) if attempt and chosen.kind() != KIND else (signal.SIGINT, signal.SIGTERM)
    for wish in wishes:
        signal.signal(wish, lambda *__: END.set())
    watching = TerminalBar() if sys.stdout.isatty() else EpochLines(run, click.echo)
    state = execute(run, [watching], attempt=attempt)
    if state.status not in ("finished", "stopped", "paused"):
        raise SystemExit(_("Error: {fault}").format(fault=state.message))
    comparison.conclude(run)
    card = run.card()
    measured = test_accuracy(card.figures.test_accuracy) if card else state.message
    click.echo(
        _("{status}: {folder}  {result}").format(status=_(STATUS[state.status]), folder=run.folder, result=measured)
    )
