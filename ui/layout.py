"""What every page has: its name, the way to the other pages, and which classifier answers.

Knows the pages' names. Does not know what is on them.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import numpy as np
import streamlit as st
from markupsafe import Markup
from PIL import Image

from model.errors import HomeError, InklingError
from model.images.strokes import draw
from model.inference.card import read_card
from model.runs import versions
from model.storage.paths import home
from ui import html, resources, theme
from ui.text import message, plain

PAGES = {
    "app.py": ("Draw", ":material/draw:"),
    "pages/train.py": ("Train", ":material/model_training:"),
    "pages/evaluate.py": ("Evaluate", ":material/query_stats:"),
    "pages/inside.py": ("Look inside", ":material/search:"),
}


def begin_page(page: str) -> None:
    """Set the page up: title, navigation, badge; and load what answers, in the background."""
    title, _ = PAGES[page]
    st.set_page_config(page_title=f"{title} · Inkling", page_icon=_icon(), layout="wide")
    html.show(_style())
    try:
        resources.open_home(home())
    except HomeError as error:
        st.error(message(error))
        st.stop()
    with st.sidebar:
        st.markdown("## Inkling")
        for path, (name, icon) in PAGES.items():
            st.page_link(path, label=name, icon=icon)
        show_badge()
    resources.warm_up()


@lru_cache
def _style() -> Markup:
    """Return what Inkling adds to Streamlit's looks: the colours under their names, and the style that uses them."""
    house = Path(__file__).parent
    styles = [file.read_text(encoding="utf-8") for file in (house / "style.css", *sorted(house.glob("*/style.css")))]
    return Markup("<style>{}\n{}</style>").format(Markup(theme.css()), Markup("\n").join(map(Markup, styles)))


@st.cache_resource(show_spinner=False)
def _icon() -> Image.Image:
    """Return the tab's icon, a penned 7; one of Streamlit's names would be fetched from the internet."""
    seven = np.array([[14.0, 14.0], [50.0, 14.0], [28.0, 52.0]])
    return Image.fromarray(draw((seven,), pen=10, size=(64, 64)))


def show_badge() -> None:
    """Say which classifier answers: its name, its test accuracy, and when it was trained."""
    folder = versions.current()
    try:
        card = read_card(folder)
    except InklingError as error:
        st.error(message(error))
        return
    with st.container(border=True):
        st.caption("The network that answers")
        st.markdown(f"**{plain(card.name)}**")
        accuracy, created = card.figures.test_accuracy, plain(card.created)
        st.caption(f"{accuracy:.2%} right on the MNIST test. Trained on {created}.")
        if versions.chosen() != folder:
            st.caption("The network that was chosen cannot answer, so this one does.")
