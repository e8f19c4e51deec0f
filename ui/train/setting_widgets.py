"""A widget for a setting of a training: its title, its help and its bounds are those that the config declares.

Knows Streamlit's widgets. Does not know which settings are on the page.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import streamlit as st

from model.config import SETTINGS
from ui.train.words import choice_title

_SMALLEST = 1e-6  # of a number that must be more than 0


def choice(name: str, value: str, key: str, among: Sequence[str] | None = None) -> str:
    """Let one of the setting's choices, or of some of them, be chosen."""
    setting = SETTINGS[name]
    options = list(setting.choices if among is None else among)
    return st.selectbox(
        setting.title, options, options.index(value), format_func=partial(choice_title, name), key=key,
        help=setting.help,
    )  # fmt: skip


def whole(name: str, value: int, key: str) -> int:
    """Let a whole number be given."""
    setting = SETTINGS[name]
    return st.number_input(setting.title, int(setting.least), int(setting.most), value, 1, key=key, help=setting.help)


def number(name: str, value: float, key: str, step: float) -> float:
    """Let a number be given; its buttons change it by a step."""
    setting = SETTINGS[name]
    least = _SMALLEST if setting.above_least else float(setting.least)
    return st.number_input(
        setting.title, least, float(setting.most), value, step, format="%g", key=key, help=setting.help
    )


def percentage(name: str, value: float, key: str) -> float:
    """Let a share be given, in steps of 1 %."""
    setting = SETTINGS[name]
    return st.slider(
        setting.title, float(setting.least), float(setting.most), value, 0.01, format="percent", key=key,
        help=setting.help,
    )  # fmt: skip


def power_of_two(name: str, value: int, key: str) -> int:
    """Let a power of two be given, from the least to the most of the setting; or the value, whatever it is."""
    setting = SETTINGS[name]
    powers = {1 << power for power in range(int(setting.most).bit_length()) if setting.least <= 1 << power}
    return st.select_slider(setting.title, sorted(powers | {value}), value, key=key, help=setting.help)
