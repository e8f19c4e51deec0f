"""A press on a button sends what is on a canvas first: by itself the canvas waits 200 ms after a stroke.

Knows the elements of streamlit_drawable_canvas. Does not know drawings, or what the button does.
"""

from __future__ import annotations

import streamlit as st

# The tool that sends is out of sight (see `paper`), and can be pressed by a program all the same.
_listener = st.components.v2.component(
    "inkling_sending",
    js="""export default function ({ data }) {
  const send = ({ target }) => {
    if (!target.closest(`.st-key-${data.button}`)) return;
    for (const part of document.querySelectorAll(`.st-key-${data.canvas} *`))
      part.shadowRoot?.querySelector('.dc-toolbar [title^=Update]')?.click();
  };
  document.addEventListener('click', send, true); // before the button's own
  return () => document.removeEventListener('click', send, true);
}""",
)


def send_first(canvas: str, button: str) -> None:
    """Let a press on a button be about all that is on a canvas.

    Args:
        canvas: its name.
        button: the key of the button.
    """
    _listener(key=f"{canvas}-sends", data={"canvas": canvas, "button": button})
