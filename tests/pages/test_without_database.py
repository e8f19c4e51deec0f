"""Promise of every page where the database cannot be reached: a sentence at most, and who draws is answered."""

from __future__ import annotations

import pytest

from model.storage.paths import ROOT
from tests.pages.app import page, texts

PAGES = ["app.py", *sorted(f"pages/{path.name}" for path in (ROOT / "pages").glob("*.py"))]


@pytest.mark.parametrize("path", PAGES)
def test_page_is_there_where_the_database_is_not(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INKLING_DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none")
    app = page(path)
    assert not app.exception
    assert texts(app)
    for error in app.error:
        assert "The database cannot be used" in error.value
