"""Tokens that a browser keeps and cannot make: a pupil's says an id, the teacher's that it is the teacher.

Knows signatures (itsdangerous: HMAC) and for how long they hold. Does not know cookies.
"""

from __future__ import annotations

import re
import secrets
from contextlib import suppress

from filelock import FileLock
from itsdangerous import BadSignature, Signer, TimestampSigner

from model.people import passcode
from model.storage import files
from model.storage.paths import home

SCHOOL_DAY = 10 * 3600  # s, after which the teacher types the passcode again
_ID = re.compile(r"[0-9a-f]{16}")
_KEY = re.compile(r"[0-9a-f]{64}")

_ended: set[bytes] = set()  # what was signed for teachers who are done; after a restart no page of theirs is open


def new_id() -> str:
    """Return an id for a pupil who has none."""
    return secrets.token_hex(8)


def pupil_token(visitor_id: str) -> str:
    """Return the token of a pupil; raises OSError: the key cannot be written."""
    return Signer(_key(), salt="pupil").sign(visitor_id).decode()


def pupil_id(token: str) -> str:
    """Return the id that a token says, "" where it was not signed here."""
    with suppress(BadSignature, OSError, ValueError):
        found = token and Signer(_key(), salt="pupil").unsign(token).decode()
        return found if _ID.fullmatch(found) else ""
    return ""


def teacher_token() -> str:
    """Return the token of who has just typed the passcode; raises OSError: the key cannot be written."""
    return _teacher().sign(secrets.token_hex(8)).decode()


def is_teachers(token: str) -> bool:
    """Whether a token is the teacher's: of today, and made since the passcode was set last."""
    return _signed(token) not in (b"", *_ended)


def end(token: str) -> None:
    """Let a teacher's token say nothing any more, also on the pages that are open with it."""
    if is_teachers(token):
        _ended.add(_signed(token))


def _signed(token: str) -> bytes:
    """Return what tells a teacher's token from all others, b"" where it is none or has had its time."""
    if token and passcode.stored():
        with suppress(BadSignature, OSError, ValueError):
            return _teacher().unsign(token, max_age=SCHOOL_DAY)
    return b""


def _teacher() -> TimestampSigner:
    return TimestampSigner(_key(), salt=f"teacher {passcode.stored()}")


def _key() -> str:
    """Return what this Inkling signs with, readable by who runs it alone; raises OSError.

    Made once; and anew where it is damaged: everybody is then a visitor whom nobody knows, and no worse comes of it.
    """
    file = home() / "secret"
    with suppress(FileNotFoundError, ValueError):
        return files.parsed(file, _checked)
    home().mkdir(parents=True, exist_ok=True)
    with FileLock(home() / ".secret.lock"):
        with suppress(FileNotFoundError, ValueError):  # another process was faster
            return files.parsed(file, _checked)
        files.write_private(file, secrets.token_hex(32))
        return files.parsed(file, _checked)


def _checked(text: str) -> str:
    if not _KEY.fullmatch(text):
        raise ValueError("no key")
    return text
