"""The wall on the page: a tile for each drawing, the newest first; misread ones are framed, and say so.

Knows tiles. Does not know how they came, or who may see them.
"""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st
from markupsafe import Markup

from model.languages.percent import percent
from model.languages.translation import _
from model.people.nicknames import nicknames
from ui import faults, html, visitor, widgets
from ui.apart import told_apart
from ui.classroom.wall import WALL, Tile

_SWITCH = "wall-switch"
_TILE = Markup(
    '<li class="ink-tile{look}"><img class="ink-pixels" src="{picture}" alt="">{called}'
    "<b>{label}</b> <span>{confidence}</span><small>{nickname}</small></li>"
)


def show_tools() -> None:
    """Let the teacher turn the wall on and off, and clear it."""
    faults.show_kept("class")
    with st.container(horizontal=True, vertical_alignment="center", key="wall-tools"):
        st.subheader(_("The wall"), anchor=False, width="content")
        widgets.put(_SWITCH, WALL.is_on)
        st.toggle(_("Show what the class draws"), key=_SWITCH, on_change=faults.do, args=("class", _turn))
        st.button(
            _("Clear the wall"), key="wall-clear", disabled=not WALL.is_on, on_click=faults.do, args=("class", _clear)
        )


def show() -> None:
    """Show what is on the wall, or why nothing is."""
    tiles = WALL.tiles()
    if not WALL.is_on:
        st.caption(_("The wall is off: nobody sees what the others draw."))
    elif not tiles:
        st.caption(_("The wall is empty. Whoever draws from now on is told that the class sees it."))
    else:
        html.show(markup(tiles, told_apart(nicknames())))


def markup(tiles: list[Tile], names: Mapping[str, str]) -> Markup:
    """Return tiles as a list, each with what its pupil is called by the ids of pupils."""
    each = [_tile(tile, names.get(tile.visitor, "")) for tile in tiles]
    return Markup('<ul class="ink-class-wall" aria-label="{}">{}</ul>').format(_("The wall"), html.together(*each))


def _tile(tile: Tile, nickname: str) -> Markup:
    return _TILE.format(
        look=" wrong" * tile.is_wrong + " number" * (len(tile.images) > 1),
        picture=tile.picture,
        label=tile.label if tile.is_sure or len(tile.label) > 1 else f"{tile.label}?",
        confidence=percent(tile.confidence),
        called=Markup("<em>{}</em>").format(_("wrong")) if tile.is_wrong else "",
        nickname=nickname,
    )


def _turn() -> None:
    WALL.turn(visitor.me(), st.session_state[_SWITCH])


def _clear() -> None:
    WALL.clear(visitor.me())
