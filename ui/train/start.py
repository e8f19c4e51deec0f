"""Starting: the button, how long it will take here, and what goes into the queue; it is opened at once.

Knows plans, and what the visitor may start. Does not know how a training is chosen or done.
"""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

from model.config import TrainingConfig
from model.errors import InklingError
from model.languages.translation import _
from model.runs import actions, store
from model.runs.estimate import estimate
from model.runs.groups import Kind
from model.storage import budget, files
from ui import faults
from ui.text import message, plain
from ui.times import duration
from ui.train import allowed, kept, opened
from ui.train.plan import Plan
from ui.visitor import me


def show_bar(plan: Plan | None) -> None:
    """Let what was chosen be started, unless it is None; what is not usual about it can be taken back here."""
    with st.container(key="start-bar", gap="small"):
        can_start = plan is not None and _is_startable(plan)
        _show_unusual(plan)
        with st.container(horizontal=True, vertical_alignment="center", key="start-row"):
            count = len(plan.configs) if plan and plan.kind else 1
            label = _("Start training") if count == 1 else _("Start {count} runs").format(count=count)
            # no on_click: it would start what was chosen before the change that came with the press
            pressed = st.button(
                label,
                key="start",
                type="primary",
                icon=":material/play_arrow:",
                disabled=not can_start,
            )
            if plan and can_start:
                st.caption(how_long(plan.all_configs), width="stretch")
    with faults.shown(), files.writing():
        if pressed and plan and can_start and not plan.stands_in:
            _start(plan)


def _is_startable(plan: Plan) -> bool:
    """Whether a plan can be started, by this visitor and now; else say why not."""
    if plan.fault:
        st.error(message(plan.fault))
        return False
    if refused := allowed.refusal(plan.all_configs):
        allowed.show(refused, plan.all_configs)
    elif budget.is_used_up():
        st.warning(message(budget.used_up()))
    return refused is None


def _show_unusual(plan: Plan | None) -> None:
    """Show each setting that is not usual, to be taken back at a press."""
    unusual = plan.unusual() if plan and plan.key else {}
    if not unusual:
        return
    with st.container(horizontal=True, key="unusual", gap="small"):
        for key, words in unusual.items():
            st.button(
                plain(words), key=f"take-back-{key}", icon=":material/close:", on_click=kept.take_back, args=(key,),
                help=_("As usual again"),
            )  # fmt: skip


def how_long(configs: Iterable[TrainingConfig]) -> str:
    """Return about how long trainings take on this computer, judged by what it has trained."""
    try:
        found = estimate(configs)
    except InklingError:  # said elsewhere
        return ""
    if found is None:
        return _("How long it takes here shows after the first training.")
    if found.of_its_kind:
        return _("About {time} on this computer.").format(time=duration(found.seconds))
    return _("Roughly {time} here, judged by other trainings.").format(time=duration(found.seconds))


def _start(plan: Plan) -> None:
    if plan.kind:
        start_group(plan.kind, plan.configs)
    else:
        start_run(plan.config)
    if allowed.refusal(plan.all_configs):  # what a pupil has started is the last for now: the button says so
        st.rerun()


def start_run(config: TrainingConfig) -> None:
    """Queue one run, and open it; raises as `actions.train`."""
    opened.open_run(actions.train(config, me()))


def repeat(run_id: str, config: TrainingConfig) -> None:
    """Queue a training that a run on the screen offered, and open it.

    Args:
        run_id: of the run.
        config: its own, or that with a remedy.

    Raises:
        RightsError: the visitor may not start it, or not now.
        DataError: its pictures are gone.
        RunError: the run was deleted.
        DiskError: the new one cannot be written.
    """
    store.still_there(run_id)
    start_run(config)


def start_group(kind: Kind, configs: dict[str, TrainingConfig]) -> None:
    """Queue runs that belong together, and open them; raises as `start_run` does."""
    opened.open_group(actions.train_group(kind, configs, me()))
