"""What empty paper invites to: first a digit to trace, then tasks that change with each Clear.

Knows sentences, and how many tasks are over. Does not know the canvas.
"""

from __future__ import annotations

import streamlit as st

from model.languages.translation import N_, _
from ui import session

DIGIT = (
    N_("The paper is empty. Trace the grey 7, or draw any digit from 0 to 9."),
    N_("The paper is empty. Draw the last digit of your age."),
    N_("The paper is empty. Can you fool it? Draw a digit that you can read and it cannot."),
    N_("The paper is empty. Draw the same digit as small as you can, in a corner."),
    N_("The paper is empty. Draw a letter or a face: does it doubt?"),
    N_("The paper is empty. Draw a 1 that it takes for a 7."),
)
NUMBER = (
    N_("The paper is empty. Write a number, such as 2026."),
    N_("The paper is empty. Write your age."),
    N_("The paper is empty. Write today's date, without dots."),
    N_("The paper is empty. Can you fool it? Let two digits touch."),
)


def of_digit() -> str:
    """Return what is to be drawn."""
    return _(DIGIT[_over() % len(DIGIT)])


def of_number() -> str:
    """Return what is to be written."""
    return _(NUMBER[_over() % len(NUMBER)])


def is_to_trace() -> bool:
    """Whether it is the first task, for which a faint 7 lies on the paper."""
    return _over() % len(DIGIT) == 0


def go_on() -> None:
    """Take the next task."""
    st.session_state[session.TASK] = _over() + 1


def _over() -> int:
    return int(st.session_state.get(session.TASK, 0))
