"""Commands about runs: list, stop, pause, resume, and train those that wait.

Knows run folders and the queue. Does not know how a run is trained.
"""

from __future__ import annotations

import json
import os
from contextlib import suppress
from typing import Any

import click

from model import events
from model.cli import run_words
from model.cli.tables import left
from model.errors import InklingError
from model.executors.job import NOBODY
from model.executors.local import KIND, machine
from model.languages.translation import _
from model.people.visitor import TEACHER
from model.runs import actions, messages, queue, store
from model.runs.places import max_concurrent_runs


@click.command()
@click.argument("run_id")
def stop(run_id: str) -> None:
    """End a run; its best epoch is kept. A waiting one leaves the queue."""
    actions.stop(store.find(run_id), TEACHER)


@click.command()
@click.argument("run_id")
def pause(run_id: str) -> None:
    """Pause a run after the epochs that it has finished."""
    actions.pause(store.find(run_id), TEACHER)


@click.command()
@click.argument("run_id")
def resume(run_id: str) -> None:
    """Put a run that was paused, stopped or has failed back into the queue."""
    actions.go_on(store.find(run_id), TEACHER)


@click.command()
@click.argument("count", type=int, required=False)
def places(count: int | None) -> None:
    """Say how many runs may train at the same time, or let COUNT do so."""
    if count is not None:
        actions.let_train_at_once(count, TEACHER)
    click.echo(max_concurrent_runs())


@click.command()
def work() -> None:
    """Train on this machine what waits, beside other machines that share INKLING_STORE and INKLING_DATABASE_URL."""
    events.to_stderr()
    os.environ["INKLING_EXECUTOR"] = KIND  # it does itself what others hand over
    click.echo(_("{machine} trains what waits. Ctrl-C ends that; what it trains goes on.").format(machine=machine()))
    with suppress(KeyboardInterrupt):
        queue.work()


@click.command("runs")
@click.option("--json", "as_json", is_flag=True, help=_("Print one JSON array."))
def list_runs(as_json: bool) -> None:
    """List the runs, newest first."""
    runs = store.all_runs()
    if as_json:
        click.echo(json.dumps([_described(run) for run in runs]))
        return
    for run in runs:
        status, epochs, result = _in_words(run)
        counted = _("epochs {count}").format(count=epochs)
        click.echo(f"{run.id}  {left(_(run_words.STATUS[status]), 9)}  {counted}  {result}")


def _in_words(run: store.Run) -> tuple[str, int, str]:
    """Return the status of a run, how many epochs it has done, and what it came to, as people read it."""
    try:
        run.config()
    except InklingError as error:
        return "failed", 0, error.in_words()
    state, card = run.state(), run.card()
    result = run_words.test_accuracy(card.figures.test_accuracy) if card else state.message
    return state.status, len(run.history()), result


def _described(run: store.Run) -> dict[str, Any]:
    """Return the same and more as JSON says it: in English, whoever reads."""
    state, card = run.state(), run.card()
    try:
        config = run.config().to_dict()
    except InklingError as error:
        return {"id": run.id, "folder": str(run.folder), "status": "failed", "message": str(error), "config": None,
                "epochs_done": 0, "job": "", "figures": {}}  # fmt: skip
    return {
        "id": run.id,
        "folder": str(run.folder),
        "status": state.status,
        "message": str(messages.words(state.reason, state.values)) if state.reason else "",
        "config": config,
        "epochs_done": len(run.history()),
        "job": ":".join(state.job) if state.job != NOBODY else "",
        "figures": card.figures._asdict() if card else {},
    }
