"""Page "Train": choose pictures, a network and settings -> runs in the queue -> live curves, and the result in use."""

from __future__ import annotations

import streamlit as st

from model.errors import InklingError
from model.languages.translation import N_, _
from ui import faults, layout, left_behind, session
from ui.text import message
from ui.train import experiments, opened, opened_view, preview, run_list, start, training_form
from ui.train.plan import Plan

VIEWS: dict[opened.View, str] = {"one": N_("Train one"), "experiments": N_("Experiments"), "runs": N_("Runs")}


def main() -> None:
    """Show the page."""
    layout.begin_page("pages/train.py")
    opened.arrive()
    with st.container(horizontal=True, vertical_alignment="center", key="train-head"):
        st.title(_("Train a network"), anchor=False, width="content")
        view = st.segmented_control(
            _("What do you want to see?"), list(VIEWS), format_func=lambda each: _(VIEWS[each]),
            key=session.TRAIN_VIEW, required=True, label_visibility="collapsed",
        )  # fmt: skip
    left_behind.keep(session.LAST_VIEW, view or "one")
    if view == "runs":
        run_list.show()
    else:
        show_training(view or "one")


def show_training(view: opened.View) -> None:
    """Show at the left what can be started, at the right what was, or else what would be."""
    with st.container(key="train-columns"):
        form, looking = st.columns([2, 3], gap="large")
    # Each part has its place before any is filled, so that none moves when one before it grows or shrinks.
    choosing, starting = form.container(key="train-form"), form.container(key="starting")
    try:
        with choosing:
            plan = training_form.choose() if view == "one" else experiments.choose()
    except InklingError as error:
        choosing.error(message(error))
        plan = None
    kind: opened.Kind = "run" if view == "one" else "group"
    if is_changed(view, plan) and opened.is_named(kind):  # a result gives way to what is being chosen beside it
        opened.close_if_over()
    with starting:
        start.show_bar(plan)
    is_opened = opened.is_named(kind)
    with looking, st.container(key="train-shown"):
        # What is not on show is emptied at once, while what is may take seconds.
        at_work, planned = st.container() if is_opened else st.empty(), st.empty() if is_opened else st.container()
    with at_work if is_opened else planned:
        if is_opened:
            opened_view.show(kind)
        elif plan and plan.kind:
            experiments.show_runs(plan)
        elif plan:
            preview.show(plan)


def is_changed(view: opened.View, plan: Plan | None) -> bool:
    """Whether the form says something else than when the page was drawn last, and showed the same view."""
    now = view, plan.config if plan else None
    before = st.session_state.get(session.PLANNED, now)
    st.session_state[session.PLANNED] = now
    return bool(before[0] == view and before != now)


with faults.shown():  # of the database: without it there is nothing to show
    main()
