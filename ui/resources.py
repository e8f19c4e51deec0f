"""What all sessions share: classifiers and opened networks in memory, and what is computed once for each.

Knows which classifier is in use, and what is kept in memory. Does not know pages.
"""

from __future__ import annotations

import gc
from collections import Counter
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
from model.errors import ClassifierError
from model.evaluation.predictions import OnProgress
from model.inference.card import read_card
from model.inference.classifier import Classifier
from model.inference.loaded import changed, classifier_in
from model.runs import queue, store, versions
from model.storage import home_version, recycle_bin
from ui import session
from ui.background import made_once
from ui.text import when

if TYPE_CHECKING:
    from model.explanation.checkpoint_history import CheckpointHistory
    from model.explanation.inspector import NetworkInspector
    from model.explanation.neighbours import Index
    from model.explanation.top_activations import TopActivations


@st.cache_resource(show_spinner=False)
def open_home(folder: Path) -> None:
    """Once a server: take `home()`, which is this folder, over; raises HomeError when a newer Inkling wrote it."""
    home_version.open_home()


@st.cache_resource(show_spinner=False)
def warm_up() -> None:
    """Once a server: load what answers behind the first page, sweep what was left, start what waits in the queue."""
    Thread(target=_make_ready, daemon=True).start()
    queue.advance()


def _make_ready() -> None:
    with suppress(ClassifierError):  # the page says so
        classifier_in(versions.current())
    store.sweep()
    recycle_bin.sweep()
    import_module("model.images.photos")  # scikit-image: the first photo need not wait for it
    gc.collect()
    gc.freeze()  # what was loaded stays: Python's collections, on which a class waits, need not look through it


def answering() -> Path:
    """Return the folder of the network that answers this visitor: their own choice, else the one in use for all."""
    chosen: Path | None = st.session_state.get(session.NETWORK)
    return chosen if chosen and versions.can_answer(chosen) else versions.current()


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
        name: what it is called.
        created: when it was made; None of the shipped one.
        twin: of those with this name from this minute, which one it is, by age, from 1.
    """

    folder: Path
    name: str
    created: datetime | None
    twin: int = 1

    @property
    def label(self) -> str:
        """What tells it from every other in a list."""
        if self.folder == versions.SHIPPED:
            return self.name
        if self.created is None:
            return f"{self.name}, {self.folder.name}"
        label = f"{self.name}, {when(self.created)}"
        return label if self.twin == 1 else f"{label} ({self.twin})"


def networks() -> dict[Path, NamedNetwork]:
    """Return the classifiers that can be chosen, by folder: the one that answers, the shipped one, those of runs."""
    found = {}
    for folder in dict.fromkeys([answering(), versions.SHIPPED, *(run.folder for run in store.all_runs())]):
        with suppress(ClassifierError):  # a damaged one harms no other
            if versions.is_complete(folder):
                created = None if folder == versions.SHIPPED else store.created(folder.name)
                found[folder] = NamedNetwork(folder, read_card(folder).name, created)
    older: Counter[str] = Counter()
    for folder in sorted(found, key=lambda folder: folder.name):  # by age, which begins the name
        network = found[folder]
        older[network.label] += 1
        found[folder] = network._replace(twin=older[network.label])
    return found


def trained_by(folder: Path) -> TrainingConfig:
    """Return how the classifier in a folder was trained; raises ClassifierError."""
    return config_of(folder, read_card(folder))


def reads_digits(folder: Path) -> bool:
    """Whether the network in a folder reads digits, and so a drawing; raises as `trained_by` and `data_set` do."""
    return data_set(trained_by(folder).data).reads_digits


def test_pictures(folder: Path) -> Pictures:
    """Return the pictures that the classifier in a folder is tested on; raises DataError."""
    return _test_pictures(trained_by(folder).data)


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

    return made_once(("neighbours", folder, changed(folder)), "Looking through the training pictures, once …", make)


def top_activations(folder: Path) -> TopActivations:
    """Return the test pictures that activate each filter of a folder's network most."""
    from model.explanation.top_activations import TopActivations

    opened, pictures = inspector(folder), test_pictures(folder)

    def make(on_progress: OnProgress) -> TopActivations:
        return TopActivations(opened, pictures, folder, on_progress)

    return made_once(("top", folder, changed(folder)), "Showing the network its test pictures, once …", make)


@st.cache_resource(show_spinner="Looking for the test pictures …", max_entries=2)
def _test_pictures(data: str) -> Pictures:
    return data_set(data).test()


@st.cache_resource(show_spinner=False, max_entries=4)
def _inspector(folder: Path, changed: tuple[int, ...]) -> NetworkInspector:
    from model.explanation.inspector import NetworkInspector

    return NetworkInspector.of(classifier_in(folder), folder)
