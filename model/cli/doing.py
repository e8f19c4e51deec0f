"""Doing a run in this process: what the terminal says meanwhile, and what Ctrl-C is.

Knows runs. Does not know what they train.
"""

from __future__ import annotations

import signal
import sys

import click

from model.cli.run_words import STATUS, test_accuracy
from model.languages.translation import _
from model.runs.store import Run
from model.teaching import comparison


def do(run: Run, *, queued: bool = False) -> None:
    """Do a run, say in the terminal how far it is, and what it came to; where it failed, end with exit code 1."""
    from model.runs.execution import EpochLines, TerminalBar, execute

    for wish in (signal.SIGINT, signal.SIGTERM):
        signal.signal(wish, lambda *__: (run.folder / "stop").touch())
    watching = TerminalBar() if sys.stdout.isatty() else EpochLines(run, click.echo)
    state = execute(run, [watching], from_queue=queued)
    if state.status not in ("finished", "stopped", "paused"):
        raise SystemExit(_("Error: {fault}").format(fault=state.message))
    comparison.conclude(run)
    card = run.card()
    measured = test_accuracy(card.figures.test_accuracy) if card else state.message
    click.echo(
        _("{status}: {folder}  {result}").format(status=_(STATUS[state.status]), folder=run.folder, result=measured)
    )
