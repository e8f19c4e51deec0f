"""How settings, data sets and runs are written on the page "Train".

Knows the titles of settings and of their choices, and who looks at the page. Does not know widgets; what is returned is
no Markdown, and may hold names that people typed: see `ui.text.plain`. In a list to choose from no two may be alike:
Streamlit finds the choice by its words.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from typing import Any

from model import errors
from model.config import OWN, SETTINGS, TrainingConfig
from model.datasets import uploads
from model.datasets.registry import DATA_SETS, data_set
from model.datasets.splitting import count_of
from model.errors import InklingError
from model.languages.joining import joined, listed
from model.languages.translation import N_, _, ngettext, translated
from model.people.nicknames import nickname
from model.runs.groups import Group
from model.runs.store import Run
from model.training.remedies import REMEDIES
from ui.times import day_and_time
from ui.visitor import me


def when(made: Run | Group) -> str:
    """Return when a run or a group was made, "" where that is not known."""
    return day_and_time(created) if (created := made.created) else ""


def whose(run: Run) -> str:
    """Return in a word whose a run is, as this visitor says it; "" of the teacher's own to the teacher."""
    owner, visitor = run.owner(), me()
    if owner == visitor.owner:
        # NOTE: of a training
        return "" if visitor.is_teacher else _("yours")
    if name := nickname(owner):
        # NOTE: of a training: by a pupil of this nickname
        return _("by {name}").format(name=name)
    # NOTE: of a training
    return _("a pupil's") if owner else _("the teacher's")


def unreadable(error: InklingError) -> str:
    """Return the sentence of an error about a run that cannot be read, so that it has no name."""
    return errors.in_words(N_("A run cannot be read: {fault}"), {"fault": N_("its settings are gone."), **error.values})


def choice_title(setting: str, choice: str) -> str:
    """Return what a choice of a setting is called."""
    if choice == OWN:
        return _("Build your own")
    row: Any = SETTINGS[setting].choices[choice]
    return translated(row if isinstance(row, str) else row.title)


def data_titles(data: Iterable[str]) -> dict[str, str]:
    """Return what data sets are called in a list to choose from, by id: no two alike."""
    titles = {each: _data_title(each) for each in data}
    times = Counter(titles.values())
    return {each: title if times[title] == 1 else listed(title, each[-8:]) for each, title in titles.items()}


def _data_title(data: str) -> str:
    if data in DATA_SETS:
        title = _(DATA_SETS[data].title)
        return title if DATA_SETS[data].is_here() else _("{title} (not on this computer)").format(title=title)
    return own_pictures_title(uploads.name_of(data), data)


def own_pictures_title(name: str | None, otherwise: str) -> str:
    """Return what own pictures are called in a list: by their name, or otherwise where that cannot be read."""
    if name:
        return _("{name} (own pictures)").format(name=name)
    return _("{name} (damaged)").format(name=otherwise)


def in_words(*configs: TrainingConfig) -> str:
    """Return the settings as one line; of several trainings, those that all have."""
    said, *others = map(_parts, configs)
    return listed(*(part for part in said if all(part in other for other in others)))


def _parts(config: TrainingConfig) -> list[str]:
    said = [
        _data(config.data),
        # NOTE: an optimizer at its learning rate
        _("{optimizer} at {rate:g}").format(
            optimizer=choice_title("optimizer", config.optimizer), rate=config.learning_rate
        ),
        _("batches of {size}").format(size=config.batch_size),
        setting_in_words(config, "epochs"),
        _share(config),
        _validation(config),
        _("seed {seed}").format(seed=config.seed),
    ]
    others = config.differing(config.replace(**_SWITCHED_OFF))
    return [*said, *(setting_in_words(config, name) for name in others)]


def _validation(config: TrainingConfig) -> str:
    """Return which of the pictures validate."""
    if config.folds:
        return _("fold {fold} of {folds} for validation").format(fold=config.fold + 1, folds=config.folds)
    return _("{share:.0%} of them for validation").format(share=config.validation_split)


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
        return ngettext("1 epoch", "{count} epochs", config.epochs).format(count=config.epochs)
    remedy = REMEDY_OF.get(setting)
    if remedy and getattr(REMEDIES[remedy].applied(TrainingConfig()), setting) == getattr(config, setting):
        return _(REMEDIES[remedy].title)
    title = _(SETTINGS[setting].title)
    if getattr(config, setting) is True:
        return title
    return _("{title}: {value}").format(title=title, value=value_in_words(config, setting))


def value_in_words(config: TrainingConfig, setting: str) -> str:
    """Return the value of a setting."""
    value = getattr(config, setting)
    match setting:
        case "network":
            return config.title
        case "data":
            return _data(value)
        case "mixed":
            said = _("{share:.0%} of {data}")
            parts = [said.format(share=each.share, data=_data(each.data)) for each in value]
            return joined(_("{first} and {then}"), parts) or _("nothing")
        case "fold":
            return str(value + 1)
        case "layers":
            return ngettext("{count} layer", "{count} layers", len(value)).format(count=len(value))
    match SETTINGS[setting].kind:
        case "choice":
            return choice_title(setting, value)
        case "switch":
            return _("yes") if value else _("no")
        case "list":
            return str(len(value))
    return f"{value:g}" if isinstance(value, float) else str(value)


def _share(config: TrainingConfig) -> str:
    """Return how many of the pictures are used; their share where they are gone."""
    with suppress(InklingError):
        count = count_of(data_set(config.data).training, config.share)
        return ngettext("{count:,} picture", "{count:,} pictures", count).format(count=count)
    return _("{share} of the pictures").format(share=f"{config.share:.1%}".replace(".0%", "%"))


def _data(data: str) -> str:
    """Return the name of a data set, without what it holds."""
    if data in DATA_SETS:
        return re.split("[:\uff1a]", _(DATA_SETS[data].title), maxsplit=1)[0]  # a Chinese colon, too
    if uploads.is_id(data):
        return uploads.name_of(data) or data.rpartition("-")[0]  # gone for good: its id begins as its name does
    return data
