"""The teacher's own tools, folded: what pupils may, files, and deleting for good.

Knows which there are. Does not know how each works.
"""

from __future__ import annotations

import streamlit as st

from model.languages.translation import N_, _
from model.people import rules
from ui import language, session
from ui.digits import deleting, exchanging
from ui.digits.choosing import Pool
from ui.train import faults
from ui.visitor import me

# What the teacher allows, by its name among `model.people.rules.Rules`.
_RULES = {
    "contributing": N_("Pupils may give digits"),
    "approval": N_("I approve each digit of a pupil before a network learns from it"),
}


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
    for rule, label in _RULES.items():
        st.session_state[_key(rule)] = getattr(rules.rules(), rule)
        st.toggle(_(label), key=_key(rule), on_change=faults.do, args=("digits", _change, rule))
    if pool.kept:
        exchanging.offer()
    exchanging.take_in()
    if pool.samples:
        with st.container(horizontal=True, vertical_alignment="bottom"):
            deleting.offer_writer(pool)
            deleting.offer_everything(pool)


def _change(rule: str) -> None:
    rules.change(me(), **{rule: st.session_state[_key(rule)]})


def _key(rule: str) -> str:
    return f"digits-rule-{rule}"
