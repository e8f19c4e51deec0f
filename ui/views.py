"""The views of a page: one is chosen, and shows what the page is about.

Knows labels and what shows them. Does not know which views a page has.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Generic, NamedTuple, TypeVar

import streamlit as st

from model.languages.translation import _

Shown = TypeVar("Shown")


class View(NamedTuple, Generic[Shown]):
    """A view: its label, marked by `N_`, and what shows it."""

    label: str
    show: Callable[[Shown], None]


def choose_view(views: Mapping[str, View[Shown]], key: str, first: str = "") -> str:
    """Let one of the views be chosen, and return its id.

    Args:
        views: by their ids.
        key: where views come and go with what the page is about: the choice stays as long as its view is there.
        first: the one that is shown at first; the first of them where nothing is said.
    """
    return st.segmented_control(
        _("What do you want to see?"),
        list(views),
        default=first or next(iter(views)),
        format_func=lambda view: _(views[view].label),
        required=True,
        label_visibility="collapsed",
        key=key,
        bind="query-params",
    )
