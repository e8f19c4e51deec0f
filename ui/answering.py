"""Which network answers this visitor: its number, name and figure in the bar; a press lets another one be chosen.

Knows the networks that there are. Does not know who else they answer: that is `model.versions.published`.
"""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from model.errors import ClassifierError, DatabaseError
from model.inference.card import read_card
from model.languages.translation import _
from model.versions import published, registry
from model.versions.registry import Version
from ui import language, resources, session, version_names
from ui.text import message, plain


def choose() -> None:
    """Show which network answers, and let another one be chosen for this visit."""
    folder = st.session_state[session.BADGE] = resources.answering()
    try:
        card, name = read_card(folder), version_names.of(folder)
    except ClassifierError as error:
        st.error(message(error))
        return
    label = f"{name} · {card.figures.test_accuracy:.1%}"
    popover = st.popover(plain(label), icon=":material/neurology:", key="answering", on_change="rerun")
    with popover:
        st.caption(
            _("{name} answers you. It was trained on {day}, and is right on {share:.2%} of its test pictures.").format(
                name=plain(name), day=plain(card.created), share=card.figures.test_accuracy
            )
        )
        if published.chosen() != published.current():
            st.caption(_("The network that was chosen for all cannot answer, so this one does."))
        show_way_to_all("bar")
        if not popover.open:  # the list reads every run
            return
        try:
            names = {folder: label, **{each.folder: _label(each) for each in registry.all_versions()}}
        except DatabaseError as error:
            st.error(message(error))
            return
        st.selectbox(
            _("Let another one answer you"),
            list(names),
            format_func=names.__getitem__,
            key=language.kept("answering-network", names),
            on_change=_answer,
        )


def follow() -> None:
    """Draw the whole page anew where another network answers than its bar says: somebody published one meanwhile."""
    if st.session_state.get(session.BADGE) not in (None, resources.answering()):
        st.rerun()


def show_way_to_all(where: str) -> None:
    """Show the way to the page of all networks.

    Args:
        where: tells the places where it is shown apart.
    """
    with st.container(key=f"all-networks-{where}"):
        st.page_link("pages/networks.py", label=_("All networks"), icon=":material/deployed_code_history:")


def _label(version: Version) -> str:
    """Return the number, the name and the figure of a network."""
    return f"{version_names.numbered(version)} · {read_card(version.folder).figures.test_accuracy:.1%}"


def _answer() -> None:
    """Let what was chosen answer from now on."""
    answer_me(st.session_state["answering-network"])


def answer_me(folder: Path) -> None:
    """Let the network in a folder answer this visitor; that of the class: as long as it is that."""
    if folder == published.current():
        st.session_state.pop(session.NETWORK, None)
    else:
        st.session_state[session.NETWORK] = folder


def answer_as_class() -> None:
    """Let the network that answers the class answer this visitor, too."""
    st.session_state.pop(session.NETWORK, None)
