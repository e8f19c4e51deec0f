"""The checks of the lesson: each looks whether what a card asks for has been done.

Knows what the pages leave in a session. Does not know the cards.
"""

from __future__ import annotations

import numpy as np
import streamlit as st

from model.datasets.mnist import mnist_test
from model.inference.classifier import Reading
from ui import resources, session


def _reading() -> Reading | None:
    """Return what the network makes of the picture on the page "Draw", None where there is none."""
    picture = st.session_state.get(session.PICTURE)
    return None if picture is None else resources.current_classifier().read(picture)


def is_read() -> bool:
    """Whether a digit is drawn that the network reads and is sure of."""
    reading = _reading()
    return reading is not None and reading.status == "digit"


def is_fooled() -> bool:
    """Whether the network reads something else than the visitor says it is, or doubts what they say is a digit."""
    reading = _reading()
    if reading is None or session.MEANT not in st.session_state:
        return False
    meant: int | None = st.session_state[session.MEANT]
    return reading.label != meant if reading.status == "digit" else meant in range(10)


def is_mistake_open() -> bool:
    """Whether a test picture was opened that the network reads wrong."""
    at, pictures = st.session_state.get(session.TEST_PICTURE), mnist_test()
    if not isinstance(at, int) or at not in range(len(pictures)):
        return False
    probabilities = resources.current_classifier().probabilities(pictures[np.array([at])].images())
    return int(probabilities[0].argmax()) != int(pictures.y[at])


def has_looked() -> bool:
    """Whether a map of the network was opened for a picture."""
    return session.PICTURE in st.session_state and session.PRESSED in st.session_state
