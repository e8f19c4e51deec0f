"""The pictures as a wall: each with its label, and a mark where it waits, was removed, or looks mislabelled.

Knows samples. Does not know which are chosen, nor what a press does.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

import numpy as np
import streamlit as st
from markupsafe import Markup
from numpy.typing import NDArray

from model.errors import ClassifierError
from model.languages.joining import in_a_row
from model.languages.translation import _
from model.samples import listing
from model.samples.listing import Listed
from model.samples.sample import NO_DIGIT
from ui import html, session
from ui.digits import doubted, one_digit
from ui.digits.choosing import Chosen, Pool, label_in_words
from ui.digits.doubted import Doubt
from ui.pressing import pressable

FIRST = 96  # pictures at once, and those that a press on "more" adds
_SIDE = 84  # px
_TILE = Markup(
    '<button type="button" data-press="{id}" class="{look}" title="{said}">{picture}'
    '<span aria-hidden="true"><b{words}>{label}</b> {mark}</span></button>'
)


def show(pool: Pool, chosen: Chosen) -> None:
    """Show the pictures, at first `FIRST` of them; a press opens one. Raises DatabaseError."""
    kept, count = st.session_state.get(session.DIGITS_AT_ONCE, ("", FIRST))
    shown = chosen.samples[: count if kept == chosen.name else FIRST]
    ids = {one.id for one in shown}
    pressable(markup(pool, shown), "digits-wall", lambda name: one_digit.choose(name, ids))
    if len(shown) < len(chosen.samples):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.button(_("More"), key="digits-more", on_click=_show_more, args=(chosen.name, len(shown) + FIRST))
            said = _("{shown:,} of {total:,} pictures.")
            st.markdown(said.format(shown=len(shown), total=len(chosen.samples)))


def markup(pool: Pool, shown: Sequence[Listed]) -> Markup:
    """Return pictures, each a button whose name is the sample's id; raises DatabaseError."""
    pictures = listing.images(one.id for one in shown)
    doubts: dict[str, Doubt] = {}
    with suppress(ClassifierError):  # the bar says so
        doubts = doubted.among(shown)
    tiles = [_tile(pool, one, pictures[one.id], doubts.get(one.id)) for one in shown if one.id in pictures]
    return Markup('<div class="ink-wall ink-digits">{}</div>').format(html.together(*tiles))


def _tile(pool: Pool, one: Listed, pixels: NDArray[np.uint8], doubt: Doubt | None) -> Markup:
    look, mark = "learned", ""
    if one.is_removed:
        look, mark = "removed", _("removed")
    elif doubt:
        look, mark = "doubted", _("or {answer}?").format(answer=doubt.answer)
    elif pool.waits(one):
        look, mark = "waiting", _("waits")
    said = _in_words(pool, one, doubt)
    return _TILE.format(
        id=one.id, look=look, said=said, picture=html.image(pixels, _SIDE, said), label=label_in_words(one.label),
        mark=mark, words=Markup(' class="words"' if one.label == NO_DIGIT else ""),
    )  # fmt: skip


def _in_words(pool: Pool, one: Listed, doubt: Doubt | None) -> str:
    """Return what a sample is for those who cannot see it: its label, who wrote it, and all that is marked."""
    label, name = label_in_words(one.label), pool.names.get(one.writer)
    said = [_("{label}, written by {name}.").format(label=label, name=name) if name else f"{label}."]
    if doubt:
        said.append(doubt.in_words())
    if one.is_removed:
        said.append(_("It is removed."))
    elif pool.waits(one):
        said.append(_("It waits for approval."))
    return in_a_row(*said)


def _show_more(name: str, count: int) -> None:
    st.session_state[session.DIGITS_AT_ONCE] = name, count
