"""The teacher's passcode: only its hash is kept (Argon2id, RFC 9106), for all servers of the class.

Knows one passcode. Does not know who guesses, or how often.
"""

from __future__ import annotations

import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from model.errors import DatabaseError, RightsError
from model.events import event
from model.people.visitor import Visitor
from model.storage.database import kept_values

LEAST = 6  # characters
MOST = 100  # characters: a longer one takes no longer to guess, but to hash
_NAME = "passcode"
_HASHER = PasswordHasher()


def set_passcode(passcode: str, by: Visitor) -> None:
    """Let the teacher come in by this passcode from now on; who came in by the one before is out.

    Takes some 50 ms and 64 MB, as guessing it does.

    Raises:
        RightsError: a pupil asks for it, or it is too short or too long.
        DatabaseError: it cannot be kept.
    """
    if not by.is_teacher:
        raise RightsError("passcode-is-teachers", "Only the teacher sets the passcode. Ask your teacher.")
    meant = _meant(passcode)
    if not LEAST <= len(meant) <= MOST:
        raise RightsError(
            "passcode-length",
            "A passcode has {least} to {most} characters. Choose another one.",
            least=LEAST,
            most=MOST,
        )
    kept_values.write(_NAME, _HASHER.hash(_bytes(meant)))
    event("passcode-set")


def is_right(passcode: str) -> bool:
    """Whether this is the passcode; False while none is set. Takes as long as `set_passcode`."""
    meant = _meant(passcode)
    try:
        return len(meant) <= MOST and _HASHER.verify(stored(), _bytes(meant))
    except (VerificationError, InvalidHashError):  # InvalidHashError: none is set, or what is kept is damaged
        return False


def stored() -> str:
    """Return what is kept of the passcode; "" while none is set, or nobody can tell."""
    try:
        return (kept_values.read(_NAME) or "").strip()
    except DatabaseError:
        return ""


def _meant(passcode: str) -> str:
    """Return a passcode as every keyboard types it: no spaces around, and Chinese keyboards' wide digits as others."""
    return unicodedata.normalize("NFKC", passcode[: 4 * MOST]).strip()


def _bytes(passcode: str) -> bytes:
    return passcode.encode(errors="surrogatepass")  # a terminal that is not of UTF-8 gives its bytes as surrogates
