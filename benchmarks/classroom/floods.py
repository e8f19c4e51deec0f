"""What one visitor can flood the app with, as fast as it takes it: strokes, uploads, pages, connections, questions.

He has come as a pupil's browser does, with its cookie. Knows the app's addresses. Does not know what a class meets.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from itertools import cycle
from typing import Any
from urllib.parse import urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Common_pb2 import FileURLs

from benchmarks.classroom.drawings import Hand, Step
from benchmarks.classroom.pupil import Pupil
from benchmarks.classroom.session import PATIENCE, Tally, cookie_of_browser

_AT_ONCE = 8  # connections
_UPLOAD = 19_000_000  # bytes of a file
_HEAD = b'--x\r\nContent-Disposition: form-data; name="file"; filename="x.png"\r\nContent-Type: image/png\r\n\r\n'
_API = "/api/predict"

Count = Callable[[], None]  # called at each thing that was sent


async def strokes(url: str, digits: Hand, blank: Step, count: Count) -> None:
    """Send strokes without waiting for answers."""
    flooder = Flooder(url, Tally(), blank)
    await flooder.enter()
    for step in cycle(step for digit in digits for step in digit):
        await flooder.send_at_once(step)
        count()


async def uploads(url: str, digits: Hand, blank: Step, count: Count) -> None:
    """Upload a file, take it back, and upload it again."""
    flooder = Flooder(url, Tally(), blank)
    await flooder.enter()
    while True:
        await flooder.upload(_UPLOAD)
        await flooder.take_back()
        count()


async def sockets(url: str, digits: Hand, blank: Step, count: Count) -> None:
    """Open the page and close it again, several at a time."""
    cookie = await asyncio.to_thread(cookie_of_browser, url)

    async def come_and_go() -> None:
        flooder = Flooder(url, Tally(), blank)
        flooder.cookie = cookie
        await flooder.enter()
        await flooder.leave()

    await _several(come_and_go, count)


async def pages(url: str, digits: Hand, blank: Step, count: Count) -> None:
    """Ask for the page, several at a time."""
    headers = {"Cookie": await asyncio.to_thread(cookie_of_browser, url), "Accept": "text/html"}
    await _several(lambda: _ask(url, "GET", "/", headers), count)


async def questions(url: str, digits: Hand, blank: Step, count: Count) -> None:
    """Ask for the answer to a picture, without a page, several at a time."""
    headers = {"Cookie": await asyncio.to_thread(cookie_of_browser, url), "Content-Type": "image/png"}
    await _several(lambda: _ask(url, "POST", _API, headers, digits[0][-1].file), count)


Flood = Callable[[str, Hand, Step, Count], Coroutine[None, None, None]]
FLOODS: dict[str, Flood] = {each.__name__: each for each in (strokes, uploads, sockets, pages, questions)}


class Flooder(Pupil):
    """Someone who does not wait for answers."""

    async def send_at_once(self, step: Step) -> None:
        """Send a drawing as soon as the socket takes it."""
        self._value = step.value
        await self.request(fragment=self.fragment)

    async def upload(self, size: int) -> int:
        """Upload a file of so many bytes, and return the status of the answer."""
        xsrf = await asyncio.to_thread(cookie_of_browser, self.url + "/_stcore/health", "_streamlit_xsrf")
        self._headers = {"Cookie": f"{self.cookie}; {xsrf}", "X-Xsrftoken": xsrf.partition("=")[2]}
        self._address: asyncio.Future[FileURLs] = asyncio.get_running_loop().create_future()
        message = BackMsg()
        message.file_urls_request.request_id, message.file_urls_request.session_id = "file", self.session
        message.file_urls_request.file_names.append("x.png")
        await self.send(message)
        self._file = await asyncio.wait_for(self._address, PATIENCE)
        headers = self._headers | {"Content-Type": "multipart/form-data; boundary=x"}
        return await _ask(self.url, "PUT", self._file.upload_url, headers, _HEAD + bytes(size) + b"\r\n--x--\r\n")

    async def take_back(self) -> None:
        """Let the last file be deleted."""
        await _ask(self.url, "DELETE", self._file.delete_url, self._headers)

    def take_address(self, urls: Sequence[FileURLs]) -> None:
        """Take where a file can be uploaded to."""
        self._address.set_result(urls[0])


async def _several(do: Callable[[], Awaitable[Any]], count: Count) -> None:
    """Do something again and again, several at a time; what is refused is done again."""

    async def again_and_again() -> None:
        while True:
            try:
                await do()
            except Exception:  # refused, or cut off, in one of many ways
                await asyncio.sleep(0.01)
            count()

    await asyncio.gather(*(again_and_again() for _ in range(_AT_ONCE)))


async def _ask(url: str, method: str, path: str, headers: dict[str, str], body: bytes = b"") -> int:
    """Send a request over a connection of its own, read the answer, and return its status."""
    host = urlsplit(url)
    reader, writer = await asyncio.open_connection(host.hostname, host.port)
    lines = {"Host": host.netloc, "Content-Length": str(len(body)), **headers}
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    try:
        writer.write(f"{method} {path} HTTP/1.1\r\n{head}\r\n".encode() + body)
        await writer.drain()
        answer = await reader.readuntil(b"\r\n\r\n")
        if length := re.search(rb"(?i)\ncontent-length: *(\d+)", answer):
            await reader.readexactly(int(length[1]))
        return int(answer.split(maxsplit=2)[1])
    finally:
        writer.close()
