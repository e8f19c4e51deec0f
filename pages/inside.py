"""Page "Look inside": one picture on its way through one network."""

from __future__ import annotations

import streamlit as st

from model.errors import InklingError
from model.languages.translation import N_, _
from ui import layout
from ui.inside import by_hand, learning, neighbours, network, stroke_by_stroke, where_it_looked
from ui.inside.choosing import choose_subject
from ui.text import message
from ui.views import View, choose_view

VIEWS = {
    "where-it-looked": View(N_("Where it looked"), where_it_looked.show),
    "network": View(N_("The network"), network.show),
    "neighbours": View(N_("It looks like these"), neighbours.show),
    "learning": View(N_("How it learned"), learning.show),
    "stroke-by-stroke": View(N_("Stroke by stroke"), stroke_by_stroke.show),
    "by-hand": View(N_("By hand"), by_hand.show),
}
CAN_BE_SHOWN = {"learning": learning.can_be_shown, "stroke-by-stroke": stroke_by_stroke.can_be_shown}


def main() -> None:
    """Show the page."""
    layout.begin_page("pages/inside.py")
    st.title(_("Look inside"))
    try:
        subject = choose_subject()
        if subject is None:
            return
        offered = {view: VIEWS[view] for view in VIEWS if view not in CAN_BE_SHOWN or CAN_BE_SHOWN[view](subject)}
        chosen = choose_view(offered, key="inside-view")
        # A part for each view: those of the others are emptied at once, while the chosen one may take seconds.
        parts = {view: st.container() if view == chosen else st.empty() for view in VIEWS}
        with parts[chosen]:
            VIEWS[chosen].show(subject)
    except InklingError as error:
        st.error(message(error))


main()
