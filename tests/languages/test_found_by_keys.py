"""The promise that tests in a browser find things by keys, roles and classes: words are others in another language.

What is found so may be asked what it says, and what it is called.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from model.storage.paths import ROOT

BY_WORDS = {"get_by_text", "get_by_label", "get_by_placeholder", "get_by_title", "get_by_alt_text"}
WITH_WORDS = {"get_by_role": {"name"}, "locator": {"has_text", "has_not_text"}, "filter": {"has_text", "has_not_text"}}
SELECTOR = re.compile(r"^text=|:(has-)?text\b|\[(aria-label|alt|placeholder|title)[*^$~|]?=")
ALLOWED = {
    "page.get_by_role('option', name=which)",  # what people called a run, a set or a network
}


def words_of(code: str) -> Iterator[str]:
    """Yield each call, and each selector, of a test that finds something by words."""
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            with_words = WITH_WORDS.get(node.func.attr, set()) & {each.arg for each in node.keywords}
            if node.func.attr in BY_WORDS or with_words:
                yield ast.unparse(node)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and SELECTOR.search(node.value):
            yield node.value


@pytest.mark.parametrize("path", sorted((ROOT / "tests" / "browser").glob("*.py")), ids=lambda path: path.name)
def test_nothing_is_found_by_words(path: Path) -> None:
    assert set(words_of(path.read_text(encoding="utf-8"))) <= ALLOWED


@pytest.mark.parametrize(
    "code",
    [
        "page.get_by_text('Stop')",
        "page.get_by_role('button', name='Stop')",
        "page.get_by_role('option').filter(has_text=re.compile('Stop'))",
        "page.locator('button:has-text(Stop)').first",
        "page.locator(f'{WALL}[aria-label*=Stop]')",
        "page.click('text=Stop')",
    ],
)
def test_words_would_be_noticed(code: str) -> None:
    assert len(list(words_of(code))) == 1
