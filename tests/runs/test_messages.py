"""Promises of what is said of a run: a reason and values are stored, and make a whole sentence."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import sqlalchemy as sa

from model.config import PRESETS
from model.errors import ConfigError
from model.runs import store
from model.runs.messages import MESSAGES, sentence, values_of
from model.runs.rows import RUNS
from model.runs.state import State
from model.storage.database.engine import reading
from tests.runs.earlier import forget

VALUES = {"epochs": 2, "planned": 5, "below": 0.5, "patience": 3, "best": 1, "fault": "full", "epoch": 2}


@pytest.mark.parametrize("reason", list(MESSAGES))
def test_each_reason_makes_a_whole_sentence(reason: str) -> None:
    made = sentence(reason, VALUES)
    assert made[0].isupper()
    assert made.endswith(".")
    assert "{" not in made


def test_state_keeps_reason_and_values_and_no_words() -> None:
    run = store.create(PRESETS["fast"])
    state = State("paused", "paused", {"epochs": 2, "planned": 5})
    run.write_state(state)
    with reading() as connection:
        written = connection.execute(sa.select(RUNS)).one()
    assert (written.reason, json.loads(written.details)) == ("paused", {"epochs": 2, "planned": 5})
    assert run.state() == state
    assert run.state().message == "Paused after 2 of 5 epochs."


def test_run_that_met_an_error_says_its_sentence() -> None:
    run = store.create(PRESETS["fast"])
    error = ConfigError("too-few", "{name} in {folder} has {count} of {{}}.", name="“{x}”", folder=Path("a"), count=3)
    run.write_state(State("failed", error.reason, values_of(error)))
    assert run.state().message == str(error) == "“{x}” in a has 3 of {}."
    assert run.state().values == {"name": "“{x}”", "folder": "a", "count": 3, "source": error.sentence}


def test_sentence_that_an_earlier_version_wrote_is_still_said() -> None:
    run = store.create(PRESETS["fast"])
    for message in ("", "Paused after 2 of {5} epochs."):
        forget(run)
        (run.folder / "state.json").write_text(json.dumps({"status": "paused", "message": message, "epoch": 2}))
        assert (run.state().status, run.state().message, run.state().epoch) == ("paused", message, 2)
        run.write_state(run.state())
        assert run.state().message == message


@pytest.mark.parametrize(
    "content",
    [
        "{",
        "[]",
        "3",
        '{"status": "paused", "mood": "good"}',
        '{"status": "paused", "reason": "paused"}',
        '{"status": "paused", "reason": "paused", "values": {"epochs": 2}}',
        '{"status": "paused", "reason": "unheard-of"}',
        '{"status": "paused", "values": []}',
        '{"status": "paused", "reason": [], "values": {}}',
        '{"status": "finished", "reason": "loss-below", "values": {"epochs": 2, "below": []}}',
    ],
)
def test_damaged_state_is_said_to_be_damaged(content: str) -> None:
    run = store.create(PRESETS["fast"])
    forget(run)
    (run.folder / "state.json").write_text(content)
    assert run.state() == State("failed", "damaged-state")
    assert run.state().message == (
        "What this run was doing cannot be read: a file is damaged. Press “Go on” to continue from the last finished"
        " epoch."
    )
