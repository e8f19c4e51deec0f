"""Tokens that a browser keeps and cannot make: a pupil's says an id, the teacher's that it is the teacher.

Knows signatures (itsdangerous: HMAC) and for how long they hold. Does not know cookies.
"""

from __future__ import annotations

import json
import re
import secrets
import time
from collections.abc import Mapping
from contextlib import suppress
from functools import lru_cache, partial

from itsdangerous import BadSignature, Signer, TimestampSigner

from model.errors import DatabaseError
from model.people import passcode
from model.storage import files
from model.storage.database import kept_values

SCHOOL_DAY = 10 * 3600  # s, after which the teacher types the passcode again
_ID = re.compile(r"[0-9a-f]{16}")
_KEY = re.compile(r"[0-9a-f]{64}")
_MOST_ENDED = 1000  # teachers who are done and whose day is not over, the last ones


def new_id() -> str:
    """Return an id for a pupil who has none."""
    return secrets.token_hex(8)


def pupil_token(visitor_id: str) -> str:
    """Return the token of a pupil; raises DatabaseError: there is no key."""
    return Signer(_key(), salt="pupil").sign(visitor_id).decode()


def pupil_id(token: str) -> str:
    """Return the id that a token says, "" where it was not signed here."""
    with suppress(BadSignature, DatabaseError, ValueError):
        found = token and Signer(_key(), salt="pupil").unsign(token).decode()
        return found if _ID.fullmatch(found) else ""
    return ""


def teacher_token() -> str:
    """Return the token of who has just typed the passcode; raises DatabaseError: there is no key."""
    return _teacher().sign(secrets.token_hex(8)).decode()


def is_teachers(token: str) -> bool:
    """Whether a token is the teacher's: of today, made since the passcode was set last, and not ended."""
    with suppress(DatabaseError):
        signed = _signed(token)
        return bool(signed) and signed not in _ended(kept_values.read("ended"))
    return False


def end(token: str) -> None:
    """Let a teacher's token say nothing any more, also on the pages that are open with it, on whichever server.

    Raises:
        DatabaseError: that cannot be kept.
    """
    if signed := _signed(token):
        kept_values.change("ended", partial(_with, signed))


def _with(signed: str, kept: str | None) -> str:
    """Return what is to be kept once a token is ended: those that had their time anyhow are forgotten."""
    now = time.time()
    today = {each: when for each, when in _ended(kept).items() if now - when < SCHOOL_DAY}
    return json.dumps(dict([*today.items(), (signed, now)][-_MOST_ENDED:]))


@lru_cache(maxsize=8)
def _ended(kept: str | None) -> Mapping[str, float]:
    """Return which tokens have ended, and when, in s since 1970; none where that is damaged."""
    with suppress(ValueError):
        ended = files.from_json(kept or "{}")
        if isinstance(ended, dict) and all(isinstance(when, int | float) for when in ended.values()):
            return ended
    return {}


def _signed(token: str) -> str:
    """Return what tells a teacher's token from all others, "" where it is none or has had its time.

    One from a moment to come holds: another server, whose clock is ahead, has signed it.
    """
    if token and passcode.stored():
        with suppress(BadSignature, DatabaseError, ValueError):
            signed, when = _teacher().unsign(token, return_timestamp=True)
            return signed.decode() if abs(time.time() - when.timestamp()) <= SCHOOL_DAY else ""
    return ""


def _teacher() -> TimestampSigner:
    return TimestampSigner(_key(), salt=f"teacher {passcode.stored()}")


def _key() -> str:
    """Return what the servers of this class sign with; raises DatabaseError.

    Made once; and anew where it is damaged: everybody is then a visitor whom nobody knows, and no worse comes of it.
    """
    key = kept_values.read("key") or ""
    if _KEY.fullmatch(key):
        return key
    return kept_values.change("key", _key_or_new)


def _key_or_new(kept: str | None) -> str:
    """Return the key that another process was faster to make, else a new one."""
    return kept if kept and _KEY.fullmatch(kept) else secrets.token_hex(32)
