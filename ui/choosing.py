"""Choosing a training: pictures, network, settings, remedies, and whether there are several runs.

Knows the widgets of the Train page. Does not know what becomes of the config.
"""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal, NamedTuple

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from model import groups, picture_sets
from model.architecture import NETWORKS
from model.config import DATA, LOSSES, OPTIMIZERS, OWN, PRESETS, SCHEDULES, USUAL_RATES, TrainingConfig
from model.datasets import About, about, own_pictures, training_pictures
from model.errors import DataError, InklingError
from model.groups import Kind
from model.hints import REMEDIES, applicable
from model.worker import run_command
from ui import building, reading, state

ADD = "add"  # the choice that adds own pictures
_READY = ("mnist", "cifar10", "faces")
_COUNTS = (100, 300, 1000, 3000, 10_000, 30_000)
_MOST_MB = 200  # of an uploaded zip
_SHOWN = 8  # pictures of each class


class Plan(NamedTuple):
    """What is to be trained: one run, or several that belong together.

    Attributes:
        config: the training; of several, what they have in common.
        kind: None for one run.
        title: of the group.
        configs: of the group, by name.
    """

    config: TrainingConfig
    kind: Kind | None = None
    title: str = ""
    configs: dict[str, TrainingConfig] | None = None


def choose() -> Plan | None:
    """Let a training be chosen, the simple things first; None while own pictures are still to be added.

    Raises:
        InklingError: what was chosen cannot work.
    """
    chosen = st.selectbox("Pictures", [*_READY, *picture_sets.all_sets(), ADD], format_func=_title, key=state.DATA)
    if chosen == ADD:
        _add_pictures()
        return None
    data: dict[str, Any] = (
        {"data": chosen, "pictures": ""} if chosen in _READY else {"data": "pictures", "pictures": chosen}
    )
    facts = about(TrainingConfig(**data))
    options = _networks(chosen, facts)
    network = st.selectbox("Network", options, format_func=_network_title, key=f"network-{chosen}")
    preset = _preset(network, options[0], data)
    # a key for each choice: another network begins with its own settings
    key = f"{chosen}-{network}"
    epochs = st.slider("Epochs (how often it sees every picture)", 1, 50, preset.epochs, key=f"epochs-{key}")
    counts = [count for count in _COUNTS if count < facts.training] + [facts.training]
    count = st.select_slider("Training pictures", counts, facts.training, format_func="{:,}".format, key=f"count-{key}")
    config = preset.replace(epochs=epochs, share=count / facts.training)
    with st.expander("More settings", icon=":material/tune:"):
        learning, remedies, several = st.tabs(["Learning", "Remedies", "Several runs"])
        with learning:
            config = _learning(config, preset, facts, key)
        with remedies:
            config = _remedies(config, key)
        with several:
            plan = _several(config)
    train, validation, test = facts.counts(plan.config)
    st.caption(f"{train:,} pictures to learn from, {validation:,} to validate, {test:,} kept apart for the test.")
    return plan


def _title(chosen: str) -> str:
    if chosen == ADD:
        return "Add own pictures …"
    if chosen in _READY:
        return DATA[chosen]
    try:
        return f"{own_pictures(chosen).name} (own pictures)"
    except DataError:
        return f"{chosen} (damaged)"


def _network_title(network: str) -> str:
    return "Build your own" if network == OWN else NETWORKS[network].title


def _networks(chosen: str, facts: About) -> list[str]:
    if chosen == "mnist":
        return ["two-conv", "two-conv-dense", "one-conv", "fast", OWN]
    if len(facts.classes) == 2:
        return ["binary", "two-conv-dense", OWN]
    return ["cifar", "two-conv", OWN]


def _preset(network: str, usual: str, data: dict[str, Any]) -> TrainingConfig:
    if network == OWN:
        return PRESETS[usual].replace(network=OWN, layers=building.layers(usual), **data)
    return PRESETS[network].replace(**data)


