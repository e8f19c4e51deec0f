"""Promises of the commands about versions."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from model.cli.main import main
from model.config import PRESETS
from model.runs import store
from model.runs.state import State
from model.runs.store import Run
from model.versions import published, registry
from tests.classifiers import lend_shipped, shipped_right
from tests.cli.refused import refused


@pytest.fixture
def finished() -> Run:
    """Return a finished run with a classifier: the shipped one, lent."""
    run = store.create(PRESETS["fast"])
    lend_shipped(run.folder)
    run.write_state(State("finished"))
    return run


def test_versions_are_listed_and_the_one_that_answers_is_marked(
    finished: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    registry.write_figures(
        registry.register(finished.folder).number, {"class": {"export": "0" * 16, "right": 9, "total": 10}}
    )
    main(["versions"])
    first, second = capsys.readouterr().out.splitlines()
    assert first.startswith("  1  Inkling's network")
    assert first.endswith("class: 9 of 10 right")
    assert second.startswith("* 0  Inkling's network")
    assert second.endswith(f"MNIST: {shipped_right():,} of 10,000 right")


def test_versions_as_json_hold_all_that_is_known(finished: Run, capsys: pytest.CaptureFixture[str]) -> None:
    registry.register(finished.folder, name="Ours", base=0, export="0" * 16, samples=5, writers=2)
    main(["versions", "--json"])
    first, second = json.loads(capsys.readouterr().out)
    assert {name: first[name] for name in ("number", "name", "answers", "base", "samples", "writers")} == {
        "number": 1, "name": "Ours", "answers": False, "base": 0, "samples": 5, "writers": 2,
    }  # fmt: skip
    assert (second["number"], second["answers"]) == (0, True)
    assert second["figures"]["mnist"] == [shipped_right(), 10_000]


def test_version_is_named_published_and_taken_back(finished: Run, capsys: pytest.CaptureFixture[str]) -> None:
    registry.register(finished.folder)
    main(["versions", "name", "1", "Ours"])
    main(["versions", "publish", "1"])
    assert published.current() == finished.folder
    main(["versions", "back"])
    assert published.current() == published.SHIPPED
    main(["versions", "publish", "1"])
    main(["versions", "shipped"])
    assert published.current() == published.SHIPPED
    assert (
        capsys.readouterr().out.splitlines()
        == [
            "1 · Ours answers the class.",
            "0 · Inkling's network answers the class.",
        ]
        * 2
    )


def test_shipped_one_answers_though_an_earlier_version_chose_another(
    finished: Run, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (home / "current.json").write_text(json.dumps({"run": finished.id}))
    main(["versions", "shipped"])
    assert capsys.readouterr().out.startswith("0 · Inkling's network")
    assert published.current() == published.SHIPPED


def test_what_cannot_be_is_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert "There is no version 7" in refused(["versions", "publish", "7"], capsys)
    assert "There is no version 7" in refused(["versions", "name", "7", "Ours"], capsys)
    assert "No other network answered the class before" in refused(["versions", "back"], capsys)
    assert "99999999999 is not in the range" in refused(["versions", "publish", "99999999999"], capsys)
