"""The teacher's passcode: only its hash is kept (Argon2id, RFC 9106), readable by who runs Inkling alone.

Knows one passcode. Does not know who guesses, or how often.
"""

from __future__ import annotations

import unicodedata
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from model.errors import RightsError
from model.people.visitor import Visitor
from model.storage import files
from model.storage.paths import home

LEAST = 6  # characters
MOST = 100  # characters: a longer one takes no longer to guess, but to hash
_HASHER = PasswordHasher()


def set_passcode(passcode: str, by: Visitor) -> None:
    """Let the teacher come in by this passcode from now on; who came in by the one before is out.

    Takes some 50 ms and 64 MB, as guessing it does.

    Raises:
        RightsError: a pupil asks for it, or it is too short or too long.
        DiskError: it cannot be written.
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
    with files.writing():
        home().mkdir(parents=True, exist_ok=True)
        files.write_private(_file(), _HASHER.hash(_bytes(meant)))


def is_right(passcode: str) -> bool:
    """Whether this is the passcode; False while none is set. Takes as long as `set_passcode`."""
    meant = _meant(passcode)
    try:
        return len(meant) <= MOST and _HASHER.verify(stored(), _bytes(meant))
    except (VerificationError, InvalidHashError):  # InvalidHashError: none is set, or the file is damaged
        return False


def stored() -> str:
    """Return what is kept of the passcode; "" while none is set."""
    try:
        return files.parsed(_file(), str.strip)
    except (OSError, ValueError):
        return ""


def _meant(passcode: str) -> str:
    """Return a passcode as every keyboard types it: no spaces around, and Chinese keyboards' wide digits as others."""
    return unicodedata.normalize("NFKC", passcode[: 4 * MOST]).strip()


def _bytes(passcode: str) -> bytes:
    return passcode.encode(errors="surrogatepass")  # a terminal that is not of UTF-8 gives its bytes as surrogates


def _file() -> Path:
    return home() / "passcode"
