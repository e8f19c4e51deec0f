"""Deleting for good: all of one writer, all of oneself, everything; each after a second press that names the number.

Knows the deeds. Does not know what else the page shows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import streamlit as st

from model.languages.translation import _, ngettext
from model.samples import actions
from ui import faults, language, session
from ui.digits.choosing import Pool
from ui.text import plain
from ui.visitor import me


def offer_own(pool: Pool) -> None:
    """Let a pupil delete all of theirs, those that they removed, too."""
    if pool.samples:
        _offer(_("Delete all of mine"), "digits-delete-mine", len(pool.samples), _delete_mine)


def offer_writer(pool: Pool) -> None:
    """Let the teacher delete all of one writer."""
    counts = Counter(one.writer for one in pool.samples)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        writer = st.selectbox(
            _("All digits of one writer"), sorted(counts, key=lambda each: pool.names[each].casefold()), index=None,
            format_func=lambda each: pool.names.get(each, ""), key=language.kept(session.DIGITS_UNWANTED, pool.names),
            placeholder=_("Choose a writer"), width=240,
        )  # fmt: skip
        if writer is not None and writer in counts:
            label = _("Delete all of {name}").format(name=plain(pool.names[writer]))
            _offer(label, "digits-delete-writer", counts[writer], _delete_writer, writer)


def offer_everything(pool: Pool) -> None:
    """Let the teacher delete everything."""
    _offer(_("Delete everything"), "digits-delete-all", len(pool.samples), _delete_everything)


def _offer(label: str, key: str, count: int, deed: Callable[..., object], *about: object) -> None:
    """Show a button that opens a question, with the button that does it: to no more than it names."""
    with st.popover(label, icon=":material/delete_forever:", key=key):
        st.markdown(_("This cannot be undone. What networks have learned stays learned."))
        sure = ngettext("Yes, delete {count:,} digit for good", "Yes, delete {count:,} digits for good", count)
        st.button(
            sure.format(count=count), key=f"{key}-sure", type="primary", on_click=faults.do,
            args=("digits", deed, *about, count),
        )  # fmt: skip


def _delete_mine(shown: int) -> None:
    by = me()
    actions.delete_writer(by.id, by, shown)


def _delete_writer(writer: str, shown: int) -> None:
    actions.delete_writer(writer, me(), shown)


def _delete_everything(shown: int) -> None:
    actions.delete_everything(me(), shown)
