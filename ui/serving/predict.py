"""`/api/predict`: a picture comes, and what the network makes of it goes back, as `predict --json` prints it.

Knows requests, and how many at a time. Does not know how a picture is read.
"""

from __future__ import annotations

import asyncio
import io
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from anyio import CapacityLimiter, to_thread
from starlette.endpoints import HTTPEndpoint
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response

from model.errors import InklingError, PictureError, RightsError
from model.events import event
from model.images.picture_files import read_picture
from model.inference.described import described
from model.inference.loaded import classifier_in
from model.languages.translation import speaking
from model.storage.home_version import open_home
from model.versions import published
from ui import language
from ui.serving import metrics
from ui.serving.forms import TooLargeBodyError, body_of, part_of
from ui.serving.rates import Rate
from ui.serving.visitors import address, is_of_foreign_page
from ui.uploads import MOST_PHOTO_MB

_RATE = Rate(each=60, together=600)
_THREADS = CapacityLimiter(2)  # pictures that are read at a time: those on the pages need the processors, too
_AT_HAND = asyncio.Semaphore(8)  # pictures that are read or wait, each in memory
_COMING: Counter[str] = Counter()  # pictures that are on their way, each partly in memory, by address
_OF_ADDRESS, _TOGETHER = 8, 24  # of them: who sends slowly keeps nobody else from sending
_PATIENCE = 30  # s, for a picture to arrive
_PAUSE = 5  # s, after which to come again where all is busy

_STATUS = {
    "foreign-page": 403,
    "only-post": 405,
    "larger-than-photos": 413,
    "too-large-picture": 413,
    "too-many-pixels": 413,
    "far-too-many-pixels": 413,
    "too-long-picture": 413,
    "no-picture": 415,
    "heic-picture": 415,
    "avif-picture": 415,
    "too-many-pictures": 429,
    "too-busy": 503,
    "no-memory-for-picture": 503,
}


_TOO_MANY = ("too-many-pictures", "too-busy")  # reasons that are limits


class Predict(HTTPEndpoint):
    """Answers to pictures that programs send."""

    async def post(self, request: Request) -> Response:
        """Return what the network in use makes of a picture, or one sentence in which it says why it cannot."""
        with speaking(language.of_request(request)):
            try:
                return JSONResponse(await _answer(request))
            except InklingError as error:
                return _fault(error)
            except ClientDisconnect:
                return Response(status_code=400)  # to nobody

    async def method_not_allowed(self, request: Request) -> Response:
        """Refuse what is no picture that is sent."""
        with speaking(language.of_request(request)):
            refused = _fault(RightsError("only-post", "Nothing can be read here. Send a picture, by POST."))
        refused.headers["allow"] = "POST"
        return refused


async def _answer(request: Request) -> dict[str, Any]:
    if is_of_foreign_page(request.scope):
        raise RightsError("foreign-page", "A page from elsewhere sent this. Send it from a page of this Inkling.")
    who = address(request.scope)
    if seconds := _RATE.take(who):
        raise RightsError(
            "too-many-pictures",
            "Too many pictures came within a minute. Send the next one in {seconds} s.",
            seconds=seconds,
        )
    with _coming_from(who):
        content = await _picture(request)
    if _AT_HAND.locked():
        raise _too_busy()
    async with _AT_HAND:
        return await to_thread.run_sync(_read, content, limiter=_THREADS)


@contextmanager
def _coming_from(who: str) -> Iterator[None]:
    """Count a picture while it is on its way; raises RightsError: as many are as may be."""
    if _COMING[who] >= _OF_ADDRESS or _COMING.total() >= _TOGETHER:
        raise _too_busy()
    _COMING[who] += 1
    try:
        yield
    finally:
        _COMING[who] -= 1
        if not _COMING[who]:
            del _COMING[who]


def _too_busy() -> RightsError:
    return RightsError(
        "too-busy", "Many pictures are read at this moment. Send yours again in {seconds} s.", seconds=_PAUSE
    )


async def _picture(request: Request) -> bytes:
    """Return the picture that a request brings: its body, or a part of it."""
    try:
        async with asyncio.timeout(_PATIENCE):
            content = await body_of(request, MOST_PHOTO_MB * 2**20)
    except TooLargeBodyError as error:
        raise PictureError(
            "larger-than-photos", "This is larger than {most} MB. Make the picture smaller.", most=MOST_PHOTO_MB
        ) from error
    except TimeoutError as error:
        raise PictureError(
            "slow-picture", "The picture took longer than {seconds} s to arrive. Make it smaller.", seconds=_PATIENCE
        ) from error
    kind = request.headers.get("content-type", "")
    found = part_of(content, kind, "picture") if kind.lower().startswith("multipart/") else content
    if not found:
        raise PictureError(
            "nothing-sent",
            "No picture came. Send a PNG, JPEG or WebP picture as it is, or as the field `picture` of a form.",
        )
    return found


def _read(content: bytes) -> dict[str, Any]:
    open_home()
    classifier = classifier_in(published.current())
    with metrics.timed("api"):
        return described(classifier, read_picture(io.BytesIO(content)), is_photo=True, as_number=False)


def _fault(error: InklingError) -> JSONResponse:
    """Return an error as programs read it: a sentence for people, and a reason that stays the same."""
    status = _STATUS.get(error.reason, 400 if isinstance(error, PictureError) else 503)
    if error.reason in _TOO_MANY:
        event("limit-reached", limit=error.reason)
    again = {"Retry-After": str(error.values["seconds"])} if status in (429, 503) and "seconds" in error.values else {}
    return JSONResponse({"error": error.in_words(), "reason": error.reason}, status, again)
