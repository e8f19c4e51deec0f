"""What runs are called on every page: as somebody called them, else by what tells them apart. No id is ever shown.

    Overfitting lab · Dropout · 91.3%
    Two convolutions · 10,000 pictures · SGD · 97.2%

Knows runs, groups and the words of settings. Does not know pages. What is returned is no Markdown: see `ui.text.plain`.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from contextlib import suppress

from model.config import OWN, PRESETS, TrainingConfig
from model.errors import InklingError
from model.languages.translation import _, translated
from model.networks.optimizers import OPTIMIZERS
from model.networks.zoo import NETWORKS
from model.runs import groups, store
from model.runs.store import Run
from model.versions.published import SHIPPED
from ui.apart import told_apart
from ui.times import day_and_time
from ui.train.words import setting_in_words

BETWEEN = " · "
_FIRST = ("data", "share", "epochs")
# Alone, or within a path. A path is looked for where a word begins alone: a log may be one long word.
_ID = re.compile(r"(?:(?<!\S)\S*[/\\])?(\d{4}-\d\d-\d\d-\d{6}-\d{6}-[\w-]+)(?:[/\\][\w.-]*\w)*")
_SHIPPED = re.compile(rf"(?<![\w/]){SHIPPED.name}(?![\w/])")
# Said by the network's name, or nowhere.
_UNSAID = ("network", "layers", "mixed", "strokes", "teachers", "base", "folds", "fold")


def names(runs: Collection[Run]) -> dict[str, str]:
    """Return what runs are called, by their ids: no two alike; without those that cannot be read.

    Of runs that would be called the same, the oldest is called so, the next "… (2)".
    """
    members = _members()
    named: dict[str, str] = {}
    for run in sorted(runs, key=lambda run: run.id):  # by age, which begins the id
        try:
            named[run.id] = _name(run, members.get(run.id, ""))
        except InklingError:
            continue
    apart = told_apart(named)
    return {run.id: apart[run.id] for run in runs if run.id in apart}


def name(run: Run) -> str:
    """Return what one run is called; raises RunError where it cannot be read."""
    return _name(run, _members().get(run.id, ""))


def with_names(text: str) -> str:
    """Return a text, as of an error or a log, with the names of networks in place of their ids and folders."""
    shipped = translated(NETWORKS["shipped"].title)
    return _ID.sub(lambda found: f"“{_called(found[1])}”", _SHIPPED.sub(f"“{shipped}”", text))


def _called(run_id: str) -> str:
    """Return the name of a run; of one that cannot be read, or is a group, when it was made."""
    with suppress(InklingError):
        return name(store.still_there(run_id))
    return day_and_time(made) if (made := store.created(run_id)) else _("a run")


def given(run: Run) -> str:
    """Return the name without its figure, which may be changed; raises RunError."""
    return run.name() or BETWEEN.join(_parts(run.config(), _members().get(run.id, "")))


def _name(run: Run, member: str) -> str:
    config, card = run.config(), run.card()
    parts = [run.name()] if run.name() else _parts(config, member)
    return BETWEEN.join([*parts, f"{card.figures.test_accuracy:.1%}"] if card else parts)


def _parts(config: TrainingConfig, member: str) -> list[str]:
    """Return what the group says; of a run by itself its network, and what is not usual for that."""
    return [member] if member else [translated(config.title), *unusual(config)]


def unusual(config: TrainingConfig) -> list[str]:
    """Return in words what of a training is not usual for its network."""
    usual = PRESETS["two-conv" if config.network == OWN else config.network]
    differing = [each for each in config.differing(usual) if each not in _UNSAID]
    if "optimizer" in differing and config.learning_rate == OPTIMIZERS[config.optimizer].usual_rate:
        differing = [each for each in differing if each != "learning_rate"]  # it came with the optimizer
    in_order = sorted(differing, key=lambda each: each not in _FIRST)
    return [setting_in_words(config, each) for each in in_order]


def _members() -> dict[str, str]:
    """Return of each run that belongs to others, by its id, what they are called together and what it stands for."""
    return {
        run_id: f"{group.title}{BETWEEN}{group.label(member)}"
        for group in groups.all_groups()
        for member, run_id in group.members.items()
    }
