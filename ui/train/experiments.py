"""Experiments: several runs that answer one question, each with a sentence that says what it does.

Knows groups and the widgets that ask for one. Does not know how the training itself is chosen.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from functools import partial
from typing import NamedTuple

import streamlit as st

from model.config import TrainingConfig
from model.errors import ConfigError
from model.languages.translation import N_, _, ngettext
from model.networks.optimizers import OPTIMIZERS
from model.runs import allowance, experiments, groups
from model.runs.groups import Kind
from model.training.remedies import REMEDIES, applicable
from ui import glossary, language
from ui.text import plain
from ui.train import kept, training_form
from ui.train.plan import Plan
from ui.train.words import choice_title, in_words
from ui.visitor import me

_KEY = "experiment"
_MOST = 10  # folds or seeds


class Experiment(NamedTuple):
    """Something to try: its title, the question that it answers, and one sentence about what it does."""

    title: str
    question: str
    sentence: str


EXPERIMENTS: dict[Kind, Experiment] = {
    "optimizers": Experiment(
        groups.TITLES["optimizers"],
        N_("Which optimizer learns fastest?"),
        N_("The same network, pictures and seed with each optimizer, at the learning rate that is usual for it."),
    ),
    "overfitting": Experiment(
        groups.TITLES["overfitting"],
        N_("What helps when a network learns by heart?"),
        N_(
            "A network learns a few hundred digits by heart, then once more with each remedy: which one reads new"
            " digits best?"
        ),
    ),
    "remedies": Experiment(
        groups.TITLES["remedies"],
        N_("Which remedy makes your training better?"),
        N_("Your training as it is, and with each of the remedies against overfitting."),
    ),
    "folds": Experiment(
        N_("Cross-validation"),
        N_("How sure is a result?"),
        N_("The pictures are cut into parts; each part validates once, while the others train."),
    ),
    "seeds": Experiment(
        N_("Seeds"),
        N_("How much of a result is luck?"),
        N_("The same training, begun from other random numbers."),
    ),
}


def choose() -> Plan | None:
    """Let an experiment be chosen; None while own pictures are still to be added.

    Raises:
        InklingError: what was chosen cannot work.
    """
    kinds = list(EXPERIMENTS)
    own, value = kept.begin(_KEY, kinds[0], kinds)
    with st.container(border=True, key="experiment-card"):
        kind = st.radio(
            _("Experiment"), kinds, kinds.index(value), format_func=lambda each: _(EXPERIMENTS[each].title),
            captions=[_(experiment.question) for experiment in EXPERIMENTS.values()], key=language.kept(own),
        )  # fmt: skip
        glossary.terms("optimizer", "overfitting", "cross-validation", "seed")
    kept.keep(_KEY, kind)
    if kind == "overfitting":
        ready = experiments.READY["overfitting"].configs
        config = ready[groups.AS_IT_IS]
        st.caption(
            _("It has its own pictures and network: 300 digits of MNIST, and two convolutions with a dense layer.")
        )
        remedies = _choose_remedies(kind, [name for name in ready if name != groups.AS_IT_IS])
        configs = {name: ready[name] for name in (groups.AS_IT_IS, *remedies)}
        return Plan(config, config, kind=kind, configs=configs)
    asking = st.container()
    with asking:
        folds = _choose_count("folds", _("Folds"), 5) if kind == "folds" else 0
    st.caption(_("With the pictures and the network of “Train one”:"))
    plan = training_form.choose(folds)
    if plan is None or plan.fault:
        return plan
    with asking:
        try:
            return dataclasses.replace(plan, kind=kind, configs=_several(kind, plan.config))
        except ConfigError as error:
            return dataclasses.replace(plan, fault=error)


def _several(kind: Kind, config: TrainingConfig) -> dict[str, TrainingConfig]:
    """Let be chosen which runs, and return their trainings; raises ConfigError where that cannot be."""
    most = allowance.most_runs(me())
    match kind:
        case "optimizers":
            names = list(OPTIMIZERS)
            first = [*dict.fromkeys([config.optimizer, *names])][:most]  # the training's own is one of them
            usual = [name for name in names if name in first]
            chosen = _choose_some(kind, _("Optimizers"), names, usual, most, partial(choice_title, "optimizer"))
            return experiments.optimizer_race(config, chosen)
        case "remedies":
            return experiments.remedy_race(config, _choose_remedies(kind, list(applicable(config))))
        case "folds":
            return experiments.folds(config, config.folds)
    return experiments.seeds(config, _choose_count("seeds", _("Seeds"), 3))


def _choose_count(name: str, title: str, usual: int) -> int:
    """Let be chosen how many runs there are, 2 at least."""
    most = allowance.most_runs(me()) or _MOST
    key = f"{name}-{most}"
    own, value = kept.begin(key, min(usual, most))
    return kept.keep(key, st.slider(title, 2, most, value, key=own))


def _choose_remedies(kind: Kind, names: list[str]) -> tuple[str, ...]:
    """Let be chosen which remedies race against the training as it is."""
    together = allowance.most_runs(me())
    most = together - 1 if together else None  # one is as it is
    return _choose_some(kind, _("Remedies"), names, names[:most], most, lambda name: _(REMEDIES[name].title))


def _choose_some(
    kind: Kind, title: str, names: list[str], usual: list[str], most: int | None, called: Callable[[str], str]
) -> tuple[str, ...]:
    """Let be chosen which of several race, at most so many; what was chosen last, as far as it is there still."""
    key = f"raced-{kind}-{most}"
    own, value = kept.begin(key, usual)
    chosen = st.multiselect(
        title, names, [name for name in value if name in names], format_func=called, max_selections=most,
        key=language.kept(own), placeholder=_("Choose some"),
    )  # fmt: skip
    return tuple(kept.keep(key, chosen))


def show_runs(plan: Plan) -> None:
    """Say before the start which runs there will be."""
    if plan.kind is None:
        return
    group = groups.Group("", plan.kind, dict.fromkeys(plan.configs, ""))
    st.subheader(_(EXPERIMENTS[plan.kind].title), anchor=False)
    st.markdown(_(EXPERIMENTS[plan.kind].sentence))
    count = len(plan.configs)
    st.markdown(ngettext("**{count} run**", "**{count} runs**", count).format(count=count))
    st.markdown("\n".join(f"1. {group.label(member)}" for member in plan.configs))
    st.caption(_("{title}: {value}").format(title=plan.config.title, value=plain(in_words(*plan.configs.values()))))
    st.info(_("The curves of all runs grow here, over one another, once you press “Start”."))
