"""Page "Evaluate": choose a classifier -> what it reads wrong, figures, comparison, corruptions, how sure it is."""

from __future__ import annotations

import streamlit as st

from model.errors import InklingError
from model.languages.translation import N_
from ui import layout, session
from ui.evaluate import comparison, confidence, corruption, download, figures, headline, mistakes_view, networks
from ui.text import message
from ui.views import View, choose_view

VIEWS = {
    "mistakes": View(N_("Mistakes"), mistakes_view.show),
    "figures": View(N_("Figures"), figures.show),
    "comparison": View(N_("Two networks"), comparison.show),
    "corruption": View(N_("Damage"), corruption.show),
    "confidence": View(N_("How sure"), confidence.show),
    "download": View(N_("Download"), download.show),
}


def main() -> None:
    """Show the page."""
    layout.begin_page("pages/evaluate.py")
    with st.container(horizontal=True, vertical_alignment="center", key="evaluate-choices"):
        network = networks.choose()
        view = choose_view(VIEWS, key=session.EVALUATE_VIEW)
    try:
        evaluated = networks.evaluate(network)
        headline.show(evaluated)
        VIEWS[view].show(evaluated)
    except InklingError as error:
        st.error(message(error))


main()
