"""What outlives a rerun: the classifiers in memory, and the session's keys, each named once."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

import streamlit as st

from model import runs, versions
from model.errors import ClassifierError

if TYPE_CHECKING:
    from model.classifier import Classifier

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


@st.cache_resource(show_spinner=False, max_entries=4)
def _load(folder: Path, changed: float) -> Classifier:
    from model.classifier import Classifier  # TensorFlow takes seconds: a page shows itself first

    return Classifier.load(folder)


def _changed(folder: Path) -> float:
    path = folder / "classifier.keras"
    return path.stat().st_mtime if path.exists() else 0.0
