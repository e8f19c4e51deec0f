"""Promises of what a browser may say: what our pages say is let through, and nothing else."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from starlette.types import Message
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Common_pb2 import UploadedFileInfo
from streamlit.proto.WidgetStates_pb2 import WidgetState

from tests.coroutines import held
from ui.serving import gate, pace
from ui.serving.pace import Pace


def said(kind: str, payload: str = "") -> BackMsg:
    """Return a message of a kind, and what it asks the server to do."""
    message = BackMsg()
    if payload:
        getattr(message.backend_operation_request, payload).SetInParent()
    elif BackMsg.DESCRIPTOR.fields_by_name[kind].message_type:
        getattr(message, kind).SetInParent()
    else:
        setattr(message, kind, True)
    return message


@pytest.fixture
def slept(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Return the s that somebody has to wait; time stands still."""
    waits: list[float] = []

    async def sleep(seconds: float) -> None:
        waits.append(seconds)

    monkeypatch.setattr(gate, "asyncio", SimpleNamespace(sleep=sleep))
    monkeypatch.setattr(pace, "time", SimpleNamespace(monotonic=lambda: 0.0))
    return waits


def let_through(*messages: bytes, own: Pace | None = None) -> list[bytes]:
    """Return what of these messages reaches the app, of one who has said nothing else where no pace is given."""
    left = [{"type": "websocket.receive", "bytes": each} for each in messages]

    async def receive() -> Message:
        return left.pop(0) if left else {"type": "websocket.disconnect"}

    async def taken() -> list[bytes]:
        receive_gated, found = gate.gated(receive, own or Pace(gate.A_SECOND, gate.AT_ONCE)), []
        while (message := await receive_gated())["type"] == "websocket.receive":
            found.append(message["bytes"])
        return found

    return held(taken())


@pytest.mark.parametrize(
    ("kind", "payload"),
    [
        ("clear_cache", ""), ("load_git_info", ""), ("set_run_on_save", ""), ("debug_disconnect_websocket", ""),
        ("debug_shutdown_runtime", ""), ("backend_operation_request", "install_skills"),
        ("backend_operation_request", "dismiss_skills_nudge"),
    ],
)  # fmt: skip
def test_what_no_page_of_ours_says_is_dropped_and_the_next_is_let_through(kind: str, payload: str) -> None:
    after = said("rerun_script").SerializeToString()
    assert let_through(said(kind, payload).SerializeToString(), after) == [after]


@pytest.mark.parametrize(
    ("kind", "payload"),
    [
        ("rerun_script", ""), ("stop_script", ""), ("file_urls_request", ""), ("app_heartbeat", ""),
        ("backend_operation_request", "deferred_file"), ("backend_operation_request", "dataframe_chunk"),
    ],
)  # fmt: skip
def test_what_our_pages_say_is_let_through(kind: str, payload: str) -> None:
    message = said(kind, payload).SerializeToString()
    assert let_through(message) == [message]


def test_every_kind_of_message_that_there_is_is_let_through_or_dropped_on_purpose() -> None:
    """A newer Streamlit may know others: then look whether our pages say them."""
    known = {"clear_cache", "load_git_info", "set_run_on_save", "debug_disconnect_websocket", "debug_shutdown_runtime"}
    assert {each.name for each in BackMsg.DESCRIPTOR.oneofs_by_name["type"].fields} == {
        *known, *gate._SAID, "backend_operation_request",
    }  # fmt: skip


def test_what_is_no_message_is_left_to_streamlit() -> None:
    assert let_through(b"no message") == [b"no message"]


def test_message_longer_than_streamlit_takes_is_left_to_it_unread(monkeypatch: pytest.MonkeyPatch) -> None:
    """It closes the connection; reading 20 MB of the smallest states takes seconds, before they have a price."""
    read: list[int] = []
    monkeypatch.setattr(gate, "_parsed", lambda data: read.append(len(data)))
    assert let_through(bytes(5_000_001)) == [bytes(5_000_001)]
    assert read == []


def held_by(count: int, of: str) -> BackMsg:
    """Return a message that holds so many states, or values in a list, each as small as can be."""
    message = BackMsg()
    states = message.rerun_script.widget_states.widgets
    match of:
        case "states":
            states.extend(WidgetState(id=f"{each}") for each in range(count))
        case "names":
            message.file_urls_request.file_names.extend([""] * count)
        case "hashes":
            message.rerun_script.cached_message_hashes.extend([""] * count)
        case "strings":
            states.add().string_array_value.data.extend([""] * count)
        case "files":
            files = [UploadedFileInfo() for each in range(count)]
            states.add().file_uploader_state_value.uploaded_file_info.extend(files)
    return message


@pytest.mark.parametrize(
    ("of", "most"),
    [("states", 2_000), ("names", 20_000), ("hashes", 20_000), ("strings", 20_000), ("files", 20_000)],
)
def test_who_says_more_at_once_than_any_page_of_ours_is_shown_out_and_waits_before_saying_more(
    of: str, most: int, slept: list[float]
) -> None:
    allowed, too_much = (held_by(count, of).SerializeToString() for count in (most, most + 1))
    assert let_through(allowed) == [allowed]
    after = said("rerun_script").SerializeToString()
    own = Pace(gate.A_SECOND, gate.AT_ONCE)
    slept.clear()
    assert let_through(too_much, after, own=own) == []
    assert sum(slept) == 0
    assert let_through(after, own=own) == [after]
    assert 20 < max(slept) < 40


def test_small_states_count_by_how_many_they_are(slept: list[float]) -> None:
    """It takes Streamlit milliseconds to read 25 states, and a tenth of a second to read 2,000."""
    usual, many = (held_by(count, "states").SerializeToString() for count in (25, 2_000))
    let_through(*[usual] * 24)
    assert sum(slept) == 0
    let_through(*[many] * 24)
    assert sum(slept) > 20
