"""Promises of the page "Our digits": what the teacher and a pupil see of the class's own digits, and do to them."""

from __future__ import annotations

from tests.pages.app import page, texts


def test_page_is_there() -> None:
    app = page("pages/digits.py")
    assert app.title[0].value == "Our digits"
    assert "0 digits" in texts(app)
