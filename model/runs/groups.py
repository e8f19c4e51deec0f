"""Runs that belong together: a race, the folds of a cross-validation, one training with several seeds.

Each is a row: its kind, and of each run the id of what it stands for ("adam", "dropout", "3") and its own. Those of
versions before 0.6 lie in files, groups/<id>.json, and are taken over the first time that anybody looks.
Knows runs, and predictions of their classifiers. Does not know how runs are done, or pages.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from statistics import fmean, stdev
from typing import Any, Literal, NamedTuple

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray
from sqlalchemy import Connection, Row

from model.config import PRESETS, TrainingConfig
from model.errors import ConfigError, InklingError, RunError, Words
from model.evaluation.predictions import predictions_of
from model.languages.translation import N_, Sentence, _
from model.networks.optimizers import OPTIMIZERS
from model.runs import store
from model.runs.rows import GROUPS
from model.runs.store import Run
from model.storage import files
from model.storage.database.engine import reading, writing
from model.storage.folder_store import STORE
from model.training.remedies import REMEDIES

Kind = Literal["optimizers", "remedies", "overfitting", "folds", "seeds", "race"]

AS_IT_IS = "as-it-is"  # the member of a remedy race without a remedy
TITLES: dict[Kind, str] = {
    "optimizers": N_("Optimizer race"),
    "remedies": N_("Remedy race"),
    "overfitting": N_("Overfitting lab"),
    "folds": N_("{count} folds"),
    "seeds": N_("{count} seeds"),
}


@dataclass(frozen=True)
class Group:
    """Runs that belong together.

    Attributes:
        id: names its file.
        kind: what they have in common; "race" of versions before 0.5, which wrote titles down.
        members: of each run the id of what it stands for, and its own id.
        written_title: of a version before 0.5, else "".
    """

    id: str
    kind: Kind
    members: dict[str, str]
    written_title: str = ""

    @property
    def title(self) -> str:
        """What the group is called, in the reader's language."""
        return self.written_title or _(TITLES[self.kind]).format(count=len(self.members))

    @property
    def is_race(self) -> bool:
        """Whether the runs compete, and are not one training many times."""
        return self.kind not in ("folds", "seeds")

    @property
    def created(self) -> datetime | None:
        """When the group was made; None where its id does not say."""
        return store.created(self.id)

    def label(self, member: str) -> str:
        """Return what a member is called, in the reader's language."""
        return self.words(member).in_words()

    def words(self, member: str) -> Words:
        """Return what a member is called, to be said in any language."""
        match self.kind:
            case "optimizers" if member in OPTIMIZERS:
                return Words(Sentence(OPTIMIZERS[member].title))
            case "remedies" | "overfitting" if member in REMEDIES:
                return Words(REMEDIES[member].title)
            case "remedies" | "overfitting" if member == AS_IT_IS:
                return Words(N_("As it is"))
            case "folds" if member.isdigit():
                return Words(N_("Fold {number}"), number=member)
            case "seeds" if member.isdigit():
                return Words(N_("Seed {number}"), number=member)
        return Words(Sentence("{member}"), member=member)

    def runs(self) -> dict[str, Run]:
        """Return the runs that are still there, by what they stand for."""
        there = {run.id: run for run in store.known(self.members.values())}
        return {member: there[run_id] for member, run_id in self.members.items() if run_id in there}


@dataclass(frozen=True)
class Result:
    """What one run of a group came to; None what is not known yet.

    Attributes:
        member: id of what the run stands for.
        name: what that is called, in the reader's language.
        run: the run.
        epochs: that have finished.
        validation_accuracy: of the epoch that is kept, 0 to 1.
        test_accuracy: 0 to 1.
        seconds_per_epoch: mean of the epochs.
    """

    member: str
    name: str
    run: Run
    epochs: int
    validation_accuracy: float | None
    test_accuracy: float | None
    seconds_per_epoch: float | None


