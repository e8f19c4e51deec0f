"""Choosing a training: pictures, network and settings, the simple things first.

Knows the widgets of the form. Does not know what becomes of the plan.
"""

from __future__ import annotations

import dataclasses

import streamlit as st

from model.config import OWN, PRESETS, SETTINGS, TrainingConfig
from model.datasets import uploads
from model.datasets.data_set import DataSet
from model.datasets.mixing import part_counts
from model.datasets.registry import data_set
from model.networks.optimizers import OPTIMIZERS
from ui import session
from ui.classes import link
from ui.train import network_editor, own_pictures, plan, remedy_switches, setting_widgets
from ui.train.plan import Plan
from ui.train.words import data_titles

_ADD = "add"  # the choice that adds own pictures
_COUNTS = (100, 300, 1000, 3000, 10_000, 30_000)


def choose() -> Plan | None:
    """Let a training be chosen; None while own pictures are still to be added.

    Raises:
        InklingError: what was chosen cannot work.
    """
    chosen, stands_in = _choose_pictures()
    if chosen == _ADD:
        own_pictures.show_adding()
        return None
    data = data_set(chosen)
    networks = _networks(data)
    network = setting_widgets.choice("network", networks[0], f"network-{chosen}", networks)
    preset = _preset(network, networks[0]).replace(data=chosen)
    key = f"{chosen}-{network}"  # another network begins with its own settings
    config = preset.replace(
        epochs=setting_widgets.whole("epochs", preset.epochs, f"epochs-{key}"), share=_choose_share(data, key)
    )
    with st.expander("More settings", icon=":material/tune:"):
        learning, remedies, several = st.tabs(["Learning", "Remedies", "Several runs"])
        with learning:
            config = _choose_learning(config, data, key)
        with remedies:
            config = remedy_switches.choose(config, key)
        with several:
            planned = plan.choose(config)
    train, validation, test = part_counts(planned.config)
    st.caption(f"{train:,} pictures to learn from, {validation:,} to validate, {test:,} kept apart for the test.")
    return dataclasses.replace(planned, stands_in=stands_in)


def _choose_pictures() -> tuple[str, bool]:
    """Let a data set be chosen, or the way to add one; and tell whether others took the place of what is gone."""
    if session.ADDED in st.session_state:  # before its widget is made: later it cannot be set
        st.session_state[session.DATA] = st.session_state.pop(session.ADDED)
    titles = {**data_titles(own_pictures.offered()), _ADD: "Add own pictures …"}
    before = st.session_state.get(session.DATA)
    gone = before is not None and before not in titles
    chosen = st.selectbox(SETTINGS["data"].title, list(titles), format_func=titles.__getitem__, key=session.DATA)
    link.show()
    if gone:
        st.info("The pictures that were chosen are gone: they were deleted. Choose others, or bring them back below.")
    if uploads.is_id(chosen):
        own_pictures.show_remark(chosen)
        own_pictures.show_delete(chosen)
    return chosen, gone


def _networks(data: DataSet) -> list[str]:
    """Return the networks that suit the pictures, the usual one first."""
    if data.reads_digits:
        return ["two-conv", "two-conv-dense", "one-conv", "fast", OWN]
    if len(data.classes) == 2:
        return ["binary", "two-conv-dense", OWN]
    return ["cifar", "two-conv", OWN]


def _preset(network: str, usual: str) -> TrainingConfig:
    """Return the settings that a network is known for; one's own begins with those of the usual one."""
    if network == OWN:
        return PRESETS[usual].replace(network=OWN, layers=network_editor.layers(usual))
    return PRESETS[network]


def _choose_share(data: DataSet, key: str) -> float:
    """Let be chosen how many of the pictures are trained on; return it as a share."""
    counts = [*(count for count in _COUNTS if count < data.training), data.training]
    count = st.select_slider("Training pictures", counts, data.training, format_func="{:,}".format, key=f"count-{key}")
    return count / data.training


def _choose_learning(preset: TrainingConfig, data: DataSet, key: str) -> TrainingConfig:
    """Let be chosen how it learns, beginning with what the preset says."""
    optimizer = setting_widgets.choice("optimizer", preset.optimizer, f"optimizer-{key}")
    usual = preset.learning_rate if optimizer == preset.optimizer else OPTIMIZERS[optimizer].usual_rate
    losses = [
        name for name in SETTINGS["loss"].choices if name != "binary_crossentropy" or len(data.classes) == 2
    ]  # fmt: skip
    return preset.replace(
        optimizer=optimizer,
        learning_rate=setting_widgets.number("learning_rate", usual, f"learning-rate-{key}-{optimizer}", step=0.0005),
        schedule=setting_widgets.choice("schedule", preset.schedule, f"schedule-{key}"),
        loss=setting_widgets.choice("loss", preset.loss, f"loss-{key}", losses),
        batch_size=setting_widgets.power_of_two("batch_size", preset.batch_size, f"batch-size-{key}"),
        validation_split=setting_widgets.percentage("validation_split", preset.validation_split, f"validation-{key}"),
        seed=setting_widgets.whole("seed", preset.seed, "seed"),
    )
