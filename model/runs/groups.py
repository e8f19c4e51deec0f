"""Runs that belong together: a race, the folds of a cross-validation, one training with several seeds.

Each is a row: its kind, and of each run the id of what it stands for ("adam", "dropout", "3") and its own. Those of
versions before 0.6 lie in files, groups/<id>.json, and are taken over the first time that anybody looks.
Knows runs. Does not know how they are done, what they came to (see `results`), or pages.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy import Connection, Row

from model.config import TrainingConfig
from model.errors import InklingError, RunError, Words
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
        id: of the group.
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


def create(kind: Kind, configs: dict[str, TrainingConfig], owner: str = "") -> Group:
    """Queue a run for each config, and return the group.

    Args:
        kind: what the runs have in common.
        configs: by what each stands for.
        owner: whose the runs are, see `store.create`.

    Raises:
        DiskError: a folder cannot be written; then no run of the group is left.
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