def create(kind: Kind, configs: dict[str, TrainingConfig], owner: str = "") -> Group:
    """Queue a run for each config, and return the group.

    Args:
        kind: what the runs have in common.
        configs: by what each stands for.
        owner: whose the runs are, see `store.create`.

    Raises:
        RunError: a folder cannot be written; then no run of the group is left.
        DatabaseError: likewise.
    """
    made: list[Run] = []
    try:
        with writing() as connection:  # none is started before all are there
            made = store.create_all(list(configs.values()), owner=owner)
            members = {member: run.id for member, run in zip(configs, made, strict=True)}
            group = Group(f"{made[0].id[:24]}-{kind}", kind, members)
            _insert(connection, [group])
    except InklingError:
        for run in made:
            STORE.delete(run.folder)
        raise
    return group


def _insert(connection: Connection, groups: list[Group]) -> None:
    for each in groups:
        row = {"id": each.id, "kind": each.kind, "members": json.dumps(each.members), "title": each.written_title}
        connection.execute(sa.insert(GROUPS).values(row))


def all_groups() -> list[Group]:
    """Return the groups, newest first; without those whose runs are all gone. Raises DatabaseError."""
    if not (there := {run.id for run in store.all_runs()}):
        return []
    _take_over()
    with reading() as connection:
        found = connection.execute(sa.select(GROUPS).order_by(GROUPS.c.id.desc())).all()
    return [group for each in found if there & set((group := _group(each)).members.values())]


def damaged() -> list[str]:
    """Return the ids of the groups of earlier versions whose files cannot be read, newest first."""
    return [path.stem for path in sorted(_files(), reverse=True) if _earlier(path) is None]


def exists(group_id: str) -> bool:
    """Whether there is a group of that id of which some run is there; raises DatabaseError."""
    group = _known(group_id)
    return group is not None and bool(group.runs())


def find(group_id: str) -> Group:
    """Return the group of that id.

    Raises:
        RunError: there is none, or its runs are all gone.
        DatabaseError: that cannot be read.
    """
    group = _known(group_id)
    if group is None or not group.runs():
        raise RunError("no-such-group", "There is no group of runs {group!r}. Choose another one.", group=group_id)
    return group


def _known(group_id: str) -> Group | None:
    _take_over()
    with reading() as connection:
        found = connection.execute(sa.select(GROUPS).where(GROUPS.c.id == group_id)).first()
    return _group(found) if found else None


def _group(row: Row[Any]) -> Group:
    return Group(row.id, row.kind, json.loads(row.members), row.title)


def _take_over() -> None:
    """Keep in the database what lies in files; these stay, so that nothing is lost whatever ends in between."""
    if not (found := {path.stem: path for path in _files()}):
        return
    with reading() as connection:
        found = {stem: found[stem] for stem in found.keys() - set(connection.scalars(sa.select(GROUPS.c.id)))}
    if groups := [group for path in found.values() if (group := _earlier(path))]:
        with writing() as connection:
            there = set(connection.scalars(sa.select(GROUPS.c.id)))
            _insert(connection, [group for group in groups if group.id not in there])


def _files() -> list[Path]:
    return list(STORE.folder("groups").glob("*.json"))


def _earlier(path: Path) -> Group | None:
    """Return the group that a file describes, None where it is damaged."""
    try:
        kind, members, title = files.parsed(path, _content)
    except (OSError, ValueError):
        return None
    return Group(path.stem, kind, members, title)


def _content(text: str) -> tuple[Kind, dict[str, str], str]:
    """Return the kind, the members and the written title of a group.

    Raises:
        ValueError: the text is no JSON, or does not hold these.
    """
    match files.from_json(text):
        case {"kind": str(kind), "members": dict(members), **rest} if kind in TITLES or rest.get("title"):
            named = {str(member): str(run_id) for member, run_id in members.items()}
            return kind, named, str(rest.get("title", ""))  # type: ignore[return-value]  # checked above
    raise ValueError("no group")


