"""The teacher's own tools, folded: files, and deleting for good.

Knows which there are. Does not know how each works.
"""

from __future__ import annotations

import streamlit as st

from model.languages.translation import _
from ui import language, session
from ui.digits import deleting, exchanging
from ui.digits.choosing import Pool


def show(pool: Pool) -> None:
    """Show the fold; what is in it is made when it is opened."""
    fold = st.expander(
        _("For the teacher: files, deleting"), icon=":material/settings:",
        key=language.kept(session.DIGITS_TOOLS), on_change="rerun",
    )  # fmt: skip
    with fold:
        if fold.open:
            _show(pool)


def _show(pool: Pool) -> None:
    if pool.kept:
        exchanging.offer()
    exchanging.take_in()
    if pool.samples:
        with st.container(horizontal=True, vertical_alignment="bottom"):
            deleting.offer_writer(pool)
            deleting.offer_everything(pool)
