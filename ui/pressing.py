"""HTML whose parts can be pressed, by a finger or by the keyboard: one stop of Tab, arrows go from part to part.

HTML that Streamlit shows reports no press, and a hundred Streamlit buttons, one a picture, would make a page slow.
Knows the names that `data-press` gives to buttons; what comes back may be any text. Does not know what they show.
"""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st
from markupsafe import Markup

_MOST = 40  # characters of a name

# What is drawn anew keeps the focus at its place. The button that had it last is the stop of Tab. An arrow goes to the
# nearest button on its side, in the same row or column first.
_component = st.components.v2.component(
    "inkling_pressing",
    html='<div class="ink-pressing"></div>',
    js="""const TOWARDS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

function middle(button) {
  const { left, top, width, height } = button.getBoundingClientRect();
  return [left + width / 2, top + height / 2];
}

function nearest(buttons, from, [right, down]) {
  const [x, y] = middle(from);
  let found = null, least = Infinity;
  for (const button of buttons) {
    const [otherX, otherY] = middle(button);
    const along = (otherX - x) * right + (otherY - y) * down;
    const distance = along + 8 * Math.abs((otherX - x) * down + (otherY - y) * right);
    if (along > 2 && distance < least) [found, least] = [button, distance];
  }
  return found;
}

export default function ({ data: { markup, scroll }, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector('.ink-pressing');
  const buttons = () => [...root.querySelectorAll('[data-press]')];
  const stopAt = (stop) => {
    root.last = buttons().indexOf(stop);
    buttons().forEach((button) => { button.tabIndex = button === stop ? 0 : -1; });
  };
  if (root.shown !== markup) {
    const had = root.contains(document.activeElement);
    root.innerHTML = root.shown = markup;
    const stop = buttons()[root.last] ?? buttons()[0];
    stopAt(stop);
    if (had) stop?.focus({ preventScroll: true });
  }
  root.onclick = ({ target }) => {
    const button = target.closest('[data-press]');
    if (!button) return;
    stopAt(button);
    setTriggerValue('pressed', button.dataset.press);
    if (scroll) document.querySelector(scroll)?.scrollIntoView({ block: 'nearest' });
  };
  root.onkeydown = (event) => {
    const button = event.target.closest('[data-press]');
    const next = button && TOWARDS[event.key] && nearest(buttons(), button, TOWARDS[event.key]);
    if (!next) return;
    event.preventDefault();
    stopAt(next);
    next.focus();
  };
}""",
    isolate_styles=False,  # style.css says how it looks
)


def pressable(markup: Markup, key: str, on_press: Callable[[str], object], scroll: str = "") -> None:
    """Show markup, and call a function with the name of a button that is pressed, before the page is drawn anew.

    Args:
        markup: safe HTML; what can be pressed is a `<button data-press="name">`.
        key: of the component.
        on_press: is given the name. It may be any text of 40 characters at most, and any that was not shown.
        scroll: CSS selector of what is scrolled into view by a press, if it is out of view; "" for nothing.
    """

    def report() -> None:
        pressed = st.session_state[key].pressed
        if is_name(pressed):
            on_press(pressed)

    _component(key=key, data={"markup": str(markup), "scroll": scroll}, on_pressed_change=report)


def is_name(pressed: object) -> bool:
    """Tell whether this could be a button's name: anything could have been sent."""
    return isinstance(pressed, str) and 0 < len(pressed) <= _MOST
