"""What of a picture file reaches the decoder: only the parts that make its picture.

A file can carry notes, profiles, previews and further frames that cost far more than the picture itself. They are left
out before anything is unpacked, and what is kept is counted.
Knows the parts of PNG, JPEG and WebP files. Does not decode them.
"""

from __future__ import annotations

import re
import struct
from typing import NamedTuple

from model.errors import PictureError

MOST_PARTS = 50_000  # of a file; a large PNG has some thousand
MOST_SCANS = 20  # of a JPEG: one of "progressive" kind has about ten, and each costs as much as a whole picture

_PNG_PICTURE = (b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND")
_WEBP_PICTURE = (b"VP8X", b"VP8 ", b"VP8L", b"ALPH", b"ANIM")
_MARKER = re.compile(rb"\xff[\x01-\xcf\xd8-\xfe]")  # not \xff\x00 and the restarts, which lie within the data of a scan
_EXIF, _SCAN, _END, _COMMENT = 0xE1, 0xDA, 0xD9, 0xFE
_NOTES = (*range(0xE1, 0xEE), 0xEF, _COMMENT)  # all but JFIF and Adobe, which say what the colours mean
_ORIENTATION = 0x0112

_Kept = list[bytes | memoryview]


class Parts(NamedTuple):
    """The parts of a file that make its (first) picture.

    Attributes:
        content: they alone, as a file of the same kind.
        orientation: how a camera was held, 1 to 8 as in EXIF; 0 where nothing is said.
        scans: of a JPEG, how often its decoder goes over the picture; 1 of any other.
        frames: 1, or more where the picture moves.
    """

    content: bytes
    orientation: int = 0
    scans: int = 1
    frames: int = 1


def picture_parts(content: bytes) -> Parts:
    """Return the parts that make the picture in a file; of a file of another kind, all.

    Raises:
        PictureError: it has far more parts or scans than any real picture.
    """
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return _png(content)
    if content.startswith(b"\xff\xd8"):
        return _jpeg(content)
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return _webp(content)
    return Parts(content)


def _png(content: bytes) -> Parts:
    view, kept, at = memoryview(content), _Kept([content[:8]]), 8
    orientation, frames = 0, 1
    for _ in range(MOST_PARTS):
        if at + 8 > len(content):
            break
        length, name = struct.unpack_from(">L4s", content, at)
        start, at = at, at + 12 + length
        if name in _PNG_PICTURE:
            kept.append(view[start:at])
        elif name == b"eXIf":
            orientation = orientation or _orientation(content[start + 8 : at])
        elif name == b"acTL":
            frames = max(1, int.from_bytes(content[start + 8 : start + 12]))
        if name == b"IEND":
            break
    else:
        raise _too_many_parts()
    return Parts(b"".join(kept), orientation, frames=frames)


def _jpeg(content: bytes) -> Parts:
    view, kept, at = memoryview(content), _Kept([content[:2]]), 2
    orientation = scans = 0
    for _ in range(MOST_PARTS):
        marker = _MARKER.search(content, at)
        if scans:
            kept.append(view[at : marker.start() if marker else None])
        if marker is None or marker[0][1] == _END or marker.end() + 2 > len(content):
            break
        code, (length,) = marker[0][1], struct.unpack_from(">H", content, marker.end())
        at = marker.end() + length
        if code == _EXIF:
            orientation = orientation or _orientation(content[marker.end() + 2 : at])
        if code not in _NOTES:
            kept.append(view[marker.start() : at])
        scans += code == _SCAN
        if scans > MOST_SCANS:
            raise PictureError(
                "too-many-scans",
                "This JPEG is drawn over itself more than {most} times, as no camera does. Save the picture anew.",
                most=MOST_SCANS,
            )
    else:
        raise _too_many_parts()
    whole = marker is not None and marker[0][1] == _END
    return Parts(b"".join([*kept, b"\xff\xd9" if whole else b""]), orientation, max(1, scans))


def _webp(content: bytes) -> Parts:
    view, kept, at = memoryview(content), _Kept(), 12
    orientation = frames = 0
    for _ in range(MOST_PARTS):
        if at + 8 > len(content):
            break
        name, length = struct.unpack_from("<4sL", content, at)
        start, at = at, at + 8 + length + length % 2
        frames += name == b"ANMF"
        if name in _WEBP_PICTURE or (name == b"ANMF" and frames == 1):
            kept.append(view[start:at])
        elif name == b"EXIF":
            orientation = orientation or _orientation(content[start + 8 : at])
    else:
        raise _too_many_parts()
    picture = b"".join(kept)
    return Parts(struct.pack("<4sL4s", b"RIFF", len(picture) + 4, b"WEBP") + picture, orientation, 1, max(1, frames))


def _orientation(exif: bytes) -> int:
    """Return the orientation in the first directory of EXIF notes; 0 where there is none."""
    notes = exif.removeprefix(b"Exif\0\0")
    order = {b"II*\0": "<", b"MM\0*": ">"}.get(notes[:4], "")
    try:
        (at,) = struct.unpack_from(f"{order}L", notes, 4) if order else (len(notes),)
        (count,) = struct.unpack_from(f"{order}H", notes, at)
        for entry in range(count):
            tag, _, _, value = struct.unpack_from(f"{order}HHLH", notes, at + 2 + 12 * entry)
            if tag == _ORIENTATION:
                return int(value)
    except struct.error:  # they are broken off
        pass
    return 0


def _too_many_parts() -> PictureError:
    return PictureError(
        "too-many-parts",
        "This picture file has more than {most:,} parts, far more than a picture needs. Save the picture anew.",
        most=MOST_PARTS,
    )
