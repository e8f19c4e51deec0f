"""Page "Our digits": the class's own digits, looked through, corrected and approved; giving ten; teaching them."""

from __future__ import annotations

import streamlit as st

from model.errors import InklingError
from model.languages.translation import N_, _
from model.people.visitor import Visitor
from ui import layout, session
from ui.digits import collection, give_ten, teach, teach_shown
from ui.text import message
from ui.views import View, choose_view
from ui.visitor import me

VIEWS: dict[str, View[Visitor]] = {
    "digits": View(N_("Digits"), collection.show),
    "ten": View(N_("Give ten"), lambda __: give_ten.show()),
    "teach": View(N_("Teach"), teach.show),
}


def main() -> None:
    """Show the page."""
    layout.begin_page("pages/digits.py")
    with st.container(horizontal=True, vertical_alignment="center", key="digits-head"):
        st.title(_("Our digits"), anchor=False, width="content")
        view = choose_view(VIEWS, key=session.DIGITS_VIEW, first="teach" if teach_shown.is_named() else "")
    # Each view has its place, so that nothing of the one before stands below the new one while that is made.
    places = {each: st.container() if each == view else st.empty() for each in VIEWS}
    try:
        with places[view]:
            VIEWS[view].show(me())
    except InklingError as error:
        st.error(message(error))


main()
