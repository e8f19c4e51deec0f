"""Which network answers the class, and the way back to Inkling's own.

Knows the one that was published. Does not know which one a visitor chose for themselves (see `ui.answering`).
"""

from __future__ import annotations

import streamlit as st

from model.errors import ClassifierError
from model.inference.card import read_card
from model.languages.translation import _
from model.versions import actions, published
from ui import answering, faults, version_names
from ui.text import message, plain
from ui.visitor import me


def show() -> None:
    """Show which one it is, and let the teacher go back where it is another one than Inkling's."""
    st.subheader(_("What answers the class"), anchor=False)
    say()
    answering.show_way_to_all("class")
    if published.chosen() != published.SHIPPED:
        st.button(
            _("Go back to Inkling's network"), key="class-shipped", icon=":material/undo:", on_click=faults.do,
            args=("class", _go_back),
        )  # fmt: skip


def _go_back() -> None:
    actions.pin_shipped(me())  # who this is now: not who it was when the page was drawn


def say() -> None:
    """Say which one it is, and how good."""
    folder = published.current()
    try:
        card, name = read_card(folder), version_names.of(folder)
    except ClassifierError as error:
        st.error(message(error))
        return
    said = _("**{name}** answers the class. It is right on {share:.2%} of its test pictures.")
    st.markdown(said.format(name=plain(name), share=card.figures.test_accuracy))
