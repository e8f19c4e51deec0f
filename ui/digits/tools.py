"""The teacher's own tools, folded: approval, files, and deleting for good.

Knows which there are. Does not know how each works.
"""

from __future__ import annotations

import streamlit as st

from model.languages.translation import _
from model.people import rules
from ui import language, session
from ui.digits import deleting, exchanging
from ui.digits.choosing import Pool
from ui.train import faults
from ui.visitor import me

_APPROVAL = "digits-approval"


def show(pool: Pool) -> None:
    """Show the fold; what is in it is made when it is opened."""
    fold = st.expander(
        _("For the teacher: approval, files, deleting"), icon=":material/settings:",
        key=language.kept(session.DIGITS_TOOLS), on_change="rerun",
    )  # fmt: skip
    with fold:
        if fold.open:
            _show(pool)


def _show(pool: Pool) -> None:
    st.session_state[_APPROVAL] = rules.rules().approval
    st.toggle(
        _("I approve each digit of a pupil before a network learns from it"), key=_APPROVAL, on_change=faults.do,
        args=("digits", _change_approval),
    )  # fmt: skip
    if pool.kept:
        exchanging.offer()
    exchanging.take_in()
    if pool.samples:
        with st.container(horizontal=True, vertical_alignment="bottom"):
            deleting.offer_writer(pool)
            deleting.offer_everything(pool)


def _change_approval() -> None:
    rules.change(me(), approval=st.session_state[_APPROVAL])
