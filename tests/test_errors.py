"""Promises of errors: each carries a reason and values beside its sentence, so that it can be told in any language."""

from __future__ import annotations

import ast
import inspect
import re
from collections import defaultdict
from functools import cache
from pathlib import Path
from string import Formatter

import pytest

from model import errors
from model.datasets.uploads import PHRASES
from model.errors import ConfigError, InklingError
from model.networks.layers import Layer
from model.runs.messages import MESSAGES
from model.storage.paths import ROOT

ERRORS = {name for name, each in inspect.getmembers(errors, inspect.isclass) if issubclass(each, InklingError)}


@cache
def raised() -> list[tuple[Path, ast.Call]]:
    """Return each call in the model that makes an error, with its file."""
    return [
        (path, node)
        for path in sorted((ROOT / "model").rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ERRORS
    ]


def places(sentence: str) -> set[str]:
    """Return the names of a sentence's places."""
    return {name for _, name, _, _ in Formatter().parse(sentence) if name is not None}


RAISED = [pytest.param(node, id=f"{path.relative_to(ROOT)}:{node.lineno}") for path, node in raised()]


@pytest.mark.parametrize("node", RAISED)
def test_each_error_has_a_reason_and_a_whole_sentence_with_named_places(node: ast.Call) -> None:
    reason, sentence = (argument.value for argument in node.args if isinstance(argument, ast.Constant))
    assert isinstance(reason, str)
    assert isinstance(sentence, str)
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", reason)
    assert re.fullmatch(r"([A-Z0-9“{`]|[a-z]+ must be ).*[.?}]", sentence)
    assert {keyword.arg for keyword in node.keywords} == places(sentence)


def test_a_reason_stands_for_one_sentence() -> None:
    sentences = defaultdict(set)
    for _, node in raised():
        sentences[ast.literal_eval(node.args[0])].add(ast.literal_eval(node.args[1]))
    assert len(sentences) > 90
    assert {reason: found for reason, found in sentences.items() if len(found) > 1} == {}
    assert not sentences.keys() & MESSAGES.keys()  # a run that has failed says which of the two it was


def test_each_reason_for_which_a_picture_cannot_be_read_has_a_phrase() -> None:
    paths = [ROOT / "model" / "images" / name for name in ("picture_files.py", "picture_parts.py")]
    reasons = {ast.literal_eval(node.args[0]) for file, node in raised() if file in paths}
    assert reasons - {"no-file"} == set(PHRASES) - {"in-no-class", "cannot-unpack"}


def test_an_error_carries_its_reason_and_its_values() -> None:
    error = ConfigError("no-fit", "{name} is {value!r}, of {most:,}.", name="{size}", value="a", most=1234)
    assert (error.reason, error.values) == ("no-fit", {"name": "{size}", "value": "a", "most": 1234})
    assert str(error) == "{size} is 'a', of 1,234."


@pytest.mark.parametrize("value", ["a" * 10**6, ["a"] * 10**6, {"a": "b" * 10**6}])
def test_a_value_of_megabytes_makes_no_sentence_of_megabytes(value: object) -> None:
    error = ConfigError("no-fit", "{value} or {value!r} cannot be. Choose another.", value=value)
    assert len(str(error)) < 2100
    assert str(error).endswith("… cannot be. Choose another.")
    assert error.values == {"value": value}


def test_a_place_may_have_any_name() -> None:
    assert str(InklingError("said", "{sentence} {reason} {self}", sentence=1, reason=2, self=3)) == "1 2 3"


def test_an_error_of_the_model_carries_its_values() -> None:
    with pytest.raises(ConfigError, match="must be a whole number") as caught:
        Layer("dense", units=0)
    assert caught.value.reason == "no-whole-number"
    assert caught.value.values == {"name": "units", "least": 1, "most": 4096, "value": 0}
