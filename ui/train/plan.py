"""What is started: one run, or several that belong together.

Knows groups, and the tab that asks for one. Does not know how the training itself is chosen.
"""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from model.config import TrainingConfig
from model.networks.optimizers import OPTIMIZERS
from model.runs import groups
from model.runs.groups import Kind
from model.training.remedies import applicable
from ui.train.words import choice_title

_ONE = "one"
_WAYS = {
    _ONE: "One run",
    "optimizers": groups.TITLES["optimizers"],
    "remedies": groups.TITLES["remedies"],
    "folds": "Cross-validation",
    "seeds": "Other seeds",
}


@dataclass(frozen=True)
class Plan:
    """What is to be started.

    Attributes:
        config: the training; of several, what they have in common.
        kind: None for one run.
        configs: of several, by what each stands for; see `groups.create`.
        stands_in: whether the pictures that were on the screen are gone, and these took their place.
    """

    config: TrainingConfig
    kind: Kind | None = None
    configs: dict[str, TrainingConfig] | None = None
    stands_in: bool = False


def choose(config: TrainingConfig) -> Plan:
    """Let several runs be asked for instead of one.

    Raises:
        ConfigError: what was asked for cannot be.
    """
    match st.radio("What is started?", list(_WAYS), format_func=_WAYS.__getitem__, key="what-is-started"):
        case "optimizers":
            return _optimizer_race(config)
        case "remedies":
            return _remedy_race(config)
        case "folds":
            count = st.slider("Folds", 2, 10, 5)
            st.caption("The pictures are cut into so many parts; each part validates once, and the others train.")
            configs = groups.folds(config, count)
            return Plan(next(iter(configs.values())), "folds", configs)
        case "seeds":
            count = st.slider("Seeds", 2, 10, 3)
            st.caption("The same training, begun from other random numbers: how much do its results differ?")
            return Plan(config, "seeds", groups.seeds(config, count))
    return Plan(config)


def _optimizer_race(config: TrainingConfig) -> Plan:
    names = list(OPTIMIZERS)
    chosen = st.multiselect("Optimizers", names, names, format_func=lambda name: choice_title("optimizer", name))
    st.caption("The same network, pictures and seed; each with the learning rate that it is known to work with.")
    return Plan(config, "optimizers", groups.optimizer_race(config, tuple(chosen)))


def _remedy_race(config: TrainingConfig) -> Plan:
    ready = applicable(config)
    chosen = st.multiselect("Remedies", list(ready), list(ready), format_func=lambda name: ready[name].title)
    st.caption("The training as it is, and with each of these remedies.")
    return Plan(config, "remedies", groups.remedy_race(config, tuple(chosen)))
