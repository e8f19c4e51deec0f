"""Promises of the command that teaches a network the class's own digits."""

from __future__ import annotations

import re

import pytest

from model.cli.main import main
from model.runs import store
from model.teaching import recipe
from model.versions import registry
from tests.cli.refused import refused
from tests.conftest import SMALL
from tests.teaching.classes import base_in, class_of, given


def test_class_teaches_and_reads_what_it_gained(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(recipe._SHARES, "mnist", 0.01)  # a lesson of seconds
    given(class_of())
    base = registry.of(base_in("bad", SMALL))
    assert base
    main(["teach", "--base", str(base.number)])
    output = " ".join(capsys.readouterr().out.split())
    assert output.startswith("It learns 24 digits by 6 writers. It is tested on 4 digits by 1 writer")
    assert re.search(r"Of \d+ digits that it never learned from it read \d+ right before, and \d+ now", output)
    assert re.search(r"Of 10,000 of MNIST it read [\d,]+ right before, and [\d,]+ now", output)
    (run,) = store.all_runs()
    version = registry.of(run.folder)
    assert version
    assert version.base == base.number


def test_without_digits_nothing_is_taught(capsys: pytest.CaptureFixture[str]) -> None:
    assert "digits" in refused(["teach"], capsys)
    assert store.all_runs() == []


def test_version_that_no_number_reaches_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert "is not in the range" in refused(["teach", "--base", "9" * 20], capsys)
