"""What a run's folder alone tells of it: that of a version before 0.6, which kept there what it was doing.

    runs/<id>/state.json    what the run was doing
              owner.txt     whose it is: a pupil's id; not there where it is the teacher's
              name.txt      what somebody called it, where somebody did
              stop          is there when somebody asked it to stop, or to pause ("pause")

The files stay as they are, so that nothing is lost whatever ends in between. So is a folder read that was copied from
elsewhere, without a database.
Knows these files. Does not know the database.
"""

from __future__ import annotations

import dataclasses
import re
from contextlib import suppress
from pathlib import Path
from typing import get_args

from model.executors import chosen
from model.executors.job import NOBODY, Job
from model.executors.local import KIND, machine
from model.languages.typed import one_line
from model.runs import messages
from model.runs.rows import MOST_NAME, Row
from model.runs.state import State, Status, Wish, check
from model.storage import files

_FIELDS = {each.name for each in dataclasses.fields(State)} - {"job", "attempt"} | {"process", "process_started"}
_PUPIL = re.compile(r"[0-9a-f]{16}")


def row(folder: Path) -> Row:
    """Return what a folder tells of its run."""
    return Row(_state(folder), _text(folder / "owner.txt", _owner), _text(folder / "name.txt", _name), _wish(folder))


def is_still_done(found: Row) -> bool:
    """Whether a process of the earlier version still does the run: it writes on into these files."""
    job = found.state.job
    return job != NOBODY and chosen.state_of(job) == "running"


def _state(folder: Path) -> State:
    try:
        state = files.parsed(folder / "state.json", _parsed)
    except FileNotFoundError:
        if (folder / "card.json").exists():
            return State("finished")
        began = (folder / "history.csv").exists()
        return State("failed", "damaged-state") if began else State("paused", "paused-before")
    except (OSError, ValueError):
        return State("failed", "damaged-state")
    if state.status == "running" and chosen.state_of(state.job) == "gone":
        return dataclasses.replace(state, status="failed", reason="killed", values={}, job=NOBODY)
    return state


def _parsed(text: str) -> State:
    """Return the state that a file holds.

    Raises:
        ValueError: the text is no JSON object, or a field is not known or of another kind; it names the field.
    """
    content = files.from_json(text)
    if not isinstance(content, dict):
        raise ValueError("no object")
    if message := content.pop("message", ""):  # of versions before 0.5, which wrote the sentence down
        content |= {"reason": messages.AS_WRITTEN, "values": {"sentence": message}}
    if "status" not in content or not set(content) <= _FIELDS or content["status"] not in get_args(Status):
        raise ValueError("fields")
    process, started = content.pop("process", 0), content.pop("process_started", 0.0)
    state = State(**content)
    check(dataclasses.replace(state, batch=process, overhead=started))  # a count and a number, too
    check(state)
    started = f"{started:.0f}" if started == int(started) else f"{started}"
    return dataclasses.replace(state, job=Job(KIND, f"{machine()}/{process}/{started}") if process else NOBODY)


def _text(path: Path, parse: object) -> str:
    with suppress(OSError, ValueError):
        return str(files.parsed(path, parse))  # type: ignore[arg-type]
    return ""


def _name(text: str) -> str:
    return one_line(text, MOST_NAME)


def _owner(text: str) -> str:
    """Return the id of a pupil; raises ValueError where the text is none."""
    if not _PUPIL.fullmatch(text):
        raise ValueError("no id")
    return text


def _wish(folder: Path) -> Wish:
    with suppress(OSError):
        return "pause" if (folder / "stop").read_bytes() == b"pause" else "stop"
    return ""
