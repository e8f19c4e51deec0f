"""A press on a button reaches a canvas before it reaches the server: it sends what is on it, is emptied, or takes back.

By itself a canvas sends 200 ms after a stroke. Given a drawing by the server, it loses the start of a stroke that began
meanwhile; changed by the press, it is ready for the next stroke at once.
Knows the elements of streamlit_drawable_canvas. Does not know drawings, or what else a button does.
"""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from model.languages.translation import _
from ui.draw import canvas

# The tools of the canvas are out of sight (see `paper`), and can be pressed by a program all the same.
_SEND, _EMPTY, _UNDO = "[title^=Update]", "[title^=Reset]", "[title=Undo]"
_listener = st.components.v2.component(
    "inkling_presses",
    js="""export default function ({ data }) {
  const pass = (press) => {
    if (!press.target.closest(`.st-key-${data.button}`)) return;
    for (const part of document.querySelectorAll(`.st-key-${data.canvas} *`)) {
      const tool = part.shadowRoot?.querySelector(`.dc-toolbar ${data.tool}`);
      if (!tool || tool.disabled) continue;
      tool.click();
      if (data.alone) press.stopPropagation();
    }
  };
  document.addEventListener('click', pass, true); // before the button's own
  return () => document.removeEventListener('click', pass, true);
}""",
)


def send_first(name: str, button: str) -> None:
    """Let a press on a button be about all that is on a canvas.

    Args:
        name: of the canvas.
        button: its key.
    """
    _pass_on(name, button, _SEND)


def clear_button(name: str, key: str, then: Callable[[], object] = lambda: None) -> None:
    """Show the button that empties a canvas, which does something more when it is pressed."""
    emptied = canvas.began_empty(name)  # what the tool goes back to
    st.button(_("Clear"), icon=":material/delete:", key=key, on_click=_clear, args=(name, emptied, then))
    if emptied:
        _pass_on(name, key, _EMPTY)


def undo_button(name: str, key: str) -> None:
    """Show the button that takes the last stroke back: by the canvas alone, where it has drawn that one itself."""
    st.button(_("Undo"), icon=":material/undo:", key=key, on_click=canvas.undo, args=(name,))
    _pass_on(name, key, _UNDO, alone=True)


def _pass_on(name: str, button: str, tool: str, *, alone: bool = False) -> None:
    """Let a press on a button press a tool of the canvas; `alone`: where it can, that is all that is pressed."""
    _listener(key=f"passes-{button}", data={"canvas": name, "button": button, "tool": tool, "alone": alone})


def _clear(name: str, emptied: bool, then: Callable[[], object]) -> None:
    canvas.clear(name, emptied=emptied)
    then()
