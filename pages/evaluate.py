"""Page "Evaluate": choose a classifier -> figures, mistakes, comparison, corruptions, how sure it is."""

from __future__ import annotations

import streamlit as st

from model.errors import InklingError
from ui import glossary, layout
from ui.evaluate import comparison, confidence, corruption, download, examples, matrix, networks, overview
from ui.text import message
from ui.views import View, choose_view

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
    view = choose_view(VIEWS)
    try:
        VIEWS[view].show(networks.evaluate(network))
    except InklingError as error:
        st.error(message(error))
    glossary.terms(*glossary.EVALUATE)


main()
