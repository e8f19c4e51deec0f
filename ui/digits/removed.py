"""Removing digits, and bringing back those that were removed last.

Knows the session and the deeds. Does not know which digits are on show.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

import streamlit as st

from model.errors import SampleError
from model.languages.translation import _, ngettext
from model.samples import actions
from ui import faults, session
from ui.digits.choosing import Pool
from ui.visitor import me


def remove(labels: Mapping[str, int]) -> None:
    """Remove samples, each with the label that was shown, and remember them; raises as the action, and SampleError."""
    done = st.session_state[session.DIGITS_REMOVED] = tuple(actions.remove(labels, me()))
    if len(done) < len(labels):
        raise SampleError(
            "changed-before-removal",
            "What was relabelled, removed or deleted meanwhile is left as it is. Look again at what is there.",
        )


def bring_back(sample_ids: Collection[str]) -> None:
    """Bring back samples."""
    actions.bring_back(sample_ids, me())


def offer_back(pool: Pool) -> None:
    """Let those that were removed last be brought back, as long as they are removed."""
    last = set(st.session_state.get(session.DIGITS_REMOVED, ()))
    ids = tuple(one.id for one in pool.samples if one.is_removed and one.id in last)
    if not ids:
        return
    with st.container(horizontal=True, vertical_alignment="center", key="digits-undo"):
        said = ngettext("{count:,} digit is removed.", "{count:,} digits are removed.", len(ids))
        st.markdown(said.format(count=len(ids)), width="content")
        st.button(
            _("Bring back"), key="digits-bring-back", icon=":material/undo:", on_click=faults.do,
            args=("digits", bring_back, ids),
        )  # fmt: skip
