"""What every page has: the bar with the pages, the network that answers, and "Big"; and the looks.

Knows the pages' names. Does not know what is on them.
"""

from __future__ import annotations

from datetime import timedelta
from functools import lru_cache
from pathlib import Path

import numpy as np
import streamlit as st
from markupsafe import Markup

from model.errors import HomeError
from model.images.picture_files import data_uri
from model.images.strokes import draw
from model.languages.translation import N_, _
from model.storage.paths import folders
from ui import answering, html, language, left_behind, resources, session, theme
from ui.lesson import view as lesson
from ui.text import message
from ui.uploads import say_refused

PAGES = {
    "app.py": (N_("Draw"), ":material/draw:"),
    "pages/train.py": (N_("Train"), ":material/model_training:"),
    "pages/evaluate.py": (N_("Evaluate"), ":material/query_stats:"),
    "pages/inside.py": (N_("Look inside"), ":material/search:"),
    "pages/digits.py": (N_("Our digits"), ":material/grid_view:"),
    "pages/class.py": (N_("Our class"), ":material/groups:"),
}
_LARGE = Markup("<style>html { font-size: 24px; }</style>")  # Streamlit measures in rem
_BIG = Markup('<style media="(min-width: 1000px)">html { font-size: 24px; }</style>')  # as its button: style.css


def begin_page(page: str, for_projector: bool = False) -> None:
    """Set the page up: its title, the bar, the looks; and load what answers, in the background.

    Args:
        page: its address, a key of `PAGES`.
        for_projector: whether it is shown large, without the bar.
    """
    title = _(PAGES[page][0])
    st.set_page_config(page_title=f"{title} · Inkling", page_icon=_icon(), layout="wide")
    left_behind.bring_back()
    html.show(_style() + (_LARGE if for_projector else _BIG if is_big() else Markup()))
    try:
        resources.open_home(folders())
    except HomeError as error:
        st.error(message(error))
        st.stop()
    if not for_projector:
        show_bar(page)
    language.tell_browser()
    if not for_projector:
        with st.container():  # whether the lesson is on or not: a canvas whose place on the page changes is emptied
            lesson.show(page)
    say_refused()
    _come_back()
    resources.warm_up()


def show_bar(page: str) -> None:
    """Show the pages, and at the right which network answers; on a phone the pages lie at the bottom (style.css)."""
    with st.container(key="bar", horizontal=True, vertical_alignment="center"):
        with st.container(key="pages", horizontal=True, width="content"):
            for path, (name, icon) in PAGES.items():
                with st.container(key="here" if path == page else f"to-{path}", width="content"):
                    st.page_link(path, label=_(name), icon=icon)
        answering.choose()
        lesson.show_switch(page)
        language.show_switch()
        st.button(_("Big"), icon=":material/fullscreen:", key="turn-big", on_click=_turn_big, shortcut="b")


def is_big() -> bool:
    """Whether the page is shown large, to be read from the last row."""
    return bool(st.session_state.get(session.BIG))


def _turn_big() -> None:
    left_behind.keep(session.BIG, not is_big())


@st.fragment(run_every=timedelta(days=1))
def _come_back() -> None:
    """Show nothing: where a part is drawn again by itself, a browser that comes back asks for the whole page.

    It was away for minutes, as a phone that was put aside, or the server was started anew. Then its session is gone.
    Without that, Streamlit would wait for a press, and lose it: no session knows yet what the press should call.
    """


@lru_cache
def _style() -> Markup:
    """Return what Inkling adds to Streamlit's looks: the colours under their names, and the style that uses them."""
    house = Path(__file__).parent
    styles = [file.read_text(encoding="utf-8") for file in (house / "style.css", *sorted(house.glob("*/style.css")))]
    return Markup("<style>{}\n{}</style>").format(Markup(theme.css()), Markup("\n").join(map(Markup, styles)))


@lru_cache(maxsize=1)
def _icon() -> str:
    """Return the tab's icon, a penned 7, as an address; one of Streamlit's names would be fetched from the internet."""
    seven = np.array([[14.0, 14.0], [50.0, 14.0], [28.0, 52.0]])
    return data_uri(draw((seven,), pen=10, size=(64, 64)))
