"""What outlives a rerun: the classifiers in memory, and the session's keys, each named once."""

from __future__ import annotations

import gc
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Generic, TypeVar

import streamlit as st

from model import datasets, runs, versions
from model.classifier import Classifier
from model.config import TrainingConfig
from model.errors import ClassifierError, InklingError

if TYPE_CHECKING:
    from model.datasets import Pictures
    from model.explanation import Anatomy
    from model.neighbours import Excitement, Index
    from model.snapshots import Album

Made = TypeVar("Made")

PICTURE = "picture"  # the picture that the Draw page answers, uint8; not there when it answers none
STROKES = "strokes"  # of that picture, a state after each: list of ui.canvas.Drawn, empty where it is no drawing
DRAWINGS = "drawings"  # with the canvas's name: what was drawn, a state after each stroke: list of ui.canvas.Drawn
CANVAS_START = "canvas_start"  # likewise: the strokes that the canvas began with, and which beginning that was
CANVAS_SENT = "canvas_sent"  # likewise: how many strokes it sent last, and the last one of them
WINDOW_WIDTH = "window_width"  # px, when the session first asked
CELLS = "cells"  # the squares that are inked on the keyboard grid
WAY = "way"  # how the last picture was given
PEN = "pen"  # width of the pen in px
NUMBER_PEN = "number_pen"  # likewise, for a number
FILE_READ = "file_read"  # the uploaded file that was read last: its id, and what was made of it
DATA = "data"  # which pictures are trained on
IMPORT_ERROR = "import_error"  # why own pictures could not be added
LAYERS = "layers"  # of the network of one's own: list of model.architecture.Layer
DELETED = "deleted"  # ids of the runs that were deleted on this page, last one last
MATRIX = "matrix"  # the confusion matrix, as a chart
MEASURED = "measured"  # whether the damage bench is on show
TRUE, TAKEN_FOR = "true", "taken_for"  # classes from 0: whose pictures are shown
TEST_PICTURE = "test_picture"  # index of the MNIST test picture on show


@st.cache_resource(show_spinner=False)
def wake() -> None:
    """Once a server: load what answers behind the first page, and start what waits in the queue."""
    Thread(target=_load_what_answers, daemon=True).start()
    runs.empty_bin()
    runs.advance()


def _load_what_answers() -> None:
    current_classifier()
    import_module("model.photos")  # scikit-image: the first photo need not wait for it
    gc.collect()
    gc.freeze()  # what was loaded stays: Python's collections, on which a class waits, need not look through it


def current_classifier() -> Classifier:
    """Return the classifier that answers; the shipped one when that of a run is damaged.

    Raises:
        ClassifierError: the shipped one is damaged too.
    """
    folder = versions.current()
    try:
        return classifier_in(folder)
    except ClassifierError:
        return classifier_in(versions.SHIPPED)


def classifier_in(folder: Path) -> Classifier:
    """Return the classifier in a folder.

    Raises:
        ClassifierError: it is missing or damaged.
    """
    return _load(folder, _changed(folder))


def opened(folder: Path) -> Anatomy:
    """Return the network of a folder, opened; raises as `Classifier.load` and `Anatomy` do."""
    return _opened(folder, _changed(folder))


def album(folder: Path) -> Album:
    """Return a run's network at every epoch that was kept; raises likewise."""
    return _album(folder, _changed(folder))


def config_of(folder: Path) -> TrainingConfig:
    """Return what the classifier in a folder was trained by; the shipped one's pictures of MNIST are all of them."""
    if folder == versions.SHIPPED:
        return TrainingConfig(validation_split=0.0)
    return runs.find(folder.name).config()


def test_pictures(folder: Path) -> Pictures:
    """Return the pictures that the classifier in a folder is tested on; raises DataError."""
    return _test_pictures(config_of(folder))


class Making(Generic[Made]):
    """Something that takes seconds: made once for all sessions, and to its end when the one that asked has left."""

    def __init__(self, make: Callable[[Callable[[float], object]], Made]) -> None:
        """Begin to make it; `make` is given what it tells how much is done, 0 to 1."""
        self._share = 0.0
        self._made: Made | None = None
        self._error: Exception | None = None
        self._thread = Thread(target=self._make, args=(make,), daemon=True)
        self._thread.start()

    def wait(self, words: str) -> Made:
        """Return it, with a progress bar until it is there; raises what the making raised."""
        if self._thread.is_alive():
            bar = st.progress(0.0, words)
            while self._thread.is_alive():
                bar.progress(self._share, words)
                self._thread.join(0.2)
            bar.empty()
        if self._made is None:
            raise self._error or RuntimeError("Nothing was made.")
        return self._made

    def _make(self, make: Callable[[Callable[[float], object]], Made]) -> None:
        try:
            self._made = make(self._tell)
        except Exception as error:
            self._error = error

    def _tell(self, share: float) -> None:
        self._share = min(1.0, share)


def neighbours(folder: Path) -> Index:
    """Return the training pictures by what a folder's network makes of them."""
    try:
        return _neighbours(folder, _changed(folder)).wait("Looking through the training pictures, once …")
    except InklingError:
        _neighbours.clear()  # the next look tries anew
        raise


def excitement(folder: Path) -> Excitement:
    """Return the test pictures that excite each filter of a folder's network most."""
    return _excitement(folder, _changed(folder)).wait("Showing the network its test pictures, once …")


@st.cache_resource(show_spinner="Looking for the test pictures …", max_entries=2)
def _test_pictures(config: TrainingConfig) -> Pictures:
    return datasets.test_pictures(config)


@st.cache_resource(show_spinner=False, max_entries=2)
def _neighbours(folder: Path, changed: float) -> Making[Index]:
    from model.neighbours import Index

    anatomy, config = _opened(folder, changed), config_of(folder)

    def make(told: Callable[[float], object]) -> Index:
        learned, _ = datasets.divided(datasets.training_pictures(config), config)
        return Index(anatomy, learned, folder, told)

    return Making(make)


@st.cache_resource(show_spinner=False, max_entries=4)
def _excitement(folder: Path, changed: float) -> Making[Excitement]:
    from model.neighbours import Excitement

    anatomy, pictures = _opened(folder, changed), test_pictures(folder)
    return Making(lambda told: Excitement(anatomy, pictures, folder, told))


@st.cache_resource(show_spinner=False, max_entries=4)
def _opened(folder: Path, changed: float) -> Anatomy:
    from model.explanation import Anatomy

    return Anatomy.of(_load(folder, changed), folder)


@st.cache_resource(show_spinner=False, max_entries=2)
def _album(folder: Path, changed: float) -> Album:
    from model.snapshots import Album

    return Album(_opened(folder, changed), folder)


@st.cache_resource(show_spinner=False, max_entries=4)
def _load(folder: Path, changed: float) -> Classifier:
    return Classifier.load(folder)


def _changed(folder: Path) -> float:
    """Return when the classifier in a folder was written; its card is what is written last."""
    path = folder / "card.json"
    return path.stat().st_mtime if path.exists() else 0.0
