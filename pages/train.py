"""Page "Train": choose pictures, a network and settings -> runs in the queue -> live curves, and the result in use."""

from __future__ import annotations

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from model.config import OWN, TrainingConfig
from model.datasets.registry import data_set
from model.errors import InklingError
from model.networks.summary import rows
from model.runs import groups, store
from ui import glossary, layout
from ui.text import message
from ui.train import (
    deleted,
    network_editor,
    opened_view,
    own_pictures,
    run_list,
    run_result,
    start,
    training_form,
)
from ui.train.plan import Plan

LOOKS = {"network": "The network", "pictures": "The pictures"}


def main() -> None:
    """Show the page."""
    layout.begin_page("pages/train.py")
    st.title("Train a network")
    # Each part has its place before any is filled, so that none moves when one before it grows or shrinks.
    form, looking = st.columns(2, gap="large")
    choosing, starting = form.container(), form.container()
    showing, listing_groups, listing_runs, listing_deleted = (st.container() for _ in range(4))
    plan = choose(choosing, looking)
    with starting:
        start.show_buttons(plan)
    runs = store.all_runs()
    with showing:
        opened_view.show(runs)
    with listing_groups:
        run_list.show_groups(groups.all_groups())
    with listing_runs:
        run_list.show_runs(runs)
    with listing_deleted:
        deleted.show_list()
    glossary.terms(*glossary.TRAIN)


def choose(choosing: DeltaGenerator, looking: DeltaGenerator) -> Plan | None:
    """Let a training be chosen, and show its network or its pictures; None where nothing can be started."""
    try:
        with choosing:
            plan = training_form.choose()
        if plan:
            with looking:
                look_at(plan.config)
    except InklingError as error:
        looking.error(message(error))
        return None
    return plan


def look_at(config: TrainingConfig) -> None:
    """Show the network, layer by layer, or some of the pictures."""
    look = st.segmented_control(
        "Look at", list(LOOKS), default="network", format_func=LOOKS.__getitem__, key="look-at", required=True
    )
    if look == "pictures":
        own_pictures.show_samples(config.data)
        return
    if config.network == OWN:
        network_editor.show_editor()
    data = data_set(config.data)
    found = rows(config.all_layers(len(data.classes)), data.shape)
    st.markdown(f"**{config.title}**")
    network_editor.show_table(found)
    run_result.show_script(config, "chosen")


main()
