"""Promises of the widgets that show what is stored elsewhere: what is stored is shown, and no press is undone."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest


def _page() -> None:
    """Show a switch that is stored, and a press that changes it behind its back."""
    import streamlit as st

    from ui import widgets

    if st.button("Elsewhere"):
        st.session_state["stored"] = True
    page = "other" if st.button("Other page") else "this"
    widgets.put("switch", st.session_state.get("stored", False), page)
    st.toggle("Switch", key="switch")


def test_stored_value_is_sent_to_the_browser_only_where_it_differs() -> None:
    app = AppTest.from_function(_page).run()
    assert not app.toggle[0].value
    assert not app.run().toggle[0].proto.set_value  # what arrives late would undo a press
    app.button[0].click().run()
    assert app.toggle[0].value
    assert app.toggle[0].proto.set_value
    assert not app.run().toggle[0].proto.set_value
    app.toggle[0].set_value(False).run()  # refused: nothing was stored
    assert app.toggle[0].value
    assert app.toggle[0].proto.set_value


def test_stored_value_is_sent_to_each_page_on_which_the_browser_makes_the_widget_anew() -> None:
    app = AppTest.from_function(_page).run()
    app.button[0].click().run()
    for _ in range(2):
        app.button[1].click().run()
        assert app.toggle[0].proto.set_value
        app.run()
        assert app.toggle[0].proto.set_value
        assert not app.run().toggle[0].proto.set_value
