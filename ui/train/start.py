"""Starting: the buttons, and what they put into the queue; it is opened at once.

Knows plans, groups and the queue. Does not know how a training is chosen or done.
"""

from __future__ import annotations

import streamlit as st

from model.config import TrainingConfig
from model.runs import groups, queue, store
from model.runs.groups import Kind
from model.storage import files
from ui.train import faults, opened
from ui.train.plan import Plan


def show_buttons(plan: Plan | None) -> None:
    """Let what was chosen be started, or a race that is ready.

    Args:
        plan: None where nothing can be started.
    """
    label = f"Start {len(plan.configs)} runs" if plan and plan.configs else "Start training"
    with st.container(horizontal=True):
        # no on_click: it would start what was chosen before the change that came with the press
        pressed = st.button(label, key="start", type="primary", icon=":material/play_arrow:", disabled=not plan)
        ready = [
            experiment
            for name, experiment in groups.READY.items()
            if st.button(groups.TITLES[experiment.kind], key=f"start-{name}", icon=":material/flag:")
        ]
    with faults.shown(), files.writing():
        if pressed and plan and not plan.stands_in:
            _start(plan)
        for kind, configs in ready:
            start_group(kind, configs)


def _start(plan: Plan) -> None:
    if plan.kind is None or plan.configs is None:
        start_run(plan.config)
    else:
        start_group(plan.kind, plan.configs)


def start_run(config: TrainingConfig) -> None:
    """Queue one run, and open it.

    Raises:
        RunError: it cannot be written.
    """
    opened.open_run(store.create(config))
    queue.advance()


def repeat(run_id: str, config: TrainingConfig) -> None:
    """Queue a training that a run on the screen offered, and open it.

    Args:
        run_id: of the run.
        config: its own, or that with a remedy.

    Raises:
        RunError: the run was deleted, or the new one cannot be written.
    """
    store.still_there(run_id)
    start_run(config)


def start_group(kind: Kind, configs: dict[str, TrainingConfig]) -> None:
    """Queue runs that belong together, and open them; raises RunError as `start_run` does."""
    opened.open_group(groups.create(kind, configs))
    queue.advance()
