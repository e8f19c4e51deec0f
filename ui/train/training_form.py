"""Choosing a training in three steps, pictures, network and how long, and what else can be set.

Knows the widgets of the form. Does not know what becomes of the plan.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from model.config import OWN, PRESETS, SETTINGS, TrainingConfig
from model.datasets import uploads
from model.datasets.data_set import DataSet
from model.datasets.mixing import part_counts
from model.datasets.registry import data_set
from model.errors import InklingError
from model.languages.translation import _
from model.networks.optimizers import OPTIMIZERS
from model.networks.summary import rows
from model.runs.estimate import work
from ui import faults, glossary, html, language, session
from ui.classes import link
from ui.train import kept, network_editor, own_pictures, remedy_switches, setting_widgets
from ui.train.plan import Plan
from ui.train.words import data_titles

_ADD = "add"  # the choice that adds own pictures
_COUNTS = (100, 300, 1000, 3000, 10_000, 30_000)
_FIRST_TRY = 1.2e12  # multiplications: half a minute on two cores


def choose(folds: int = 0) -> Plan | None:
    """Let a training be chosen; None while own pictures are still to be added.

    Args:
        folds: of a cross-validation, whose first fold it stands for; 0 for none.

    Raises:
        InklingError: the pictures are missing or damaged.
    """
    with _step("pictures", _("Pictures")):
        chosen, stands_in = _choose_pictures()
        if chosen == _ADD:
            own_pictures.show_adding()
            return None
        data = data_set(chosen)
    with _step("network", _("Network")):
        networks = _networks(data)
        network = setting_widgets.choice("network", networks[0], f"network-{chosen}", networks, is_titled=False)
        if network == OWN:
            network_editor.show_editor(networks[0], data)
    usual, key = _preset(network, networks[0]).replace(data=chosen, folds=folds), f"{chosen}-{network}"
    with _step("time", _("How long")):
        config = _choose_time(usual, data, key)
        counts = st.empty()
        glossary.terms("epoch", "training", "validation", "test")
    with st.expander(_("More settings"), icon=":material/tune:", key="more-settings"):
        learning, remedies = st.tabs([_("Learning"), _("Remedies")])
        with learning:
            config = _choose_learning(config, data, key)
            glossary.terms("optimizer", "learning-rate", "loss", "cross-entropy", "batch", "validation", "seed")
        with remedies:
            config = remedy_switches.choose(config, key)
            glossary.terms("overfitting", "augmentation", "dropout", "weight-decay", "batch-norm", "early-stopping")
    try:
        rows(config.all_layers(len(data.classes)), data.shape)
        train, validation, test = part_counts(config)
    except InklingError as error:
        return Plan(config, usual, key, stands_in, error)
    said = _("{train:,} pictures to learn from, {validation:,} to validate, {test:,} kept apart for the test.")
    counts.caption(said.format(train=train, validation=validation, test=test))
    return Plan(config, usual, key, stands_in)


@contextmanager
def _step(name: str, title: str) -> Iterator[None]:
    """Put what follows on a card; the style numbers the cards."""
    with st.container(border=True, key=f"step-{name}", gap="small"):
        html.show(html.heading(title))
        yield


def _choose_pictures() -> tuple[str, bool]:
    """Let a data set be chosen, or the way to add one; and tell whether others took the place of what is gone."""
    titles = {**data_titles(own_pictures.offered()), _ADD: _("Add own pictures …")}
    if session.ADDED in st.session_state:  # before its widget is made: later it cannot be set
        st.session_state[session.DATA] = st.session_state.pop(session.ADDED)
    elif session.DATA not in st.session_state:  # it was not drawn for a while
        st.session_state[session.DATA] = kept.begin(session.DATA, next(iter(titles)))[1]
    gone = st.session_state[session.DATA] not in titles
    chosen = st.selectbox(
        _(SETTINGS["data"].title), list(titles), format_func=titles.__getitem__,
        key=language.kept(session.DATA, titles), label_visibility="collapsed",
    )  # fmt: skip
    kept.keep(session.DATA, chosen)
    link.show()
    if not faults.show_kept("pictures") and gone:
        st.info(_("The pictures that were chosen are gone: they were deleted. Choose others, or bring them back."))
    if uploads.is_id(chosen):
        own_pictures.show_remark(chosen)
        own_pictures.show_delete(chosen)
    elif chosen != _ADD and not data_set(chosen).is_here():
        st.warning(
            _(
                "These pictures are not on this computer. Where there is internet, they are downloaded after “Start”."
                " Elsewhere choose others."
            )
        )
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


def _choose_time(usual: TrainingConfig, data: DataSet, key: str) -> TrainingConfig:
    """Let be chosen how often it sees how many pictures."""
    counts = [*(count for count in _COUNTS if count < data.training), data.training]
    epochs, pictures = st.columns([2, 3], gap="small")
    with epochs:
        config = usual.replace(epochs=setting_widgets.whole("epochs", usual.epochs, f"epochs-{key}"))
    with pictures:
        own, value = kept.begin(f"count-{key}", _for_first_try(usual, data, counts), counts)
        count = kept.keep(
            f"count-{key}",
            st.select_slider(_("Training pictures"), counts, value, format_func="{:,}".format, key=language.kept(own)),
        )
    return config.replace(share=count / data.training)


def _for_first_try(usual: TrainingConfig, data: DataSet, counts: list[int]) -> int:
    """Return the most pictures with which the usual training takes half a minute, else the fewest it works with."""
    fewest = counts[-1]
    for count in reversed(counts):
        try:
            if usual.epochs * work(usual.replace(share=count / data.training)) <= _FIRST_TRY:
                return count
        except InklingError:  # a network that cannot work is said elsewhere
            break
        fewest = count
    return fewest


def _choose_learning(preset: TrainingConfig, data: DataSet, key: str) -> TrainingConfig:
    """Let be chosen how it learns, beginning with what the preset says."""
    optimizer = setting_widgets.choice("optimizer", preset.optimizer, f"optimizer-{key}")
    usual = preset.learning_rate if optimizer == preset.optimizer else OPTIMIZERS[optimizer].usual_rate
    losses = [
        name for name in SETTINGS["loss"].choices if name != "binary_crossentropy" or len(data.classes) == 2
    ]  # fmt: skip
    return preset.replace(
        optimizer=optimizer,
        learning_rate=setting_widgets.number("learning_rate", usual, f"learning_rate-{key}-{optimizer}", step=0.0005),
        schedule=setting_widgets.choice("schedule", preset.schedule, f"schedule-{key}"),
        loss=setting_widgets.choice("loss", preset.loss, f"loss-{key}", losses),
        batch_size=setting_widgets.power_of_two("batch_size", preset.batch_size, f"batch_size-{key}"),
        validation_split=setting_widgets.percentage(
            "validation_split", preset.validation_split, f"validation_split-{key}"
        ),
        seed=setting_widgets.whole("seed", preset.seed, f"seed-{key}"),
    )
