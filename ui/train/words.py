"""How settings, data sets and times are written on the page "Train".

Knows the titles of settings and of their choices. Does not know widgets; what is returned is no Markdown, and may hold
names that people typed: see `ui.text.plain`. In a list to choose from no two may be alike: Streamlit finds the choice
by its words.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from contextlib import suppress
from typing import Any

from model.config import OWN, SETTINGS, TrainingConfig
from model.datasets import uploads
from model.datasets.registry import DATA_SETS
from model.errors import InklingError
from model.runs.groups import Group
from model.runs.store import Run
from ui import text


def when(made: Run | Group) -> str:
    """Return when a run or a group was made; its id where that does not say."""
    return text.when(created) if (created := made.created) else made.id


def names(runs: Collection[Run]) -> dict[str, str]:
    """Return what runs are called in a list to choose from, by id: no two alike; without those that cannot be read.

    Runs of the same network and minute are told apart by the settings in which they differ, else by a number.
    """
    alike: dict[str, list[tuple[str, TrainingConfig]]] = {}
    for run in runs:
        with suppress(InklingError):
            config = run.config()
            alike.setdefault(f"{config.title}, {when(run)}", []).append((run.id, config))
    named: dict[str, str] = {}
    for name, group in alike.items():
        differing = {setting for _, config in group for setting in config.differing(group[0][1])}
        older: Counter[str] = Counter()
        for run_id, config in sorted(group, key=lambda one: one[0]):  # by age, which begins the id
            told_apart = [_setting_in_words(config, each) for each in SETTINGS if each in differing]
            full = ", ".join([name, *told_apart])
            older[full] += 1
            named[run_id] = full if older[full] == 1 else f"{full} ({older[full]})"
    return {run.id: named[run.id] for run in runs if run.id in named}


def choice_title(setting: str, choice: str) -> str:
    """Return what a choice of a setting is called."""
    if choice == OWN:
        return "Build your own"
    row: Any = SETTINGS[setting].choices[choice]
    return row if isinstance(row, str) else str(row.title)


def data_titles(data: Iterable[str]) -> dict[str, str]:
    """Return what data sets are called in a list to choose from, by id: no two alike."""
    titles = {each: _data_title(each) for each in data}
    times = Counter(titles.values())
    return {each: title if times[title] == 1 else f"{title}, {each[-8:]}" for each, title in titles.items()}


def _data_title(data: str) -> str:
    if data in DATA_SETS:
        return DATA_SETS[data].title
    name = uploads.name_of(data)
    return f"{name} (own pictures)" if name else f"{data} (damaged)"


def in_words(config: TrainingConfig) -> str:
    """Return the settings as one line."""
    kept = f"fold {config.fold + 1} of {config.folds}" if config.folds else f"{config.validation_split:.0%} of them"
    said = [
        _data(config.data),
        f"{choice_title('optimizer', config.optimizer)} at {config.learning_rate:g}",
        f"batches of {config.batch_size}",
        "1 epoch" if config.epochs == 1 else f"{config.epochs} epochs",
        f"{config.share:.1%} of the pictures".replace(".0%", "%"),
        f"{kept} for validation",
        f"seed {config.seed}",
    ]
    others = config.differing(config.replace(**_SWITCHED_OFF))
    return ", ".join(said + [_setting_in_words(config, name) for name in others])


_SWITCHED_OFF: dict[str, Any] = {
    name: getattr(TrainingConfig(), name)
    for name in ("mixed", "augmentation", "l1", "l2", "dropout", "batch_norm", "width", "patience", "stop_below")
}


def _setting_in_words(config: TrainingConfig, setting: str) -> str:
    title = SETTINGS[setting].title
    return title if getattr(config, setting) is True else f"{title}: {value_in_words(config, setting)}"


def value_in_words(config: TrainingConfig, setting: str) -> str:
    """Return the value of a setting."""
    value = getattr(config, setting)
    match setting:
        case "network":
            return config.title
        case "data":
            return _data(value)
        case "mixed":
            return " and ".join(f"{each.share:.0%} of {_data(each.data)}" for each in value) or "nothing"
        case "layers":
            return f"{len(value)} layers"
    match SETTINGS[setting].kind:
        case "choice":
            return choice_title(setting, value)
        case "switch":
            return "yes" if value else "no"
        case "list":
            return str(len(value))
    return f"{value:g}" if isinstance(value, float) else str(value)


def _data(data: str) -> str:
    """Return the name of a data set, without what it holds."""
    if data in DATA_SETS:
        return DATA_SETS[data].title.partition(":")[0]
    return uploads.name_of(data) or data
