"""Which networks are evaluated: one, or two to compare; and what they predict for their test pictures.

Knows the networks that there are. Does not know what is shown of them.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from model.errors import InklingError
from model.evaluation.predictions import Predictions, predictions_of
from model.inference.card import read_card
from model.languages.translation import _
from model.versions import published
from ui import language, resources
from ui.resources import NamedNetwork
from ui.text import message

if TYPE_CHECKING:
    from model.evaluation.metrics import Evaluation

_NONE = Path()  # the choice of no network: with None, Streamlit would show a button that empties the box


@dataclass(frozen=True)
class Evaluated:
    """A network's predictions, and how good they are."""

    predictions: Predictions

    @property
    def label(self) -> str:
        """What the network is called on the page."""
        return self.predictions.name

    @property
    def figures(self) -> Evaluation:
        """How good the network is."""
        predictions = self.predictions
        return _measured(predictions.card.fingerprint, predictions.pictures.fingerprint, predictions)


def choose() -> NamedNetwork:
    """Let a network be chosen; the shipped one where all are damaged, so that the page can say what is wrong."""
    networks = resources.networks()
    names = {folder: each.name for folder, each in networks.items()}
    folder = st.selectbox(
        _("Network"),
        list(names),
        format_func=names.__getitem__,
        key=language.kept("evaluate-network", names),
        label_visibility="collapsed",
        placeholder=_("There is no network"),
        width=352,
    )
    return networks[folder] if folder else NamedNetwork(published.SHIPPED, "", None)


def evaluate(network: NamedNetwork) -> Evaluated:
    """Return a network with its predictions, with a progress bar where they are not known yet.

    Raises:
        InklingError: the network or its test pictures are missing or damaged.
    """
    place = st.empty()
    progress = progress_in(place, _("The network reads its test pictures …"))
    predictions = predictions_of(network.folder, on_progress=progress)
    place.empty()
    return Evaluated(dataclasses.replace(predictions, called=network.name))


def choose_other(first: Predictions, key: str, none: str = "") -> Evaluated | None:
    """Let another network for the same classes be chosen to compare with; None where none is, or none that can be.

    Why one cannot be is said: it or its test pictures are missing or damaged, or are others than those of the first.

    Args:
        first: of the network that is compared.
        key: tells the places where one can be chosen apart.
        none: what the choice of no network is called; "" where one must be chosen.
    """
    networks = {
        folder: each
        for folder, each in resources.networks().items()
        if folder != first.folder and read_card(folder).classes == first.classes
    }
    if not networks:
        st.info(
            _("There is no second network for these classes yet. Train one on the Train page, and compare it here.")
        )
        return None
    names = {_NONE: none} if none else {}
    names |= {folder: each.name for folder, each in networks.items()}
    folder = st.selectbox(
        _("Compare with"),
        list(names),
        format_func=names.__getitem__,
        key=language.kept(f"evaluate-{key}", names),
    )
    if folder == _NONE:
        return None
    try:
        other = evaluate(networks[folder])
        first.must_fit(other.predictions)
    except InklingError as error:  # what the view shows of the first stays
        st.error(message(error))
        return None
    return other


def progress_in(place: DeltaGenerator, words: str) -> Callable[[float], object]:
    """Return what shows in a place how much of something is done, 0 to 1."""
    return lambda done: place.progress(done, words)


@st.cache_resource(show_spinner=False, max_entries=8)
def _measured(version: str, pictures: str, _predictions: Predictions) -> Evaluation:
    """Return the figures of a version on these pictures: each press on the page asks for them."""
    from model.evaluation.metrics import measure  # brings scikit-learn

    return measure(_predictions.probabilities, _predictions.labels)
