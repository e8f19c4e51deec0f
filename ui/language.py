"""The language of each visitor: what the address says, else what was chosen before, else what the browser reads.

A choice is for that visitor alone; a cookie keeps it over a reload, and holds the language's name alone.
Knows the visitor's session and browser. Does not know sentences: those are in `model.languages`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import streamlit as st
from starlette.requests import HTTPConnection
from streamlit.runtime.scriptrunner import get_script_run_ctx

from model.languages import translation
from model.languages.translation import LANGUAGES, SOURCE
from ui import session

Made = TypeVar("Made")

_PARAMETER = "lang"  # of the address
_COOKIE = "inkling-language"
_YEAR = 365 * 24 * 3600  # s

# The page says which language it is in, for screen readers and fonts; Streamlit's own page says English.
_teller = st.components.v2.component(
    "inkling_language",
    js="export default function ({ data }) {"
    " document.documentElement.lang = data.language; if (data.cookie) document.cookie = data.cookie; }",
)


def of_visitor() -> str:
    """Return the language of the visitor whose page is being made, a key of `LANGUAGES`; without one, the code's."""
    if get_script_run_ctx(suppress_warning=True) is None:  # a thread of the server's own
        return SOURCE
    chosen: str | None = st.session_state.get(session.LANGUAGE)
    if chosen is None:
        chosen = st.session_state[session.LANGUAGE] = _wanted() or translation.match(st.context.locale or "") or SOURCE
    return chosen


def of_request(request: HTTPConnection) -> str:
    """Return the language of who asks for what is no page of Streamlit's: found as that of a visitor is."""
    accepted = (each.partition(";")[0].strip() for each in request.headers.get("accept-language", "").split(","))
    asked = (request.query_params.get(_PARAMETER), request.cookies.get(_COOKIE), ":".join(accepted))
    return next((found for each in asked if each and (found := translation.match(each))), SOURCE)


def spoken(make: Callable[[], Made]) -> Callable[[], Made]:
    """Return what makes the same in this visitor's language, wherever it is called.

    For a download: what makes it is called outside of the page, where nobody reads.
    """
    mine = translation.language()

    def made() -> Made:
        with translation.speaking(mine):
            return make()

    return made


def show_switch() -> None:
    """Show the button that turns the page to the next language, under that language's own name."""
    st.button(LANGUAGES[_next()], key="turn-language", type="tertiary", on_click=_turn)


def kept(key: str, words: Mapping[Any, str] | None = None) -> str:
    """Return the key of a widget, whose state then stays where its words become others.

    For what a browser knows by its words alone: a selectbox, a multiselect, a radio, a select_slider; and for an
    expander, a popover or tabs with `on_change`, which are others to Streamlit once their label is another one.

    Args:
        key: of the widget, which is made next.
        words: what the choices are called, where that may change while the language stays: by a count, a name given.
    """
    worded: dict[str, Mapping[Any, str]] = st.session_state.setdefault(session.WORDED, {})
    now, chosen = words or {}, st.session_state.get(key)
    before, worded[key] = worded.get(key, now), now
    if any(before.get(each) != now.get(each) for each in (chosen if isinstance(chosen, list) else [chosen])):
        _send_anew(key)
    return key


def tell_browser() -> None:
    """Let the browser know the language, and keep it where it was chosen."""
    mine = of_visitor()
    chosen = _wanted() is not None or st.session_state.get(session.LANGUAGE_CHOSEN, False)
    cookie = f"{_COOKIE}={mine}; path=/; max-age={_YEAR}; SameSite=Strict" if chosen else ""
    _teller(key="tell-language", data={"language": mine.replace("_", "-"), "cookie": cookie})


def _wanted() -> str | None:
    """Return the language of the address, else of the cookie; None where neither names one that there is."""
    asked = (st.query_params.get(_PARAMETER), st.context.cookies.get(_COOKIE))
    return next((found for each in asked if each and (found := translation.match(each))), None)


def _next() -> str:
    names = list(LANGUAGES)
    return names[(names.index(of_visitor()) + 1) % len(names)]


def _turn() -> None:
    for key in st.session_state.get(session.WORDED, {}).keys() & set(map(str, st.session_state)):
        _send_anew(key)
    st.session_state[session.LANGUAGE], st.session_state[session.LANGUAGE_CHOSEN] = _next(), True
    if _PARAMETER in st.query_params:  # a reload asks the address first
        st.query_params[_PARAMETER] = st.session_state[session.LANGUAGE]


def _send_anew(key: str) -> None:
    """Let the browser be told what is chosen, in the words of now: by those before, its next press would lose it."""
    st.session_state[key] = st.session_state[key]


translation.ask(of_visitor)
