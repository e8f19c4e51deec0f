"""How wide the visitor's window is; Streamlit does not say.

Knows the browser's window. Does not know what is shown in it.
"""

from __future__ import annotations

import streamlit as st

from ui import left_behind, session

_WIDEST = 100_000  # px: more is no window, whatever was sent
_PHONE = 640  # px: a window up to here is that of a phone, for `style.css` too
_KEY = "width"

# Says it until it was heard, ever less often: a tab that nobody has looked at yet has no width in some browsers.
_window = st.components.v2.component(
    "inkling_width",
    js="""export default function ({ setStateValue }) {
  let timer, wait = 1000;
  const say = () => {
    setStateValue('width', window.innerWidth);
    timer = setTimeout(say, wait *= 2);
  };
  say();
  return () => clearTimeout(timer);
}""",
)


def window_width() -> None:
    """Ask for the width of the window, once in a session; it is known from the next run of the page on.

    Until then it is that of the visitor's last session, so that a canvas stays where it is while a page comes back.
    """
    place = st.empty()  # whether the window is asked or not: what follows keeps its place on the page
    if session.WINDOW_SAID not in st.session_state:
        with place:
            _window(key=_KEY, default={"width": 0}, on_width_change=_keep)


def _keep() -> None:
    """Keep what the window said before the page is run: a part that is shown above asks for it in that very run."""
    width = st.session_state[_KEY].width
    if isinstance(width, int | float) and 0 < width < _WIDEST:
        st.session_state[session.WINDOW_SAID] = True
        left_behind.keep(session.WINDOW_WIDTH, int(width))


def is_phone() -> bool:
    """Whether the window was as narrow as that of a phone when the session first asked; not as long as none said so."""
    return int(st.session_state.get(session.WINDOW_WIDTH, _WIDEST)) <= _PHONE
