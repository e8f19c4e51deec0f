"""The view "Digits": how many digits there are, and which; then their pictures, and what can be done to them.

Knows samples, and who looks at them. Does not know how one is shown.
"""

from __future__ import annotations

from collections import Counter

import streamlit as st

from model.languages.translation import _, ngettext
from model.people.visitor import Visitor
from model.samples import listing
from model.samples.sample import NO_DIGIT
from ui import charts as sizes
from ui import faults, layout
from ui.digits import bulk, by_writer, charts, choosing, deleting, one_digit, removed, tools, wall, writers
from ui.digits.choosing import Pool, label_in_words
from ui.draw import keeping


def show(by: Visitor) -> None:
    """Show what the visitor may see of it; raises DatabaseError."""
    everything = listing.everything()
    faults.show_kept("digits")
    if not by.is_teacher:
        choosing.choose_whose()
    pool = choosing.pool_of(everything, writers.names(everything, by), by)
    if pool.samples:
        _show_filled(pool)
    else:
        _say_empty(pool)
    if by.is_teacher:
        tools.show(pool)
    elif pool.may_change:
        deleting.offer_own(pool)


def _show_filled(pool: Pool) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key="digits-headline"):
        st.markdown(_headline(pool), width="content")
        if pool.names:
            by_writer.show(pool)
    counting, choosing_some = st.columns([2, 3], gap="medium", vertical_alignment="center")
    with counting:
        _show_counts(pool)
    with choosing_some:
        chosen = choosing.choose(pool)
    removed.offer_back(pool)
    bulk.show(pool, chosen)
    if chosen.samples:
        wall.show(pool, chosen)
        one_digit.show_chosen(pool)


def _say_empty(pool: Pool) -> None:
    if not keeping.is_allowed():
        st.markdown(keeping.switched_off())
        return
    if pool.must_be_approved and not pool.may_change:
        st.markdown(_("**There are no digits here yet.** What pupils give is here once their teacher has approved it."))
    else:
        st.markdown(
            _(
                "**There are no digits here yet.** Draw one, and press “Right” or “Wrong” under the answer: then it is"
                " kept here. Or choose “Give ten” above."
            )
        )
    st.page_link("app.py", label=_("Draw a digit"), icon=":material/draw:")


def _headline(pool: Pool) -> str:
    """Return how many digits there are, of how many writers, and how many wait, as Markdown."""
    count = len(pool.kept)
    said = ngettext("**{count:,} digit**", "**{count:,} digits**", count).format(count=count)
    if pool.names:
        of = len({one.writer for one in pool.kept})
        writers_said = ngettext("{count:,} writer", "{count:,} writers", of).format(count=of)
        said = _("{digits} of {writers}").format(digits=said, writers=writers_said)
    waiting = sum(map(pool.waits, pool.samples))
    if waiting and pool.may_change:
        waits = (
            ngettext("{count:,} waits for your approval", "{count:,} wait for your approval", waiting)
            if pool.may_approve
            else ngettext("{count:,} waits for your teacher", "{count:,} wait for your teacher", waiting)
        )
        said = f"{said} · {waits.format(count=waiting)}"
    return said


def _show_counts(pool: Pool) -> None:
    counts = Counter(one.label for one in pool.kept)
    labels = [*range(10), *([NO_DIGIT] if counts[NO_DIGIT] else [])]
    chart = charts.by_label({label_in_words(label): counts[label] for label in labels})
    st.altair_chart(sizes.sized(chart, layout.is_big()), width="stretch")
