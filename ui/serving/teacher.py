"""`/teacher`: who types the passcode here is the teacher on this device, until the school day ends.

Knows requests, and how often may be guessed. Does not know what the page looks like.
"""

from __future__ import annotations

from urllib.parse import parse_qs

from anyio import CapacityLimiter, to_thread
from starlette.endpoints import HTTPEndpoint
from starlette.requests import ClientDisconnect, Request
from starlette.responses import RedirectResponse, Response

from model.errors import DatabaseError
from model.events import event
from model.languages.translation import _, speaking
from model.people import passcode, tokens
from ui import language
from ui.serving import teacher_page
from ui.serving.cookies import cookie
from ui.serving.forms import TooLargeBodyError, body_of
from ui.serving.plain_page import FORM_HEADERS, answer
from ui.serving.rates import Rate
from ui.serving.visitors import TEACHER_COOKIE, address, is_local, is_same_origin

_GUESSES = Rate(each=5, together=30)  # wrong ones
_THREADS = CapacityLimiter(2)  # guesses that are looked at together: each takes 64 MB
_MOST = 4096  # bytes of what is typed, as a form


class Teacher(HTTPEndpoint):
    """Lets the teacher in."""

    async def get(self, request: Request) -> Response:
        """Return the page: it asks for the passcode, or says why it need not."""
        with speaking(language.of_request(request)):
            if is_local(request.scope):
                return answer(teacher_page.at_the_computer())
            if tokens.is_teachers(_token(request)):
                return answer(teacher_page.known())
            return answer(teacher_page.asking() if passcode.stored() else teacher_page.unset())

    async def post(self, request: Request) -> Response:
        """Let in who types the passcode, and out who is done."""
        with speaking(language.of_request(request)):
            if "origin" not in request.headers or not is_same_origin(request.scope):
                return answer(teacher_page.telling(_("This came from a page of somebody else's. Type it here.")), 403)
            try:
                typed = parse_qs((await body_of(request, _MOST)).decode(errors="replace"), keep_blank_values=True)
            except TooLargeBodyError:
                return answer(teacher_page.asking(_("This is far too long for a passcode.")), 413)
            except ClientDisconnect:
                return Response(status_code=400)  # to nobody
            if "done" in typed:
                return await _let_out(request)
            return await _let_in(request, typed.get("passcode", [""])[0])


async def _let_in(request: Request, guess: str) -> Response:
    if not passcode.stored():
        return answer(teacher_page.unset(), 403)
    who = address(request.scope)
    seconds = _GUESSES.take(who)  # before it is looked at: of many that come together, no more are looked at
    if seconds:
        event("limit-reached", limit="guesses")
        refused = answer(teacher_page.asking(_("Too many guesses were wrong. Wait a minute, then try again.")), 429)
        refused.headers["Retry-After"] = str(seconds)
        return refused
    if not await to_thread.run_sync(passcode.is_right, guess, limiter=_THREADS):
        event("passcode-wrong")
        return answer(teacher_page.asking(_("This is not the passcode. Try again.")), 403)
    _GUESSES.give_back(who)
    try:
        token = tokens.teacher_token()
    except DatabaseError as error:
        return answer(teacher_page.asking(error.in_words()), 503)
    event("teacher-came")
    return _sent(request, "/class", token)


async def _let_out(request: Request) -> Response:
    try:
        await to_thread.run_sync(tokens.end, _token(request))
    except DatabaseError as error:
        return answer(teacher_page.known(error.in_words()), 503)
    return _sent(request, "/teacher", "")


def _sent(request: Request, to: str, token: str) -> Response:
    """Return the answer that sends a browser to another address, with the teacher's token; "" takes that away."""
    kept = cookie(TEACHER_COOKIE, token, request.scope, seconds=tokens.SCHOOL_DAY, strict=True)
    return RedirectResponse(to, 303, {**FORM_HEADERS, "Set-Cookie": kept})


def _token(request: Request) -> str:
    return request.cookies.get(TEACHER_COOKIE, "")
