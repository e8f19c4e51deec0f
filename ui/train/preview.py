"""What is about to be trained: the network as blocks drawn to scale, its numbers, and some of the pictures.

Knows plans and layers. Does not know runs.
"""

from __future__ import annotations

import streamlit as st

from model.datasets.registry import data_set
from model.languages.translation import _
from model.networks.summary import fault_at, rows
from ui import faults, html
from ui.train import network_editor, own_pictures, run_result
from ui.train.blocks import blocks
from ui.train.plan import Plan


def show(plan: Plan) -> None:
    """Show the network and the pictures of a plan; of a network that cannot work, the layer at fault."""
    config = plan.config
    with faults.shown():
        data = data_set(config.data)
        st.subheader(config.title, anchor=False)
        layers = config.all_layers(len(data.classes))
        fault = fault_at(layers, data.shape)
        found = rows(layers[:fault], data.shape)
        html.show(blocks(data.shape, found, None if fault is None else layers[fault]))
        st.caption(_("Drawn to scale: the higher a block, the larger its maps; the wider, the more there are."))
        with st.expander(_("Numbers"), icon=":material/table:", key="numbers"):
            network_editor.show_table(found)
    with faults.shown():
        if data_set(config.data).is_here():
            own_pictures.show_samples(config.data)
    if not plan.fault:
        run_result.show_script(config, "chosen")
