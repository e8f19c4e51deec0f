"""The lesson on a page: a switch in the bar and, below it, one card at a time.

Knows cards and Streamlit. Does not know how a card is checked.
"""

from __future__ import annotations

import streamlit as st

from model.errors import InklingError
from model.languages.translation import _
from ui import widgets
from ui.lesson import progress
from ui.lesson.cards import ANYWHERE, CARDS, Card
from ui.text import message

_LOOK_EVERY = 3.0  # s between two looks whether the card is done
_SWITCH, _CHOSEN = "lesson-switch", "lesson-card"  # keys of the switch, and of the row of cards


def show_switch(page: str) -> None:
    """Show, on the page of this address, the box that switches the lesson on and off."""
    widgets.put(_SWITCH, progress.of_visitor().is_on, page)
    st.checkbox(_("Lesson"), key=_SWITCH, on_change=_switch, width="content")


def _switch() -> None:
    progress.of_visitor().is_on = st.session_state[_SWITCH]


def show(page: str) -> None:
    """Show the open card, where the lesson is switched on.

    Args:
        page: the address of the page that is shown, such as "pages/train.py".
    """
    if progress.of_visitor().is_on:
        st.fragment(_show, run_every=_LOOK_EVERY)(page)
    else:
        progress.keep()


def _show(page: str, /) -> None:
    mine = progress.of_visitor()
    with st.container(border=True, key="lesson-cards", gap="small"):
        widgets.put(_CHOSEN, mine.card, page)
        st.segmented_control(
            _("The seven cards"),
            list(CARDS),
            key=_CHOSEN,
            format_func=lambda name: _step(name, mine),
            required=True,
            label_visibility="collapsed",
            on_change=_open_chosen,
        )
        try:
            _show_card(CARDS[mine.card], mine, page)
        except InklingError as error:
            st.error(message(error))
    progress.keep()


def _step(name: str, mine: progress.Progress) -> str:
    number = progress.NAMES.index(name) + 1
    return f"{'✓' if name in mine.done else number} :small[{_(CARDS[name].title)}]"


def _open_chosen() -> None:
    if card := st.session_state[_CHOSEN]:  # none, where the press names a card as it was called before its tick
        progress.of_visitor().card = card


def _show_card(card: Card, mine: progress.Progress, page: str) -> None:
    st.markdown(f"**{_(card.task)}**  \n{_(card.question)}")
    is_here = card.page in (page, ANYWHERE)
    with st.container(horizontal=True, vertical_alignment="center"):
        if is_here and mine.card not in mine.done and card.is_done():
            mine.done.add(mine.card)
        is_done = mine.card in mine.done
        if card.page != page or card.starts:
            key = f"lesson-begin-{mine.card}"
            if st.button(_(card.button), key=key, type="secondary" if is_done else "primary"):
                card.begin()
        if is_done:
            _show_done(mine)
        else:
            estimate = _("About {minutes} minutes. It is ticked when you have done it.")
            st.caption(estimate.format(minutes=card.minutes))


def _show_done(mine: progress.Progress) -> None:
    following = mine.next_card()
    if following is None:
        st.markdown(_(":material/check_circle: **All seven cards are done.**"))
    else:
        st.markdown(_(":material/check_circle: **Done.**"))
        label = _("Next: {card}").format(card=_(CARDS[following].title))
        st.button(label, key="lesson-next", type="primary", on_click=_open, args=(following,))
    st.button(_("Begin the lesson again"), key="lesson-again", type="tertiary", on_click=_begin_again)


def _open(name: str) -> None:
    progress.of_visitor().card = st.session_state[_CHOSEN] = name


def _begin_again() -> None:
    progress.of_visitor().done.clear()
    _open(progress.NAMES[0])
