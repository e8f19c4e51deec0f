"""What a page's address says: a reload, a link and the browser's Back show it again.

Knows the address. Does not know what any page says there.
"""

from __future__ import annotations

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx


def say(key: str, value: str, usual: str) -> None:
    """Say in the address what is shown, unless it is what is shown without."""
    if value == usual:
        st.query_params.pop(key, None)
    else:
        st.query_params[key] = value


def is_back() -> bool:
    """Whether the browser's Back or Forward asks for the page: then the address says what is shown."""
    context = get_script_run_ctx(suppress_warning=True)
    return context is not None and context.is_history_navigation
