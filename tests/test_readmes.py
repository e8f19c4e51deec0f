"""Promises of the README in each language: it is true, and says the same as the others."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from model.cli.main import cli
from model.languages.translation import SOURCE, in_language
from model.networks.zoo import NETWORKS
from model.storage.paths import ROOT
from ui.layout import PAGES

LANGUAGES = {"README.md": SOURCE, "README.zh-CN.md": "zh_CN"}
TEXTS = {name: (ROOT / name).read_text(encoding="utf-8") for name in LANGUAGES}
ENGLISH, *TRANSLATED = TEXTS
# What Inkling's pages say, as the README quotes it.
BOLD = [*(title for title, _ in PAGES.values()), "My own classes"]
QUOTED = ["Big", "Lesson", "A number", "More settings", "Experiments", "Build your own"]
IN_TABLE = [NETWORKS[name].title for name in ("two-conv", "two-conv-dense", "one-conv", "cifar", "binary", "fast")]

_NUMBER = re.compile(r"\d[\d.,]*\d|\d")
_FLAG = re.compile(r"(?<!\S)--[a-z-]+")


def sections(text: str) -> list[str]:
    """Return what stands before the first heading, and below each."""
    return re.split(r"^## .*$", text, flags=re.MULTILINE)


def blocks(text: str) -> list[str]:
    """Return the blocks of code."""
    return re.findall(r"^```\n(.*?)^```$", text, flags=re.MULTILINE | re.DOTALL)


def commands(text: str) -> list[str]:
    """Return the lines of all blocks of code but the tree, without the comments beside them."""
    return [re.split(r"\s+# ", line)[0] for block in blocks(text) if not is_tree(block) for line in block.splitlines()]


def is_tree(block: str) -> bool:
    """Whether a block of code is the tree of the repository."""
    return block.startswith("app.py ")


def tables(text: str) -> list[str]:
    """Return the rows of all tables."""
    return [line for line in text.splitlines() if line.startswith("|")]


def codes(text: str) -> Counter[str]:
    """Return what is written as code within the text, how often."""
    return Counter(re.findall(r"`([^`\n]+)`", re.sub(r"^```.*?^```$", "", text, flags=re.MULTILINE | re.DOTALL)))


@pytest.mark.parametrize("name", TEXTS)
def test_readme_names_every_package_page_and_benchmark(name: str) -> None:
    wanted = [
        *(f"{path.parent.relative_to(ROOT).as_posix()}/" for path in ROOT.glob("model/*/__init__.py")),
        *(f"{path.parent.relative_to(ROOT).as_posix()}/" for path in ROOT.glob("ui/*/__init__.py")),
        *(path.name for path in (ROOT / "model").glob("*.py") if not path.stem.startswith("__")),
        *(path.relative_to(ROOT).as_posix() for path in (ROOT / "pages").glob("*.py")),
    ]
    (tree,) = filter(is_tree, blocks(TEXTS[name]))
    assert [each for each in wanted if each not in tree] == []
    benchmarks = [path.stem for path in (ROOT / "benchmarks").glob("*.py") if "def main(" in path.read_text()]
    assert [each for each in benchmarks if f"benchmarks.{each}" not in TEXTS[name]] == []


@pytest.mark.parametrize("name", TEXTS)
def test_readme_links_lead_somewhere(name: str) -> None:
    targets = re.findall(r"\]\((?!https?:|#)([^)]+)\)", TEXTS[name])
    assert targets
    assert [target for target in targets if not (ROOT / target).exists()] == []


@pytest.mark.parametrize("name", TEXTS)
def test_commands_of_the_readme_are_there_with_their_options(name: str) -> None:
    """Those of `python -m model`; an option in the comment beside a command counts as well."""
    lines = [line.split() for block in blocks(TEXTS[name]) for line in block.splitlines() if "-m model " in line]
    assert len(lines) >= 10
    for _python, _m, _model, command, *rest in lines:
        known = {option for each in cli.commands[command].params for option in each.opts}
        assert {word for word in (each.rstrip(",") for each in rest) if _FLAG.match(word)} <= known, command


@pytest.mark.parametrize("name", TEXTS)
def test_benchmarks_of_the_readme_have_their_options(name: str) -> None:
    shared = (ROOT / "benchmarks" / "shared.py").read_text()
    found = re.findall(r"`python -m benchmarks\.(\w+)([^`]*)`", TEXTS[name])
    assert len(found) >= 10
    for benchmark, rest in found:
        folder = ROOT / "benchmarks" / benchmark
        source = (folder / "__main__.py" if folder.is_dir() else folder.with_suffix(".py")).read_text()
        assert [flag for flag in _FLAG.findall(rest) if f'"{flag}"' not in source + shared] == [], benchmark


@pytest.mark.parametrize("name", TEXTS)
def test_readme_names_the_other_languages_on_its_first_line(name: str) -> None:
    first = TEXTS[name].splitlines()[0]
    assert re.findall(r"\(([^)]+)\)", first) == [other for other in TEXTS if other != name]


@pytest.mark.parametrize("name", TEXTS)
def test_readme_calls_pages_buttons_and_networks_as_inkling_does(name: str) -> None:
    """A word that waits for its translation is not looked for."""
    text, wrong = TEXTS[name], []
    for form, words in (("**{}**", BOLD), ("“{}”", QUOTED), ("| {} |", IN_TABLE)):
        for word in words:
            said = in_language(word, LANGUAGES[name])
            waits = said == word and LANGUAGES[name] != SOURCE
            if not waits and form.format(said) not in text:
                wrong.append(said)
    assert wrong == []


@pytest.mark.parametrize("name", TRANSLATED)
def test_translated_readme_has_the_same_commands_and_names(name: str) -> None:
    assert commands(TEXTS[name]) == commands(TEXTS[ENGLISH])
    for translated, english in zip(sections(TEXTS[name]), sections(TEXTS[ENGLISH]), strict=True):
        assert codes(translated) == codes(english)
        assert Counter(_FLAG.findall(translated)) == Counter(_FLAG.findall(english))
        assert re.findall(r"!\[.+\]\((.+)\)", translated) == re.findall(r"!\[.+\]\((.+)\)", english)


@pytest.mark.parametrize("name", TRANSLATED)
def test_translated_readme_has_the_same_tree(name: str) -> None:
    (tree,), (english,) = (filter(is_tree, blocks(TEXTS[each])) for each in (name, ENGLISH))
    path = re.compile(r"[\w/]+(?:/|\.py|\.md)(?!\w)", re.ASCII)
    assert path.findall(tree) == path.findall(english)


@pytest.mark.parametrize("name", TRANSLATED)
def test_translated_readme_has_the_same_figures(name: str) -> None:
    """In tables at the same places; in the rest of each section, in the order that the language asks for."""
    rows, english_rows = tables(TEXTS[name]), tables(TEXTS[ENGLISH])
    assert [row.count("|") for row in rows] == [row.count("|") for row in english_rows]
    for row, english_row in zip(rows, english_rows, strict=True):
        assert _NUMBER.findall(row) == _NUMBER.findall(english_row), row
    for translated, english in zip(sections(TEXTS[name]), sections(TEXTS[ENGLISH]), strict=True):
        assert Counter(_NUMBER.findall(translated)) == Counter(_NUMBER.findall(english)), translated[:200]
