"""What is done to all that is on show at once: approved, removed, brought back.

Knows how many there are. Does not know how they were chosen.
"""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from model.languages.translation import _, ngettext
from ui import faults
from ui.digits import one_digit, removed
from ui.digits.choosing import Chosen, Pool


def show(pool: Pool, chosen: Chosen) -> None:
    """Say how many of the digits are on show, and offer what can be done to all of them; not where it is everything."""
    if not chosen.name:
        return
    count = len(chosen.samples)
    with st.container(horizontal=True, vertical_alignment="center", key="digits-bulk"):
        said = ngettext("**{count:,} digit**", "**{count:,} digits**", count).format(count=count)
        st.markdown(said if count else _("There is none of these."), width="content")
        if not count or not pool.may_change:
            return
        waiting = {one.id: one.label for one in chosen.samples if pool.waits(one)}
        if waiting and pool.may_approve:
            label = ngettext("Approve {count:,} digit", "Approve {count:,} digits", len(waiting)).format(
                count=len(waiting)
            )
            st.button(
                label, key="digits-approve", icon=":material/check:", type="primary", on_click=faults.do,
                args=("digits", one_digit.approve, waiting),
            )  # fmt: skip
        deed: Callable[[dict[str, int]], None]
        about = {one.id: one.label for one in chosen.samples}
        if chosen.are_removed:
            label = ngettext("Bring {count:,} digit back", "Bring {count:,} digits back", count)
            key, icon, deed = "digits-all-back", ":material/undo:", removed.bring_back
        else:
            label = ngettext("Remove {count:,} digit", "Remove {count:,} digits", count)
            key, icon, deed = "digits-remove", ":material/delete:", removed.remove
        st.button(label.format(count=count), key=key, icon=icon, on_click=faults.do, args=("digits", deed, about))
