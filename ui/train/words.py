"""How settings, data sets and times are written on the page "Train".

Knows the titles of settings and of their choices. Does not know widgets; what is returned is no Markdown, and may hold
names that people typed: see `ui.text.plain`. In a list to choose from no two may be alike: Streamlit finds the choice
by its words.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from typing import Any

from model.config import OWN, SETTINGS, TrainingConfig
from model.datasets import uploads
from model.datasets.registry import DATA_SETS, data_set
from model.datasets.splitting import count_of
from model.errors import InklingError
from model.languages.translation import _, translated
from model.runs.groups import Group
from model.runs.store import Run
from model.training.remedies import REMEDIES


def when(made: Run | Group) -> str:
    """Return when a run or a group was made, "" where that is not known."""
    return day_and_time(created) if (created := made.created) else ""


def day_and_time(moment: datetime) -> str:
    """Return a day and a time of day, as the reader's language writes them."""
    # NOTE: a day and a time of day; {month:02} is 05 where {month} is 5
    return _("{year}-{month:02}-{day:02} {hour:02}:{minute:02}").format(
        year=moment.year, month=moment.month, day=moment.day, hour=moment.hour, minute=moment.minute
    )


def unreadable(error: InklingError) -> str:
    """Return the sentence of an error about a run that cannot be read, so that it has no name."""
    return f"A run cannot be read: {error.values.get('fault', 'its settings are gone.')}"


def duration(seconds: float) -> str:
    """Return about how long something takes: "5 s", "40 s", "3 min", "2.5 h"."""
    if seconds < 57.5:
        return f"{max(5, 5 * round(seconds / 5))} s"
    if seconds < 99 * 60:
        return f"{max(1, round(seconds / 60))} min"
    return f"{seconds / 3600:.1f} h"


def choice_title(setting: str, choice: str) -> str:
    """Return what a choice of a setting is called."""
    if choice == OWN:
        return "Build your own"
    row: Any = SETTINGS[setting].choices[choice]
    return translated(row if isinstance(row, str) else row.title)


def data_titles(data: Iterable[str]) -> dict[str, str]:
    """Return what data sets are called in a list to choose from, by id: no two alike."""
    titles = {each: _data_title(each) for each in data}
    times = Counter(titles.values())
    return {each: title if times[title] == 1 else f"{title}, {each[-8:]}" for each, title in titles.items()}


def _data_title(data: str) -> str:
    if data in DATA_SETS:
        title = DATA_SETS[data].title
        return title if DATA_SETS[data].is_here() else f"{title} (not on this computer)"
    name = uploads.name_of(data)
    return f"{name} (own pictures)" if name else f"{data} (damaged)"


def in_words(config: TrainingConfig) -> str:
    """Return the settings as one line."""
    kept = f"fold {config.fold + 1} of {config.folds}" if config.folds else f"{config.validation_split:.0%} of them"
    said = [
        _data(config.data),
        f"{choice_title('optimizer', config.optimizer)} at {config.learning_rate:g}",
        f"batches of {config.batch_size}",
        setting_in_words(config, "epochs"),
        _share(config),
        f"{kept} for validation",
        f"seed {config.seed}",
    ]
    others = config.differing(config.replace(**_SWITCHED_OFF))
    return ", ".join(said + [setting_in_words(config, name) for name in others])


# Which remedy sets a setting.
REMEDY_OF = {
    "augmentation": "augmentation",
    "l1": "l1",
    "l2": "l2",
    "dropout": "dropout",
    "batch_norm": "batch_norm",
    "patience": "early_stopping",
    "width": "smaller",
}
_SWITCHED_OFF: dict[str, Any] = {
    name: getattr(TrainingConfig(), name)
    for name in ("mixed", "augmentation", "l1", "l2", "dropout", "batch_norm", "width", "patience", "stop_below")
}


def setting_in_words(config: TrainingConfig, setting: str) -> str:
    """Return a setting with its value, as the form calls them: "Dropout", "Learning rate: 0.01"."""
    if setting in ("network", "optimizer", "data"):
        return value_in_words(config, setting)
    if setting == "share":
        return _share(config)
    if setting == "epochs":
        return "1 epoch" if config.epochs == 1 else f"{config.epochs} epochs"
    remedy = REMEDY_OF.get(setting)
    if remedy and getattr(REMEDIES[remedy].applied(TrainingConfig()), setting) == getattr(config, setting):
        return REMEDIES[remedy].title
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


def _share(config: TrainingConfig) -> str:
    """Return how many of the pictures are used; their share where they are gone."""
    with suppress(InklingError):
        return f"{count_of(data_set(config.data).training, config.share):,} pictures"
    return f"{config.share:.1%} of the pictures".replace(".0%", "%")


def _data(data: str) -> str:
    """Return the name of a data set, without what it holds."""
    if data in DATA_SETS:
        return DATA_SETS[data].title.partition(":")[0]
    return uploads.name_of(data) or data
