"""Who speaks with a server without a browser: by HTTP, or as a page does, by a websocket.

Such a client can say of itself whatever it likes.
"""

from __future__ import annotations

import http.client
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import NamedTuple
from urllib.parse import urlsplit

import psutil
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Subprotocol


class Who(NamedTuple):
    """Whom the server takes a visitor for: an id, and "teacher" or "pupil"."""

    id: str
    role: str


def own_address() -> str:
    """Return an address of this machine by which another device would reach it; there must be one."""
    for addresses in psutil.net_if_addrs().values():
        for each in addresses:
            if each.family == socket.AF_INET and not each.address.startswith(("127.", "169.254.")):
                return str(each.address)
    raise AssertionError("This computer is in no network, so no second device can be played on it. Connect it to one.")


def origin(url: str) -> dict[str, str]:
    """Return what a browser says of a page of this server."""
    return {"Host": urlsplit(url).netloc, "Origin": url}


def fetched(url: str, path: str, headers: Mapping[str, str], body: bytes | None = None) -> tuple[int, dict[str, str]]:
    """Return the status and the headers of an answer; a body is posted."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=60)
    connection.request("GET" if body is None else "POST", path, body, dict(headers))
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer.status, {name.lower(): value for name, value in answer.getheaders()}


@contextmanager
def opened(url: str, headers: Mapping[str, str], session: str = "") -> Iterator[ClientConnection]:
    """Open a page with headers of one's own, or connect that of a session again; raises websockets.InvalidStatus."""
    parts = urlsplit(url)
    place = (parts.hostname or "", parts.port)
    given = dict(headers)
    name = given.pop("Host")  # where it is said to be; it is connected to the place itself
    with connect(
        f"ws://{name}/_stcore/stream",
        sock=socket.create_connection(place, timeout=60),
        subprotocols=[Subprotocol(each) for each in ("streamlit", "-", session) if each],
        additional_headers=given,
        proxy=None,
    ) as page:
        yield page


def looks(page: ClientConnection) -> Who:
    """Run the page once more, and return whom it takes its visitor for."""
    page.send(BackMsg(rerun_script=ClientState()).SerializeToString())
    said = ""
    for message in page:
        assert isinstance(message, bytes)
        told = ForwardMsg.FromString(message)
        if told.delta.new_element.HasField("text"):
            said = told.delta.new_element.text.body
        if told.WhichOneof("type") == "script_finished":
            return Who(*said.split())
    raise ConnectionError("The page was closed.")


def session_of(page: ClientConnection) -> str:
    """Run the page once more, and return the id of its session."""
    page.send(BackMsg(rerun_script=ClientState()).SerializeToString())
    for message in page:
        assert isinstance(message, bytes)
        if begun := ForwardMsg.FromString(message).new_session.initialize.session_id:
            return begun
    raise ConnectionError("The page was closed.")


def who(url: str, headers: Mapping[str, str]) -> Who:
    """Return whom the server takes somebody for, who opens a page with these headers."""
    with opened(url, headers) as page:
        return looks(page)