def optimizer_race(
    config: TrainingConfig, optimizers: tuple[str, ...] = tuple(OPTIMIZERS)
) -> dict[str, TrainingConfig]:
    """Return the same training with several optimizers, each with the learning rate that it is known to work with."""
    return {
        name: config
        if name == config.optimizer
        else config.replace(optimizer=name, learning_rate=OPTIMIZERS[name].usual_rate)
        for name in optimizers
    }


def remedy_race(config: TrainingConfig, remedies: tuple[str, ...] = tuple(REMEDIES)) -> dict[str, TrainingConfig]:
    """Return the training as it is, and with each of the remedies that would change it.

    Raises:
        ConfigError: none of them would.
    """
    remedied = {name: REMEDIES[name].applied(config) for name in remedies}
    changed = {name: other for name, other in remedied.items() if other != config}
    if not changed:
        raise ConfigError(
            "remedied-already", "The training has these remedies already. Choose others, or take one out."
        )
    return {AS_IT_IS: config, **changed}


def folds(config: TrainingConfig, count: int) -> dict[str, TrainingConfig]:
    """Return a training for each fold of a cross-validation (R. Kohavi, 1995), 2 to 10 folds, stratified.

    Raises:
        ConfigError: the number cannot be.
    """
    return {str(fold + 1): config.replace(folds=count, fold=fold) for fold in range(max(2, count))}


def seeds(config: TrainingConfig, count: int) -> dict[str, TrainingConfig]:
    """Return the same training with so many seeds, from its own on."""
    first = min(config.seed, 2**31 - count)
    return {str(seed): config.replace(seed=seed) for seed in range(first, first + count)}


class Experiment(NamedTuple):
    """Several runs that are ready to press."""

    kind: Kind
    configs: dict[str, TrainingConfig]


READY: dict[str, Experiment] = {
    "optimizers": Experiment("optimizers", optimizer_race(PRESETS["two-conv"].replace(share=0.1, epochs=3))),
    "overfitting": Experiment(
        "overfitting",
        remedy_race(
            PRESETS["two-conv-dense"].replace(share=300 / 60_000, validation_split=0.2, epochs=30, batch_size=32),
        ),
    ),
}


def results(group: Group) -> list[Result]:
    """Return what each run of the group came to, in the group's order."""
    return [_result(member, group.label(member), run) for member, run in group.runs().items()]


def _result(member: str, name: str, run: Run) -> Result:
    history, card = run.history(), run.card()
    best = card.best_epoch if card else 0
    kept = history[best - 1] if 0 < best <= len(history) else None
    seconds = [row["seconds"] for row in history if "seconds" in row]
    return Result(
        member,
        name,
        run,
        len(history),
        kept.get("val_accuracy") if kept else None,
        card.figures.test_accuracy if card else None,
        fmean(seconds) if seconds else None,
    )


def mean_and_spread(values: list[float]) -> tuple[float, float]:
    """Return the mean, and the sample standard deviation (0 for a single value)."""
    return fmean(values), stdev(values) if len(values) > 1 else 0.0


def always_wrong(group: Group) -> tuple[NDArray[np.int64], int]:
    """Return the test pictures that every run gets wrong, and of how many runs that is said.

    Returns:
        int64 of shape (m,), indices into the test pictures; and the number of runs whose classifier can be asked.
    """
    wrong = []
    for run in group.runs().values():
        try:
            predictions = predictions_of(run.folder)
        except InklingError:  # it has no classifier, or a damaged one: the others are compared all the same
            continue
        wrong.append(predictions.predicted != predictions.labels)
    if not wrong or len({len(each) for each in wrong}) > 1:
        return np.empty(0, np.int64), 0
    return np.flatnonzero(np.all(wrong, axis=0)), len(wrong)
