"""Those who upload a photo on the page "Draw", all at the same moment."""

from __future__ import annotations

import asyncio
import io
import time
import urllib.request
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from http.cookies import SimpleCookie
from pathlib import Path

import numpy as np
from PIL import Image
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Common_pb2 import FileURLs
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.WidgetStates_pb2 import WidgetStates

from benchmarks.classroom.drawings import SEED, Step, written
from benchmarks.classroom.lesson import Figures, close_all, counts, open_all, summary
from benchmarks.classroom.session import PATIENCE, Session, Tally
from benchmarks.classroom.watched import Watched
from benchmarks.photos.camera import photo
from model.images.photos import find_ink
from model.images.picture_files import read_picture
from model.images.strokes import draw, fit
from model.images.surfaces import SURFACES
from model.inference.classifier import Classifier
from model.versions.published import SHIPPED
from tests.browser.app import App

_PHOTO = (4000, 3000)  # px
_FOR_A_PHOTO = 300.0  # s, the patience of a class that uploads photos


def photos(strokes: Path | None, count: int) -> Iterator[Step]:
    """Make photos of 12 megapixels, a digit on ruled paper each, no two alike."""
    classifier, rng = Classifier.load(SHIPPED), np.random.default_rng(SEED)
    for digit in written(strokes, count):
        drawing = draw(fit(digit, 240, (150, 150)), 16, (300, 300))
        ink, file = 1 - drawing[..., 0].astype(np.float32) / np.float32(255), io.BytesIO()
        Image.fromarray(photo(ink, SURFACES["ruled paper"], rng)).resize(_PHOTO).save(file, "JPEG", quality=90)
        found = find_ink(read_picture(io.BytesIO(file.getvalue())).picture).ink
        _, reading = classifier.as_one_digit(found, classifier.read_number(found))
        yield Step.expecting(reading, "", file.getvalue())


class Photographer(Session):
    """Someone who uploads a photo on the page "Draw"."""

    def __init__(self, url: str, tally: Tally, photo: Step) -> None:
        """Keep the photo."""
        super().__init__(url, tally)
        self._photo = photo
        self._ways = self._uploader = self._token = ""
        self._address: asyncio.Future[FileURLs] | None = None
        self._uploaded: FileURLs | None = None
        self._begun = 0.0
        self._is_answered = False

    async def choose_photo(self) -> None:
        """Choose the way "Photo", and wait until a file can be chosen."""
        self._token = await asyncio.to_thread(self._xsrf_token)
        self.chosen[self._ways] = ["Photo"]
        await self.request()
        await self.wait()

    async def upload(self, patience: float) -> None:
        """Upload the photo and wait for the answer: whoever chose a file in a browser waits for as much.

        Raises:
            TimeoutError: there is none after so many seconds.
        """
        self._begun, self._address = time.perf_counter(), asyncio.get_running_loop().create_future()
        self.tally.sent += 1
        message = BackMsg()
        message.file_urls_request.request_id, message.file_urls_request.session_id = "photo", self.session
        message.file_urls_request.file_names.append("photo.jpg")
        await self.send(message)
        urls = await asyncio.wait_for(self._address, patience)
        await asyncio.to_thread(self._put, urls.upload_url)
        self._uploaded = urls
        await self.request(fragment=self.fragment)
        await self.wait(patience)

    def _xsrf_token(self) -> str:
        """Return the token that the server gives each browser as a cookie; without it nothing is taken."""
        with urllib.request.urlopen(f"{self.url}/_stcore/health", timeout=PATIENCE) as health:
            cookie = SimpleCookie(health.headers.get("Set-Cookie", "")).get("_streamlit_xsrf")
        return cookie.value if cookie else ""

    def _put(self, path: str) -> None:
        edge = "photo-ends-here"
        head = 'Content-Disposition: form-data; name="file"; filename="photo.jpg"\r\nContent-Type: image/jpeg'
        body = f"--{edge}\r\n{head}\r\n\r\n".encode() + self._photo.file + f"\r\n--{edge}--\r\n".encode()
        headers = {"Content-Type": f"multipart/form-data; boundary={edge}", "X-Xsrftoken": self._token}
        headers["Cookie"] = f"_streamlit_xsrf={self._token}"
        request = urllib.request.Request(self.url + path, body, headers, method="PUT")
        urllib.request.urlopen(request, timeout=PATIENCE).close()

    def fill_in(self, states: WidgetStates) -> None:
        """Say what the widgets hold, the uploaded file among them."""
        super().fill_in(states)
        if self._uploaded:
            files = states.widgets.add(id=self._uploader).file_uploader_state_value.uploaded_file_info
            files.add(
                name="photo.jpg",
                size=len(self._photo.file),
                file_id=self._uploaded.file_id,
                file_urls=self._uploaded,
            )

    def take(self, kind: str | None, element: Element, fragment: str, now: float) -> None:
        """Take the ways to give a picture, the place of the file, and the answer."""
        super().take(kind, element, fragment, now)
        match kind:
            case "button_group" if any(option.content == "Photo" for option in element.button_group.options):
                self._ways = element.button_group.id
            case "file_uploader":
                self._uploader, self.fragment = element.file_uploader.id, fragment
            case "html" if self._uploaded and not self._is_answered and 'class="ink-reading"' in element.html.body:
                self._is_answered = True
                if self._photo.is_answered_by(element.html.body):
                    self.tally.answers.append((self._begun, now - self._begun))
                else:
                    self.tally.errors["the answer to another photo"] += 1

    def take_address(self, urls: Sequence[FileURLs]) -> None:
        """Take where the photo can be uploaded to."""
        if self._address and not self._address.done():
            self._address.set_result(urls[0])


async def upload_together(app: App, given: list[Step]) -> Figures:
    """Let each session upload its photo at the same moment."""
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(len(given)))  # a thread an upload
    tally = Tally()
    sessions = [Photographer(app.url, tally, each) for each in given]
    await open_all(sessions, tally)
    chosen = await asyncio.gather(*(session.choose_photo() for session in sessions), return_exceptions=True)
    tally.add_failures(chosen, "choosing Photo")
    server = Watched(app.process.pid)
    watching = asyncio.create_task(server.watch())
    sent = await asyncio.gather(*(session.upload(_FOR_A_PHOTO) for session in sessions), return_exceptions=True)
    tally.add_failures(sent, "uploading")
    watching.cancel()
    await close_all(sessions, tally)
    tally.add_lost()
    idle, peak = server.samples[0][1], server.peak()
    seconds = {f"{name}_s": s for name, s in summary([waited for _, waited in tally.answers]).items()}
    memory = {"entered": idle, "peak": peak, "above idle": round(peak - idle, 1), "after": server.mb()}
    return {"photos": len(given), **counts(tally), **seconds, "server_mb": memory}
