"""Page "Look inside": one picture on its way through one network."""

from __future__ import annotations

import streamlit as st

from model.errors import InklingError
from ui import glossary, layout
from ui.inside import by_hand, feature_maps, learning, neighbours, stroke_by_stroke, where_it_looked
from ui.inside.choosing import choose_subject
from ui.inside.subject import show_subject
from ui.text import message
from ui.views import View, choose_view

VIEWS = {
    "by-hand": View("By hand", by_hand.show),
    "feature-maps": View("Feature maps", feature_maps.show),
    "where-it-looked": View("Where it looked", where_it_looked.show),
    "neighbours": View("It looks like these", neighbours.show),
    "learning": View("How it learned", learning.show),
    "stroke-by-stroke": View("Stroke by stroke", stroke_by_stroke.show),
}


def main() -> None:
    """Show the page."""
    layout.begin_page("pages/inside.py")
    st.title("Look inside")
    try:
        subject = choose_subject()
        if subject is None:
            st.info("Nothing is drawn yet. Draw a digit on the page “Draw”, or choose a test picture.")
            return
        show_subject(subject)
        chosen = choose_view(VIEWS)
        # A part for each view: those of the others are emptied at once, while the chosen one may take seconds.
        parts = {view: st.container() if view == chosen else st.empty() for view in VIEWS}
        with parts[chosen]:
            VIEWS[chosen].show(subject)
        glossary.terms(*glossary.INSIDE)
    except InklingError as error:
        st.error(message(error))


main()
