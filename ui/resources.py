"""What all sessions share: classifiers and opened networks in memory, and what is computed once for each.

Knows which classifier is in use, and what is kept in memory. Does not know pages.
"""

from __future__ import annotations

import gc
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from importlib import import_module
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, NamedTuple

import streamlit as st

from model.config import TrainingConfig, config_of
from model.datasets.mixing import learned_pictures
from model.datasets.pictures import Pictures
from model.datasets.registry import data_set
from model.errors import ClassifierError, DatabaseError, DiskError, SettingError
from model.evaluation.predictions import OnProgress
from model.inference.card import read_card
from model.inference.classifier import Classifier
from model.inference.loaded import changed, classifier_in
from model.languages.translation import _
from model.runs import room, store
from model.storage import home_version, recycle_bin
from model.storage.database.engine import open_database
from model.versions import published, registry
from model.versions.registry import Version
from ui import run_names, session, version_names
from ui.background import made_once

if TYPE_CHECKING:
    from model.explanation.checkpoint_history import CheckpointHistory
    from model.explanation.inspector import NetworkInspector
    from model.explanation.neighbours import Index
    from model.explanation.top_activations import TopActivations


@st.cache_resource(show_spinner=False)
def open_home(folders: list[Path]) -> None:
    """Once a server: take home and store, which are these folders, over; raises HomeError: a newer Inkling wrote it."""
    home_version.open_home()


@st.cache_resource(show_spinner=False)
def warm_up() -> None:
    """Once a server: load what answers behind the first page, sweep what was left."""
    Thread(target=_make_ready, daemon=True).start()


def _make_ready() -> None:
    with suppress(DatabaseError):  # what needs it says so: who draws does not
        open_database()
    with suppress(ClassifierError):  # the page says so
        classifier_in(published.current())
    store.sweep()
    recycle_bin.sweep()
    with suppress(DiskError, SettingError):  # nothing else may go: said where something is to be written
        room.make_room()
    import_module("model.images.photos")  # scikit-image: the first photo need not wait for it
    gc.collect()
    gc.freeze()  # what was loaded stays: Python's collections, on which a class waits, need not look through it


def answering() -> Path:
    """Return the folder of the network that answers this visitor: their own choice, else the one in use for all."""
    chosen: Path | None = st.session_state.get(session.NETWORK)
    return chosen if chosen and published.can_answer(chosen) else published.current()


def current_classifier() -> Classifier:
    """Return the classifier that answers this visitor.

    Raises:
        ClassifierError: the shipped one is damaged, and no other is in use.
    """
    return classifier_in(answering())


class NamedNetwork(NamedTuple):
    """A classifier that can be chosen.

    Attributes:
        folder: of the classifier.
        name: what it is called; no two that can be chosen are called the same.
        created: when it was made; None of the shipped one.
    """

    folder: Path
    name: str
    created: datetime | None


def networks() -> dict[Path, NamedNetwork]:
    """Return the classifiers that can be chosen, by folder: the one that answers, the shipped one, all others."""
    found = {}
    versions = _versions()
    named = {**_of_no_run(versions), **_trained(versions)}
    for folder in dict.fromkeys([answering(), published.SHIPPED, *named]):
        with suppress(ClassifierError):  # a damaged one harms no other
            title = read_card(folder).title
            created = None if folder == published.SHIPPED else store.created(folder.name)
            found[folder] = NamedNetwork(folder, named.get(folder) or title, created)
    return found


def _versions() -> dict[Path, Version]:
    """Return what may answer all, by folder; nothing where nobody can tell."""
    with suppress(DatabaseError):
        return {each.folder: each for each in registry.all_versions()}
    return {}


def _trained(versions: Mapping[Path, Version]) -> dict[Path, str]:
    """Return what runs are called that have a classifier, by folder; none where nobody can tell which there are."""
    with suppress(DatabaseError):
        runs = [run for run in store.all_runs() if published.is_complete(run.folder)]
        names = run_names.names(runs)
        named = {run.folder: names.get(run.id, "") for run in runs}
        return {
            folder: version_names.numbered(versions[folder], name) if folder in versions else name
            for folder, name in named.items()
        }
    return {}


def _of_no_run(versions: Mapping[Path, Version]) -> dict[Path, str]:
    """Return what versions are called whose classifiers are not of a run, by folder."""
    return {
        folder: version_names.numbered(each)
        for folder, each in versions.items()
        if each.is_imported or folder == published.SHIPPED
    }


def trained_by(folder: Path) -> TrainingConfig:
    """Return how the classifier in a folder was trained; raises ClassifierError."""
    return config_of(folder, read_card(folder))


def reads_digits(folder: Path) -> bool:
    """Whether the network in a folder reads digits, and so a drawing; raises as `trained_by` and `data_set` do."""
    return data_set(trained_by(folder).data).reads_digits


def test_pictures(folder: Path) -> Pictures:
    """Return the pictures that the classifier in a folder is tested on; raises DataError."""
    data = trained_by(folder).data
    with st.spinner(_("Looking for the test pictures …")):  # it shows where it takes a while
        return _test_pictures(data)


def inspector(folder: Path) -> NetworkInspector:
    """Return the network of a folder, opened; raises as `Classifier.load` and `NetworkInspector` do."""
    return _inspector(folder, changed(folder))


def checkpoint_history(folder: Path) -> CheckpointHistory:
    """Return a run's network at every epoch that was kept; raises likewise."""
    from model.explanation.checkpoint_history import CheckpointHistory

    return CheckpointHistory(inspector(folder), folder)


def neighbours(folder: Path) -> Index:
    """Return the training pictures by what a folder's network makes of them."""
    from model.explanation.neighbours import Index

    opened, config = inspector(folder), trained_by(folder)

    def make(on_progress: OnProgress) -> Index:
        return Index(opened, learned_pictures(config), folder, on_progress)

    return made_once(("neighbours", folder, changed(folder)), _("Looking through the training pictures, once …"), make)


def top_activations(folder: Path) -> TopActivations:
    """Return the test pictures that activate each filter of a folder's network most."""
    from model.explanation.top_activations import TopActivations

    opened, pictures = inspector(folder), test_pictures(folder)

    def make(on_progress: OnProgress) -> TopActivations:
        return TopActivations(opened, pictures, folder, on_progress)

    return made_once(("top", folder, changed(folder)), _("Showing the network its test pictures, once …"), make)


@st.cache_resource(show_spinner=False, max_entries=2)
def _test_pictures(data: str) -> Pictures:
    return data_set(data).test()


@st.cache_resource(show_spinner=False, max_entries=4)
def _inspector(folder: Path, changed: tuple[int, ...]) -> NetworkInspector:
    from model.explanation.inspector import NetworkInspector

    return NetworkInspector.of(classifier_in(folder), folder)
