"""Presses on what is shown as HTML: Streamlit cannot report them, so a component listens on its behalf.

Knows the names that `maps.button` gives; a name that comes back may be any text. Does not know what the names mean.
"""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

_listener = st.components.v2.component(
    "inkling_clicks",
    js="""export default function ({ data, setTriggerValue }) {
  document.removeEventListener('click', window.inklingOnClick);
  window.inklingOnClick = ({ target }) => {
    const name = target.closest('[data-click]')?.dataset.click;
    if (!name) return;
    setTriggerValue('clicked', name);
    const heading = document.getElementById(data);
    const { top } = heading?.getBoundingClientRect() ?? {};
    if (top < 0 || top > innerHeight * 0.7) heading.scrollIntoView();
  };
  document.addEventListener('click', window.inklingOnClick);
  return () => document.removeEventListener('click', window.inklingOnClick);
}""",
)


def listen(key: str, on_click: Callable[[str], object], heading: str) -> None:
    """Call a function when something with a name is pressed, by pointer or key.

    Args:
        key: of the component.
        on_click: is given the name.
        heading: anchor of the heading of what the press changes; where it is out of view, it is scrolled to.
    """

    def report() -> None:
        clicked = st.session_state[key].clicked
        if isinstance(clicked, str):  # anything could have been sent
            on_click(clicked)

    _listener(key=key, data=heading, on_clicked_change=report)
