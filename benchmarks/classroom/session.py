"""Visitors of the app who need no browser: they speak Streamlit's own protocol, a websocket of protobuf messages.

Knows of a page what a browser is told. Does not know what is drawn, and starts no server.
"""

from __future__ import annotations

import asyncio
import time
import urllib.request
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from http.cookies import SimpleCookie

from streamlit.proto.Alert_pb2 import Alert
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Common_pb2 import FileURLs
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetStates
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

from ui.serving.visitors import PUPIL_COOKIE

PATIENCE = 60.0  # s; what is not answered by then is lost


@dataclass
class Tally:
    """What all who draw met.

    Attributes:
        answers: to strokes: when each was sent, in s of time.perf_counter, and how long it waited, in s.
        errors: what went wrong, and how often.
        sent: strokes.
        overtaken: strokes that a later one of the same pupil was answered instead of: no error.
    """

    answers: list[tuple[float, float]] = field(default_factory=list)
    errors: Counter[str] = field(default_factory=Counter)
    sent: int = 0
    overtaken: int = 0

    def add_failures(self, results: Iterable[object], when: str) -> None:
        """Count the exceptions among what tasks came to."""
        self.errors.update(f"{when}: {result!r}"[:120] for result in results if isinstance(result, BaseException))

    def add_lost(self) -> None:
        """Count the strokes that were never answered; once, at the end."""
        if lost := self.sent - len(self.answers) - self.overtaken:
            self.errors["a stroke without an answer"] += lost


class Session:
    """One visitor of the app, and what the page told its browser."""

    def __init__(self, url: str, tally: Tally) -> None:
        """Keep where the app is, and where errors are counted."""
        self.url, self.tally = url, tally
        self.session = self.page = self.fragment = ""
        self.chosen: dict[str, list[str]] = {}  # what each segmented control has chosen
        self.idle = asyncio.Event()  # set while nothing is waited for
        self.cookie = ""  # by which the app knows this browser again, and what else it was given to keep
        self._socket: ClientConnection | None = None
        self._listening: asyncio.Task[None] | None = None

    async def enter(self, page: str = "") -> None:
        """Open a page, named as in its address, and wait until it is there."""
        self.cookie = self.cookie or await asyncio.to_thread(cookie_of_browser, self.url)
        self._socket = await connect(
            self.url.replace("http", "ws", 1) + "/_stcore/stream",
            origin=Origin(self.url),
            subprotocols=[Subprotocol("streamlit")],
            additional_headers={"Cookie": self.cookie},
            compression=None,
            max_size=None,
            ping_interval=None,
            proxy=None,
        )
        if self._socket.response:
            self.cookie = _kept(self.cookie, self._socket.response.headers.get_all("Set-Cookie"))
        self._listening = asyncio.create_task(self._listen(self._socket))
        await self.request(page=page)
        await self.wait()

    async def wait(self, patience: float = 0.0) -> None:
        """Wait until nothing is waited for; raises TimeoutError."""
        await asyncio.wait_for(self.idle.wait(), patience or PATIENCE)

    async def leave(self) -> None:
        """Close the page; raises what went wrong while it was listened to."""
        if self._socket and self._listening:
            await self._socket.close()
            await self._listening

    async def send(self, message: BackMsg) -> None:
        """Send a message."""
        if self._socket:
            await self._socket.send(message.SerializeToString())

    async def request(self, trigger: str = "", page: str = "", fragment: str = "") -> None:
        """Ask for a run of the page or of a fragment, with the state of the widgets; `trigger` is a pressed button."""
        self.idle.clear()
        message = BackMsg()
        rerun = message.rerun_script
        rerun.widget_states.SetInParent()
        self.fill_in(rerun.widget_states)
        if trigger:
            rerun.widget_states.widgets.add(id=trigger, trigger_value=True)
        rerun.page_name, rerun.page_script_hash, rerun.fragment_id = page, self.page, fragment
        context = rerun.context_info
        context.timezone, context.locale, context.url, context.color_scheme = "UTC", "en-US", self.url + "/", "light"
        await self.send(message)

    def fill_in(self, states: WidgetStates) -> None:
        """Say what the widgets hold."""
        for name, options in self.chosen.items():
            states.widgets.add(id=name).string_array_value.data.extend(options)

    async def _listen(self, socket: ClientConnection) -> None:
        """Take what comes until the connection closes."""
        async for frame in socket:
            now, message = time.perf_counter(), ForwardMsg.FromString(frame)
            match message.WhichOneof("type"):
                case "delta":
                    element = message.delta.new_element
                    kind = element.WhichOneof("type")
                    if kind == "exception" or (kind == "alert" and element.alert.format == Alert.ERROR):
                        self.tally.errors["the page shows an error"] += 1
                    self.take(kind, element, message.delta.fragment_id, now)
                case "new_session":
                    self.page = message.new_session.page_script_hash
                    self.session = message.new_session.initialize.session_id or self.session
                case "file_urls_response":
                    self.take_address(message.file_urls_response.file_urls)
                case "script_finished":
                    await self.finish(now)
                case _:
                    self.take_other(message)

    def take(self, kind: str | None, element: Element, fragment: str, now: float) -> None:
        """Take an element of the page, shown by a fragment, at a time of time.perf_counter."""
        if kind == "button_group":
            group = element.button_group
            labels = [f"{option.content_icon} {option.content}".strip() for option in group.options]
            self.chosen[group.id] = [*group.raw_values] or [labels[at] for at in group.default]

    def take_address(self, urls: Sequence[FileURLs]) -> None:
        """Take where a file can be uploaded to."""

    def take_other(self, message: ForwardMsg) -> None:
        """Take what else the server says."""

    async def finish(self, now: float) -> None:
        """Take that the page, or the fragment, has run."""
        self.idle.set()


def cookie_of_browser(url: str, name: str = PUPIL_COOKIE) -> str:
    """Return a cookie that the app gives each browser at an address, as the browser sends it back."""
    request = urllib.request.Request(url, headers={"Accept": "text/html"})
    with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
        given = [SimpleCookie(each) for each in answer.headers.get_all("Set-Cookie", [])]
    return next((f"{name}={each[name].value}" for each in given if name in each), "")


def _kept(cookie: str, given: Iterable[str]) -> str:
    """Return what a browser sends back that had a cookie, and was given others."""
    jar = SimpleCookie(cookie)
    for each in given:
        jar.load(each)
    return "; ".join(f"{each.key}={each.coded_value}" for each in jar.values())


class Visitor(Session):
    """Someone who opens another page and looks for a sentence on it."""

    def __init__(self, url: str, tally: Tally, sentence: str) -> None:
        """Keep the sentence."""
        super().__init__(url, tally)
        self._sentence = sentence
        self.seen: float | None = None  # when, in s of time.perf_counter

    def take(self, kind: str | None, element: Element, fragment: str, now: float) -> None:
        """Look for the sentence."""
        super().take(kind, element, fragment, now)
        if kind == "html" and self.seen is None and self._sentence in element.html.body:
            self.seen = now
