"""Promise of every page where the database cannot be reached: a sentence at most, and who draws is answered."""

from __future__ import annotations

import pytest

from model.storage.paths import ROOT
from tests.pages.app import page, texts

PAGES = ["ui/draw/page.py", *sorted(f"pages/{path.name}" for path in (ROOT / "pages").glob("*.py"))]


@pytest.mark.parametrize("path", PAGES)
def test_page_is_there_where_the_database_is_not(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INKLING_DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none")
    app = page(path if path.startswith("pages/") else "app.py")
    assert not app.exception, app.exception
    assert texts(app)
