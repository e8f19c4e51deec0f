"""How far a visitor is in the lesson: which card is open, and which are done; a cookie keeps it over a reload.

The cookie holds names of cards alone, stays in that browser, and ends after a school day.
Knows names of cards. Does not know what they ask.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import streamlit as st

from ui import session

NAMES = ("draw", "fool", "train", "overfit", "repair", "mistakes", "inside")  # of the cards, in their order
COOKIE = "inkling-lesson"
_SCHOOL_DAY = 8 * 3600  # s

_writer = st.components.v2.component(
    "inkling_cookie", js="export default function ({ data }) { document.cookie = data; }"
)


@dataclass
class Progress:
    """How far a visitor is.

    Attributes:
        is_on: whether the cards are shown.
        card: the name of the one that is open.
        done: the names of those that are done.
    """

    is_on: bool = False
    card: str = NAMES[0]
    done: set[str] = field(default_factory=set)

    def to_text(self) -> str:
        """Return it as a cookie holds it, such as "on.fool.draw"."""
        done = [name for name in NAMES if name in self.done]
        return ".".join(["on" if self.is_on else "off", self.card, *done])

    @classmethod
    def from_text(cls, text: str) -> Progress:
        """Return what `to_text` wrote; anything can be in a cookie: what is no name is left out."""
        switch, *names = text.split(".")
        known = [name for name in names[: 1 + len(NAMES)] if name in NAMES]
        return cls(switch == "on", known[0], set(known[1:])) if known else cls()

    def next_card(self) -> str | None:
        """Return the first card after the open one that is not done, else the first of all; None where all are done."""
        at = NAMES.index(self.card)
        return next((name for name in (*NAMES[at:], *NAMES[:at]) if name not in self.done), None)


def of_visitor() -> Progress:
    """Return how far the visitor of this session is; it may be changed."""
    if session.LESSON not in st.session_state:
        st.session_state[session.LESSON] = Progress.from_text(str(st.context.cookies.get(COOKIE)))
    progress: Progress = st.session_state[session.LESSON]
    return progress


def keep() -> None:
    """Let the browser keep it, where the lesson was ever switched on."""
    progress = of_visitor()
    if progress.is_on or progress != Progress():
        _writer(
            key="lesson-cookie",
            data=f"{COOKIE}={progress.to_text()}; path=/; max-age={_SCHOOL_DAY}; SameSite=Strict",
        )