def _learning(config: TrainingConfig, preset: TrainingConfig, facts: About, key: str) -> TrainingConfig:
    """Let be chosen how it learns."""
    optimizers = list(OPTIMIZERS)
    optimizer = st.selectbox(
        "Optimizer", optimizers, optimizers.index(preset.optimizer), format_func=OPTIMIZERS.__getitem__,
        key=f"optimizer-{key}",
    )  # fmt: skip
    usual = preset.learning_rate if optimizer == preset.optimizer else USUAL_RATES[optimizer]
    rate = st.number_input(
        "Learning rate", 0.0001, 10.0, usual, 0.0005, format="%.4f", key=f"learning-rate-{key}-{optimizer}"
    )
    schedules = list(SCHEDULES)
    schedule = st.selectbox(
        "Learning rate over time", schedules, schedules.index(preset.schedule), format_func=SCHEDULES.__getitem__,
        key=f"schedule-{key}",
    )  # fmt: skip
    losses = [name for name in LOSSES if name != "binary_crossentropy" or len(facts.classes) == 2]
    loss = st.selectbox("Loss", losses, losses.index(preset.loss), format_func=LOSSES.__getitem__, key=f"loss-{key}")
    sizes = [16, 32, 64, 128, 256, 512]
    batch_size = st.select_slider("Pictures in a batch", sizes, preset.batch_size, key=f"batch-size-{key}")
    validation = st.slider(
        "Kept apart for validation", 0.0, 0.5, preset.validation_split, 0.01, format="percent", key=f"validation-{key}"
    )
    seed = st.number_input("Seed (the same seed gives the same result)", 0, 2**31 - 1, preset.seed, key="seed")
    return config.replace(
        optimizer=optimizer, learning_rate=rate, schedule=schedule, loss=loss, batch_size=batch_size,
        validation_split=validation, seed=seed,
    )  # fmt: skip


def _remedies(config: TrainingConfig, key: str) -> TrainingConfig:
    """Let remedies be switched on, each with its sentence."""
    st.caption("Against overfitting. “More pictures” is the slider above.")
    for name, remedy in REMEDIES.items():
        if name == "data":
            continue
        is_on = st.toggle(remedy.title, key=f"{name}-{key}")
        st.caption(remedy.sentence)
        if is_on:
            config = remedy.applied(config)
        if is_on and name == "augmentation":
            show_augmentation(config)
    below = st.number_input(
        "End once the loss is below (0: never)", 0.0, 100.0, 0.0, 0.01, format="%.3f", key=f"stop-below-{key}"
    )
    return config.replace(stop_below=below)


def _several(config: TrainingConfig) -> Plan:
    """Let several runs be asked for instead of one."""
    ways = ["One run", "Optimizer race", "Remedy race", "Cross-validation", "Other seeds"]
    match st.radio("What is started?", ways, key="several"):
        case "Optimizer race":
            chosen = st.multiselect(
                "Optimizers", list(OPTIMIZERS), list(OPTIMIZERS), format_func=OPTIMIZERS.__getitem__
            )
            st.caption(
                "The same network, pictures and seed; each with the learning rate that it is known to work with."
            )
            return Plan(config, "race", "Optimizer race", groups.optimizer_race(config, tuple(chosen)))
        case "Remedy race":
            ready = applicable(config)
            chosen = st.multiselect("Remedies", list(ready), list(ready), format_func=lambda name: ready[name].title)
            st.caption("The training as it is, and with each of these remedies.")
            return Plan(config, "race", "Remedy race", groups.remedy_race(config, tuple(chosen)))
        case "Cross-validation":
            count = st.slider("Folds", 2, 10, 5)
            st.caption("The pictures are cut into so many parts; each part validates once, and the others train.")
            configs = groups.folds(config, count)
            return Plan(next(iter(configs.values())), "folds", f"{count} folds", configs)
        case "Other seeds":
            count = st.slider("Seeds", 2, 10, 3)
            st.caption("The same training from other dice: how much of a result is chance?")
            return Plan(config, "seeds", f"{count} seeds", groups.seeds(config, count))
    return Plan(config)


