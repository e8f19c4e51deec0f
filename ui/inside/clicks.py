"""Clicks on pictures: HTML that Streamlit shows cannot report them, so a component listens on its behalf.

Knows the names that `html.image(click=...)` gives to pictures; a name that comes back may be any text.
Does not know what the pictures show.
"""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

_listener = st.components.v2.component(
    "inkling_clicks",
    js="""export default function ({ data, setTriggerValue }) {
  document.removeEventListener('click', window.inklingOnClick);
  window.inklingOnClick = ({ target, offsetX, offsetY }) => {
    const name = target.dataset?.click;
    if (!name) return;
    setTriggerValue('clicked', [name, offsetX / target.clientWidth, offsetY / target.clientHeight]);
    if (data) document.getElementById(data)?.scrollIntoView();
  };
  document.addEventListener('click', window.inklingOnClick);
  return () => document.removeEventListener('click', window.inklingOnClick);
}""",
)


def listen(key: str, on_click: Callable[[str, float, float], object], heading: str = "") -> None:
    """Call a function when a picture with a name is clicked.

    Args:
        key: of the component.
        on_click: is given the picture's name and where it was clicked: across and down, 0 to 1.
        heading: anchor of the heading that is then scrolled to, if any.
    """

    def report() -> None:
        clicked = st.session_state[key].clicked
        if is_click(clicked):
            on_click(*clicked)

    _listener(key=key, data=heading, on_clicked_change=report)


def is_click(clicked: object) -> bool:
    """Tell whether this is a name, and a position within a picture: anything could have been sent."""
    match clicked:
        case [str(), float() | int() as across, float() | int() as down]:
            return 0 <= across <= 1 and 0 <= down <= 1
    return False
