"""`/somebody-else`: from now on this device is another pupil's, as where a class shares its tablets.

Knows the cookies by which a pupil is known again. Does not know what the pupil before has left: it stays theirs.
"""

from __future__ import annotations

import asyncio

from markupsafe import Markup
from starlette.background import BackgroundTask
from starlette.endpoints import HTTPEndpoint
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from model.errors import DatabaseError
from model.languages.translation import _, speaking
from model.people import tokens
from ui import language
from ui.lesson.progress import COOKIE as LESSON_COOKIE
from ui.serving import plain_page
from ui.serving.connections import CONNECTIONS
from ui.serving.cookies import cookie
from ui.serving.plain_page import FORM_HEADERS, alert, answer, paragraph
from ui.serving.visitors import PUPIL_COOKIE, VISITOR, YEAR, is_same_origin

PATH = "/somebody-else"
_ARRIVES = 1.0  # s after which a browser has the cookie that was sent: its other pages are to come with that one


class SomebodyElse(HTTPEndpoint):
    """Lets somebody else begin on a device."""

    async def get(self, request: Request) -> Response:
        """Return the page: it says what becomes of what the pupil before has given, and asks."""
        with speaking(language.of_request(request)):
            return answer(_page())

    async def post(self, request: Request) -> Response:
        """Let the browser be one that was never here; the page of a stranger cannot ask for that."""
        with speaking(language.of_request(request)):
            if "origin" not in request.headers or not is_same_origin(request.scope):
                return answer(_page(), 403)
            try:
                token = tokens.pupil_token(tokens.new_id())
            except DatabaseError as error:
                return answer(_page(error.in_words()), 503)
        leave = BackgroundTask(_end_pages, request.headers[VISITOR])
        sent = RedirectResponse("/class", 303, FORM_HEADERS, background=leave)
        sent.headers.append("set-cookie", cookie(PUPIL_COOKIE, token, request.scope, seconds=YEAR, strict=False))
        sent.headers.append("set-cookie", cookie(LESSON_COOKIE, "", request.scope, seconds=0, strict=True))
        return sent


async def _end_pages(visitor: str) -> None:
    """End the pages that are still open as the pupil before, once the browser is another one."""
    await asyncio.sleep(_ARRIVES)
    CONNECTIONS.end(visitor)


def _page(fault: str = "") -> str:
    body = Markup('{fault}{said}<form method="post"><button>{go}</button></form><p><a href="/class">{back}</a></p>')
    said = paragraph(
        _(
            "Who used this device before keeps their digits and trainings, and their nickname. Nobody can change or"
            " delete these on this device afterwards; your teacher can."
        )
    )
    title = _("I am somebody else")
    shown = body.format(fault=alert(fault), said=said, go=title, back=_("Back, I am the same"))
    return plain_page.page(title, f"{title} · Inkling", shown)
