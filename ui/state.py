"""What outlives a rerun: the classifiers in memory, and the session's keys, each named once."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

import streamlit as st

from model import datasets, runs, versions
from model.config import TrainingConfig
from model.errors import ClassifierError

if TYPE_CHECKING:
    from model.classifier import Classifier
    from model.datasets import Pictures
    from model.explanation import Anatomy
    from model.neighbours import Excitement, Index
    from model.snapshots import Album

PICTURE = "picture"  # the picture that the Draw page answers, uint8; not there when it answers none
STROKES = (
    "strokes"  # of that picture, a state after each: list of ui.canvas.Drawn, empty when it is not from the canvas
)
DRAWINGS = "drawings"  # with the canvas's name: what was drawn, a state after each stroke: list of ui.canvas.Drawn
CANVAS_START = "canvas_start"  # likewise: what the canvas began with
CANVAS_SENT = "canvas_sent"  # likewise: the strokes that it sent last
WINDOW_WIDTH = "window_width"  # px, when the session first asked
CELLS = "cells"  # the squares that are inked on the keyboard grid
WAY = "way"  # how the last picture was given
PEN = "pen"  # width of the pen in px
NUMBER_PEN = "number_pen"  # likewise, for a number
DATA = "data"  # which pictures are trained on
IMPORT_ERROR = "import_error"  # why own pictures could not be added
LAYERS = "layers"  # of the network of one's own: list of model.architecture.Layer
DELETED = "deleted"  # ids of the runs that were deleted on this page, last one last
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


def current_classifier() -> Classifier:
    """Return the classifier that answers; the shipped one when that of a run is damaged.

    Raises:
        ClassifierError: the shipped one is damaged too.
    """
    folder = versions.current()
    try:
        return _load(folder, _changed(folder))
    except ClassifierError:
        return _load(versions.SHIPPED, _changed(versions.SHIPPED))


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


def neighbours(folder: Path) -> Index:
    """Return the training pictures by what a folder's network makes of them, computed once for all sessions."""
    return _neighbours(folder, _changed(folder))


def excitement(folder: Path) -> Excitement:
    """Return the test pictures that excite each filter of a folder's network, computed once for all sessions."""
    return _excitement(folder, _changed(folder))


# Streamlit lets one session compute what is cached here; the others wait for it.
@st.cache_resource(show_spinner="Looking for the test pictures …", max_entries=2)
def _test_pictures(config: TrainingConfig) -> Pictures:
    return datasets.test_pictures(config)


@st.cache_resource(show_spinner="Looking through the training pictures, once for this network …", max_entries=2)
def _neighbours(folder: Path, changed: float) -> Index:
    from model.neighbours import Index

    config = config_of(folder)
    learned, _ = datasets.divided(datasets.training_pictures(config), config)
    return Index(_opened(folder, changed), learned, folder)


@st.cache_resource(show_spinner="Showing the network its test pictures, once for all filters …", max_entries=4)
def _excitement(folder: Path, changed: float) -> Excitement:
    from model.neighbours import Excitement

    return Excitement(_opened(folder, changed), test_pictures(folder), folder)


@st.cache_resource(show_spinner=False, max_entries=4)
def _opened(folder: Path, changed: float) -> Anatomy:
    from model.explanation import Anatomy

    return Anatomy(_load(folder, changed))


@st.cache_resource(show_spinner=False, max_entries=2)
def _album(folder: Path, changed: float) -> Album:
    from model.snapshots import Album

    return Album(_load(folder, changed), folder)


@st.cache_resource(show_spinner=False, max_entries=4)
def _load(folder: Path, changed: float) -> Classifier:
    from model.classifier import Classifier  # TensorFlow takes seconds: a page shows itself first

    return Classifier.load(folder)


def _changed(folder: Path) -> float:
    path = folder / "classifier.keras"
    return path.stat().st_mtime if path.exists() else 0.0
