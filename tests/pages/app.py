"""A page as Streamlit's AppTest runs it, without a browser; and what it says.

Knows AppTest. Does not know what any page is to say.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Button, Selectbox

from model.storage.paths import ROOT

LookAgain = Callable[[AppTest], AppTest]


def page(name: str, **query: str) -> AppTest:
    """Return a page after its first run, as its address with this query shows it."""
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    for key, value in query.items():
        app.query_params[key] = value
    return (app if name == "app.py" else app.switch_page(name)).run()


def texts(app: AppTest) -> str:
    """Return all that the page says."""
    kinds = (app.title, app.subheader, app.markdown, app.caption, app.info, app.error, app.success, app.warning)
    return "\n".join(element.value for kind in kinds for element in kind)


def html(app: AppTest) -> str:
    """Return the page's own HTML."""
    return "\n".join(element.proto.body for element in app.get("html"))


def progress(app: AppTest) -> list[str]:
    """Return what the page says of how far something is."""
    return [element.proto.text for element in app.get("progress")]


def button(app: AppTest, label: str) -> Button:
    """Return the button of that label."""
    return next(element for element in app.button if element.label == label)


def box(app: AppTest, label: str) -> Selectbox:
    """Return the list to choose from of that label."""
    return next(element for element in app.selectbox if element.label == label)


def view(app: AppTest, name: str) -> AppTest:
    """Return the Train page with another of its views: "one", "experiments" or "runs"."""
    return next(each for each in app.segmented_control if each.key == "train-view").set_value(name).run()


def downloads(monkeypatch: pytest.MonkeyPatch) -> dict[str, Callable[[], bytes]]:
    """Return by their keys what makes the downloads of the pages that are drawn from now on, as the server calls it."""
    made: dict[str, Callable[[], bytes]] = {}

    def offer(_label: str, make: Callable[[], bytes], *_more: str, key: str, **_looks: str) -> None:
        made[key] = make

    monkeypatch.setattr(st, "download_button", offer)
    return made
