"""The classifier that answers, as the page "Draw" asks for it: while it is still loaded, the page says so.

Knows whether one was loaded since the server started. Does not know which one.
"""

from __future__ import annotations

from threading import Event

import streamlit as st

from model.inference.classifier import Classifier
from model.languages.translation import _
from ui import resources
from ui.turns import aside

_awake = Event()


def awake_classifier() -> Classifier:
    """Return the classifier that answers; raises ClassifierError as `resources.current_classifier` does."""
    if not _awake.is_set():
        with aside(), st.spinner(_("The network is still waking up. Your answer comes in a moment …")):
            resources.current_classifier()
        _awake.set()
    return resources.current_classifier()
