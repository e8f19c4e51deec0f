"""Page "Train": choose pictures, a network and settings -> runs in the queue -> live curves, and the result in use."""

from __future__ import annotations

import streamlit as st

from model import groups, runs
from model.architecture import rows
from model.config import OWN, TrainingConfig
from model.datasets import about
from model.errors import InklingError
from model.groups import Group
from model.runs import Run
from ui import building, choosing, group_view, layout, run_view

POLL = 1.0  # s between two looks at a run that trains
SHOWN = 8  # earlier runs in the list before "all"


def main() -> None:
    """Show the page."""
    layout.begin_page("pages/train.py")
    st.title("Train a network")
    choose_and_start()
    run_view.show_undo()
    show_opened()
    show_groups()
    show_earlier_runs()


def choose_and_start() -> None:
    """Let a training be chosen, show its network or its pictures, and start it."""
    choosing_it, looking = st.columns(2, gap="large")
    plan = None
    try:
        with choosing_it:
            plan = choosing.choose()
        if plan:
            with looking:
                look_at(plan.config)
    except InklingError as error:
        looking.error(str(error))
        plan = None
    with choosing_it, st.container(horizontal=True):
        label = "Start training" if not plan or plan.kind is None else f"Start {len(plan.configs or ())} runs"
        # no on_click: it would start what was chosen before the change that came with the press
        if st.button(label, type="primary", icon=":material/play_arrow:", disabled=not plan) and plan:
            start(plan)
        for title, configs in groups.READY.values():
            st.button(title, icon=":material/flag:", on_click=start_group, args=("race", title, configs))


def look_at(config: TrainingConfig) -> None:
    """Show the network, layer by layer, or some of the pictures."""
    shown = st.segmented_control("Look at", ["The network", "The pictures"], default="The network", key="look-at")
    if shown == "The pictures":
        choosing.show_pictures(config)
        return
    if config.network == OWN:
        building.show_editor()
    data = about(config)
    found = rows(config.all_layers(len(data.classes)), data.shape)
    st.markdown(f"**{config.title}**")
    building.show_table(found)
    run_view.show_script(config, "chosen")


def start(plan: choosing.Plan) -> None:
    """Start what was chosen."""
    if plan.kind is None:
        run_view.start(plan.config)
    else:
        start_group(plan.kind, plan.title, plan.configs or {})


def start_group(kind: groups.Kind, title: str, configs: dict[str, TrainingConfig]) -> None:
    """Queue runs that belong together, and open them."""
    open_group(groups.create(kind, title, configs))
    runs.advance()


def open_group(group: Group) -> None:
    """Make these the runs that the page shows; they are in the address."""
    st.query_params.from_dict({"group": group.id})


def show_opened() -> None:
    """Show the opened run or group, and look at it again and again while something is still to happen."""
    group = next((one for one in groups.all_groups() if one.id == st.query_params.get("group")), None)
    if group:
        changes = group_view.is_changing(group)
        st.fragment(group_view.show, run_every=POLL if changes else None)(group.id, changes)
        return
    run = opened_run()
    changes = run is not None and run_view.is_changing(run)
    st.fragment(run_view.show, run_every=POLL if changes else None)(run.id if run else None, changes)


def opened_run() -> Run | None:
    """Return the run that the address names; else one that is open; else the newest."""
    everything = runs.all_runs()
    for run in everything:
        if run.id == st.query_params.get("run"):
            return run
    still_open = [run for run in everything if run.state().is_open]
    if still_open:
        return still_open[-1]
    return everything[0] if everything else None


def show_groups() -> None:
    """List the races, cross-validations and seeds; each can be opened."""
    everything = groups.all_groups()
    if not everything:
        return
    st.subheader("Races and cross-validations", anchor=False)
    for group in everything[:SHOWN]:
        members = group.runs().values()
        over = sum(not run_view.is_changing(run) for run in members)
        saying, opening = st.columns([6, 1], vertical_alignment="center")
        saying.markdown(
            f"**{group.title}**, {group.id[:10]} {group.id[11:13]}:{group.id[13:15]} – {over} of {len(members)} over"
        )
        opening.button("Open", key=f"open-{group.id}", on_click=open_group, args=(group,), width="stretch")


def show_earlier_runs() -> None:
    """List the runs with their settings; each can be opened, and several laid over one another."""
    everything = runs.all_runs()
    if not everything:
        return
    st.subheader("Runs", anchor=False)
    at_once = st.slider("Runs that train at the same time", 1, runs.MOST_PLACES, runs.places(), width=320)
    if at_once != runs.places():
        runs.set_places(at_once)
        st.rerun()
    compare(everything)
    shown = everything if st.session_state.get("all-runs") else everything[:SHOWN]
    for run in shown:
        show_row(run)
    if len(everything) > SHOWN:
        st.toggle(f"Show all {len(everything)}", key="all-runs")


def compare(everything: list[Run]) -> None:
    """Let 2 to 6 runs be chosen and laid over one another."""
    trained = {run.id: run for run in everything if run.history() and readable(run)}
    if len(trained) < 2:
        return
    chosen = st.multiselect(
        "Lay runs over one another (2 to 6)", list(trained), max_selections=6,
        format_func=lambda run_id: f"{trained[run_id].config().title}, {run_id[:10]} {run_id[11:13]}:{run_id[13:15]}",
    )  # fmt: skip
    if len(chosen) > 1:
        group_view.show_comparison([trained[run_id] for run_id in chosen])


def readable(run: Run) -> bool:
    """Whether the run's folder says what was trained."""
    try:
        run.config()
    except InklingError:
        return False
    return True


def show_row(run: Run) -> None:
    """Show one run in the list."""
    try:
        config, run_state = run.config(), run.state()
    except InklingError as error:
        st.warning(str(error))
        return
    card = run.card()
    result = f", {card['figures']['test_accuracy']:.2%} right" if card else ""
    place = f", {runs.waiting_before(run)} before it" if run_state.status == "queued" else ""
    saying, opening = st.columns([6, 1], vertical_alignment="center")
    status = run_view.STATUS[run_state.status][0]
    saying.markdown(f"**{config.title}**, {run.id[:10]} {run.id[11:13]}:{run.id[13:15]} – {status}{place}{result}")
    saying.caption(run_view.in_words(config))
    opening.button("Open", key=f"open-{run.id}", on_click=run_view.open_run, args=(run,), width="stretch")


main()
