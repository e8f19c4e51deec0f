"""Page "Evaluate": choose a classifier -> figures, mistakes, comparison, corruptions, how sure it is."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import streamlit as st

from model.errors import InklingError
from ui import layout
from ui.evaluate import comparison, confidence, corruption, download, examples, matrix, networks, overview
from ui.evaluate.networks import Evaluated
from ui.text import message


class View(NamedTuple):
    """A part of the page: its label, and what shows it."""

    label: str
    show: Callable[[Evaluated], None]


VIEWS = {
    "overview": View("Overview", overview.show),
    "matrix": View("Matrix", matrix.show),
    "mistakes": View("Mistakes", examples.show),
    "comparison": View("Two side by side", comparison.show),
    "corruption": View("Damage", corruption.show),
    "confidence": View("How sure", confidence.show),
    "download": View("Download", download.show),
}


def main() -> None:
    """Show the page."""
    layout.begin_page("pages/evaluate.py")
    st.title("Evaluate a network")
    network = networks.choose()
    view = st.segmented_control(
        "What do you want to see?", list(VIEWS), default="overview", format_func=lambda view: VIEWS[view].label
    )
    try:
        VIEWS[view or "overview"].show(networks.evaluate(network))
    except InklingError as error:
        st.error(message(error))


main()