def show_augmentation(config: TrainingConfig) -> None:
    """Show six pictures, and what augmentation makes of them."""
    try:
        with st.spinner("Bending six pictures …"):
            before, after = _augmented(config.data, config.pictures)
    except InklingError as error:  # the training can be started all the same
        st.warning(str(error))
        return
    st.html(reading.strip(before, 48, ["A training picture"] * 6))
    st.html(reading.strip(after, 48, ["The same picture, augmented"] * 6))


@st.cache_data(show_spinner=False, max_entries=20)
def _augmented(data: str, pictures: str) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    with TemporaryDirectory() as folder:
        file = Path(folder) / "augmented.npz"
        run_command("augment", str(file), "--data", data, "--pictures", pictures)
        with np.load(file, allow_pickle=False) as archive:
            before, after = archive["before"], archive["after"]  # (6, height, width, channels)
    return (before[..., 0], after[..., 0]) if before.shape[3] == 1 else (before, after)


def show_pictures(config: TrainingConfig) -> None:
    """Show some pictures of each class, and how many there are."""
    with st.spinner("Fetching the pictures …"):
        classes, counts, samples = _samples(config.data, config.pictures)
    for name, count, pictures in zip(classes, counts, samples, strict=True):
        st.text(f"{name}: {count:,} pictures")
        st.html(reading.strip(pictures, 40, [f"{name}"] * len(pictures)))
    if config.pictures and (left_out := own_pictures(config.pictures).left_out):
        with st.expander(f"{len(left_out)} files were left out"):
            st.text("\n".join(left_out))


@st.cache_data(show_spinner=False, max_entries=20)
def _samples(data: str, pictures: str) -> tuple[tuple[str, ...], list[int], list[NDArray[np.uint8]]]:
    config = TrainingConfig(data=data, pictures=pictures)
    everything, classes = training_pictures(config), about(config).classes
    found = [np.flatnonzero(everything.y == label) for label in range(len(classes))]
    shown = [everything.x[at[:_SHOWN]] for at in found]
    return classes, [len(at) for at in found], [x[..., 0] if x.shape[3] == 1 else x for x in shown]


def _add_pictures() -> None:
    """Take a zip or a folder of own pictures."""
    st.caption("One folder a class, such as cats and dogs: two classes or more, at least 5 pictures in each.")
    way = st.segmented_control("As", ["A zip", "A folder"], default="A zip", key="adding-way")
    several: Literal["directory", False] = "directory" if way == "A folder" else False
    st.file_uploader(
        "Your pictures", type=None if several else "zip", accept_multiple_files=several, key=f"adding-{way}",
        max_upload_size=_MOST_MB,
    )  # fmt: skip
    side = st.select_slider("Made so many px wide and high", [32, 48, 64, 96, 128], 64, key="adding-side")
    st.button("Add", icon=":material/add:", type="primary", on_click=_import, args=(f"adding-{way}", side))
    if message := st.session_state.pop(state.IMPORT_ERROR, ""):
        st.error(message)


def _import(key: str, side: int) -> None:
    """Import what was uploaded, and choose it; before the page is drawn, so that the choice can be set."""
    uploaded = st.session_state.get(key)
    if not uploaded:
        st.session_state[state.IMPORT_ERROR] = "Choose a zip or a folder first, then press “Add”."
        return
    try:
        with st.spinner("Reading the pictures …"):
            if isinstance(uploaded, list):
                name = uploaded[0].name.split("/")[0]
                found = picture_sets.import_files([(file.name, file) for file in uploaded], name, side)
            else:
                found = picture_sets.import_zip(uploaded, uploaded.name.removesuffix(".zip"), side)
            st.session_state[state.DATA] = picture_sets.save(found)
    except InklingError as error:
        st.session_state[state.IMPORT_ERROR] = str(error)
