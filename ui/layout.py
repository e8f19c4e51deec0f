"""What every page has: its name, the way to the other pages, and which classifier answers."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import streamlit as st
from PIL import Image

from model import runs, versions
from model.cards import read_card
from model.errors import InklingError
from model.strokes import draw
from ui import state

_STYLE = Path(__file__).with_name("style.css")

PAGES = {
    "app.py": ("Draw", ":material/draw:"),
    "pages/train.py": ("Train", ":material/model_training:"),
    "pages/evaluate.py": ("Evaluate", ":material/query_stats:"),
    "pages/inside.py": ("Look inside", ":material/search:"),
}


def begin_page(page: str) -> None:
    """Set the page up: title, navigation, badge; and wake the classifier in the background."""
    title, _ = PAGES[page]
    st.set_page_config(page_title=f"{title} · Inkling", page_icon=_icon(), layout="wide")
    st.html(_STYLE)
    with st.sidebar:
        st.markdown("## Inkling")
        for path, (name, icon) in PAGES.items():
            st.page_link(path, label=name, icon=icon)
        show_badge()
    if page != "pages/train.py":
        runs.empty_bin(st.session_state.pop(state.DELETED, []))  # the page on which it could be undone was left
    state.wake()


@st.cache_resource(show_spinner=False)
def _icon() -> Image.Image:
    """Return the tab's icon, a penned 7; one of Streamlit's names would be fetched from the internet."""
    seven = np.array([[14.0, 14.0], [50.0, 14.0], [28.0, 52.0]])
    return Image.fromarray(draw((seven,), pen=10, size=(64, 64)))


def show_badge() -> None:
    """Say which classifier answers: its name, its test accuracy, and when it was trained."""
    try:
        card = read_card(versions.current())
    except InklingError as error:
        st.error(str(error))
        return
    with st.container(border=True):
        st.caption("The network that answers")
        st.markdown(f"**{card['name']}**")
        st.caption(f"{card['figures']['test_accuracy']:.2%} right on the MNIST test. Trained on {card['created']}.")
