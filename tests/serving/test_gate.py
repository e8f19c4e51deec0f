"""Promises of what a browser may say: what our pages say is let through, and nothing else."""

from __future__ import annotations

import pytest
from starlette.types import Message
from streamlit.proto.BackMsg_pb2 import BackMsg

from tests.coroutines import held
from ui.serving import gate
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


def let_through(*messages: bytes) -> list[bytes]:
    """Return what of these messages reaches the app."""
    left = [{"type": "websocket.receive", "bytes": each} for each in messages]

    async def receive() -> Message:
        return left.pop(0) if left else {"type": "websocket.disconnect"}

    async def taken() -> list[bytes]:
        receive_gated, found = gate.gated(receive, Pace(gate.A_SECOND, gate.AT_ONCE)), []
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
