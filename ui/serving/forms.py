"""What is in the body of a request: bytes as they are, or a form of several parts.

Knows HTTP's forms. Does not know what is sent in them.
"""

from __future__ import annotations

from email.message import Message
from email.parser import BytesHeaderParser

from starlette.requests import Request

_MOST_PARTS = 20  # of a form; what comes after them is not looked at
_MOST_HEAD = 4000  # bytes that stand before the content of a part


class TooLargeBodyError(Exception):
    """More bytes came than may come."""


async def body_of(request: Request, most: int) -> bytes:
    """Return the body of a request, counted while it is read.

    Raises:
        TooLargeBodyError: more than `most` bytes came; the rest is not read.
        ClientDisconnect: who sends it is gone.
    """
    content = bytearray()
    async for part in request.stream():
        content += part
        if len(content) > most:
            raise TooLargeBodyError
    return bytes(content)


def part_of(content: bytes, content_type: str, name: str) -> bytes | None:
    """Return what a form of several parts (multipart/form-data) holds under a name, None where it holds no such thing.

    Args:
        content: the body of a request.
        content_type: the header of that name, which says how the parts are kept apart.
        name: of a part.
    """
    head = Message()
    head["content-type"] = content_type
    boundary = head.get_boundary("")
    if not boundary:
        return None
    for part in (b"\r\n" + content).split(b"\r\n--" + boundary.encode(errors="replace"), _MOST_PARTS)[1:]:
        described, __, inside = part.partition(b"\r\n\r\n")
        if len(described) < _MOST_HEAD and _name(described) == name:
            return inside
    return None


def _name(described: bytes) -> object:
    return BytesHeaderParser().parsebytes(described.strip()).get_param("name", header="content-disposition")
