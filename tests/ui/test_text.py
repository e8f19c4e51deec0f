"""Promises of texts: what a person typed is no Markdown, and changes as little as can be."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from model.config import TrainingConfig
from model.errors import ClassifierError, DataError, RunError
from model.runs import store
from model.versions.published import SHIPPED
from ui import run_names
from ui.text import message, plain

JOINER = "\u2060"


def read(text: str) -> str:
    """Return what is left where Markdown's escapes and what takes no room are gone."""
    return re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", text).replace(JOINER, "")


@pytest.mark.parametrize(
    "name",
    [
        *("![picture](https://example.org/x.png)", "[link](https://example.org)", "<https://example.org>", "<b>x</b>"),
        *("$x^2$", "$$x$$", "**bold**", "_it_", "~~no~~", "`code`", "a | b", "[^1]", "\\$5", "&amp;", "C#"),
        *(":red[hot]", ":blue-badge[x]", ":small[x]", ":material/home:", ":streamlit:", ":smile:", ":+1:", ":8ball:"),
        *("https://example.org", "WWW.example.org", "me@example.org", "a -> b", "a -- b", "<-", "~= 3"),
        *("# head", "> quote", "- item", "+ item", "1. item", "2) item", "---", "===", "~~~", "```x", ":::note", "::x"),
    ],
)
def test_markdown_is_shown_letter_by_letter(name: str) -> None:
    text = plain(name)
    assert read(text) == name
    assert not re.search(r"(?<!\\)[`*_\[\]<>$~|#&]", text)  # each mark is escaped
    assert not re.search(r":[\w+/:\[-]", text)  # no icon, emoji or colour, which are looked for without the escapes
    assert not re.search(r"(^|\s)(<->|->|<-|--|>=|<=|~=)(\s|$)", re.sub(r"\\", "", text))  # no arrow, likewise
    assert not re.search(r"://|www\.|@\w", text, re.IGNORECASE)  # no link, likewise
    assert not re.match(r"[-+=]|\d+[.)]", text)  # no list


@pytest.mark.parametrize(
    "name", ["0", "cats and dogs", "Two convolutions, 2026-10-11 12:30", "3 x 3 (best)", "Größe é", "50% of 1,009", ""]
)
def test_usual_name_is_left_alone(name: str) -> None:
    assert plain(name) == name


def test_name_of_several_lines_becomes_one() -> None:
    assert plain("  cats\n\n# dogs\tand  mice ") == r"cats \# dogs and mice"


def test_error_names_things_as_they_are_and_its_command_can_be_copied() -> None:
    name = "<b>$x$</b> `code`"
    error = DataError("gone", "“{name}” is gone. Type `git checkout -- a/b.npz`, or `![x](y)`.", name=name)
    text = message(error)
    assert message(DataError("gone", "“{name}” is gone.", name="a\n---\n- b")) == message("“a --- - b” is gone.")
    assert "Type `git checkout -- a/b.npz`, or" in text
    assert text.startswith(f"“{plain(name)}” is gone.")
    assert r"\`!\[x\](y)\`" in text


def test_an_error_names_a_run_and_never_its_id(home: Path) -> None:
    run = store.create(TrainingConfig())
    store.rename(run.id, "Mine")
    error = RunError("taken", "The run {run} is trained by another process already.", run=run.id)
    assert message(error) == "The run “Mine” is trained by another process already."
    assert message(f"No file {run.folder}/state.json.") == "No file “Mine”."  # of a fault, or of an earlier state
    for folder, called in ((run.folder, "Mine"), (SHIPPED, "Inkling's network")):
        error = ClassifierError("damaged", "The classifier in {folder} is damaged.", folder=folder.name)
        assert message(error) == f"The classifier in “{called}” is damaged."
    (run.folder / "config.json").write_text("")
    assert message(f"{run.id} is damaged.") == f"“{run.created:%Y-%m-%d %H:%M}” is damaged."


@pytest.mark.parametrize("word", ["a", "a/", "2026-"])
def test_a_log_of_one_long_word_is_shown_as_it_is(word: str) -> None:
    assert run_names.with_names(word * 50_000) == word * 50_000  # in no time: a page is drawn anew each second
