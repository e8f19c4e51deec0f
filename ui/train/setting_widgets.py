"""A widget for a setting of a training: its title, its help and its bounds are those that the config declares.

What is chosen stays chosen when the widget was not drawn for a while (see `kept`).
Knows Streamlit's widgets. Does not know which settings are on the page.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import streamlit as st

from model.config import SETTINGS
from model.languages.translation import _
from ui import language
from ui.train import kept
from ui.train.words import choice_title

_SMALLEST = 1e-6  # of a number that must be more than 0


def choice(name: str, usual: str, key: str, among: Sequence[str] | None = None, *, is_titled: bool = True) -> str:
    """Let one of the setting's choices, or of some of them, be chosen; without its title where that stands above."""
    setting = SETTINGS[name]
    options = list(setting.choices if among is None else among)
    own, value = kept.begin(key, usual, options)
    chosen = st.selectbox(
        _(setting.title), options, options.index(value), format_func=partial(choice_title, name),
        key=language.kept(own), help=_(setting.help) if is_titled else None,
        label_visibility="visible" if is_titled else "collapsed",
    )  # fmt: skip
    return kept.keep(key, chosen)


def whole(name: str, usual: int, key: str) -> int:
    """Let a whole number be given."""
    setting = SETTINGS[name]
    own, value = kept.begin(key, usual)
    given = st.number_input(
        _(setting.title), int(setting.least), int(setting.most), value, 1, key=own, help=_(setting.help)
    )  # fmt: skip
    return kept.keep(key, given)


def number(name: str, usual: float, key: str, step: float) -> float:
    """Let a number be given; its buttons change it by a step."""
    setting = SETTINGS[name]
    least = _SMALLEST if setting.above_least else float(setting.least)
    own, value = kept.begin(key, usual)
    given = st.number_input(
        _(setting.title), least, float(setting.most), value, step, format="%g", key=own, help=_(setting.help)
    )
    return kept.keep(key, given)


def percentage(name: str, usual: float, key: str) -> float:
    """Let a share be given, in steps of 1 %."""
    setting = SETTINGS[name]
    own, value = kept.begin(key, usual)
    given = st.slider(
        _(setting.title), float(setting.least), float(setting.most), value, 0.01, format="percent", key=own,
        help=_(setting.help),
    )  # fmt: skip
    return kept.keep(key, given)


def power_of_two(name: str, usual: int, key: str) -> int:
    """Let a power of two be given, from the least to the most of the setting; or the usual value, whatever it is."""
    setting = SETTINGS[name]
    powers = {1 << power for power in range(int(setting.most).bit_length()) if setting.least <= 1 << power}
    options = sorted(powers | {usual})
    own, value = kept.begin(key, usual, options)
    given = st.select_slider(_(setting.title), options, value, key=language.kept(own), help=_(setting.help))
    return kept.keep(key, given)


def switch(title: str, key: str) -> bool:
    """Let something be switched on; usually it is off."""
    own, value = kept.begin(key, usual=False)
    return kept.keep(key, st.toggle(title, value, key=own))
