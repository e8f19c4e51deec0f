"""Promise of every page where the database cannot be reached: a sentence at most, and who draws is answered."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from model.runs import experiments, groups
from model.runs.groups import Group
from model.storage.paths import ROOT
from tests.conftest import SMALL
from tests.pages.app import page, texts
from ui.visitor import Came

UNREACHABLE = "postgresql://nobody@127.0.0.1:1/none"
PAGES = ["app.py", *sorted(f"pages/{path.name}" for path in (ROOT / "pages").glob("*.py"))]


@pytest.fixture(params=[True, False], ids=["teacher", "pupil"])
def visitor(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let one come who was here before the database went."""
    monkeypatch.setattr("ui.visitor._came", lambda: Came("a" * 16, request.param, ""))


@pytest.fixture
def group() -> Group:
    """Return two runs that belong together."""
    return groups.create("seeds", experiments.seeds(SMALL, 2))


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.usefixtures("visitor")
def test_page_is_there_where_the_database_is_not(path: str, group: Group, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INKLING_DATABASE_URL", UNREACHABLE)
    app = page(path, **({"learner": next(iter(group.members.values()))} if path == "pages/classes.py" else {}))
    assert not app.exception
    assert texts(app)
    for error in app.error:
        assert "The database cannot be used" in error.value


def test_group_that_is_looked_at_says_that_the_database_is_not_there(
    group: Group, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INKLING_DATABASE_URL", UNREACHABLE)
    app = AppTest.from_function(_look, args=(group.id,)).run()
    assert not app.exception
    assert [error.value.partition(":")[0] for error in app.error] == ["The database cannot be used"]


def _look(group_id: str) -> None:
    """Look once more at a group, as its part of the page does each second."""
    from ui.train import group_view

    group_view.show(group_id, True)
