"""Which network answers this visitor: its name and figure in the bar; a press lets another one be chosen.

Knows the networks that there are. Does not know who else they answer: that is `model.runs.versions`.
"""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from model.errors import ClassifierError
from model.inference.card import read_card
from model.runs import versions
from ui import resources, session
from ui.text import message, plain


def choose() -> None:
    """Show which network answers, and let another one be chosen for this visit."""
    folder = resources.answering()
    try:
        card = read_card(folder)
    except ClassifierError as error:
        st.error(message(error))
        return
    label = f"{plain(card.name)} · {card.figures.test_accuracy:.1%}"
    popover = st.popover(label, icon=":material/neurology:", key="answering", on_change="rerun")
    if not popover.open:  # the list reads every run
        return
    with popover:
        st.caption(
            f"The network that answers you. {card.figures.test_accuracy:.2%} right on its test pictures, trained on"
            f" {plain(card.created)}."
        )
        networks = {each: named for each, named in resources.networks().items() if read_card(each).reads_digits}
        st.selectbox(
            "Let another one answer you",
            list(networks),
            format_func=lambda each: networks[each].label,
            key="answering-network",
            on_change=_answer,
        )
        if versions.chosen() is None or versions.chosen() != versions.current():
            st.caption("The network that was chosen for all cannot answer, so this one does.")


def _answer() -> None:
    """Let what was chosen answer from now on."""
    folder: Path = st.session_state["answering-network"]
    if folder == versions.current():
        st.session_state.pop(session.NETWORK, None)
    else:
        st.session_state[session.NETWORK] = folder
