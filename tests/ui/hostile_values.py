"""What somebody could send as the value of the canvas instead of a drawing.

Knows the message of the canvas. Does not know what becomes of it.
"""

from __future__ import annotations

import base64
import json
import struct
import zlib
from typing import Any

from benchmarks.classroom.drawings import Step


def png(width: int, height: int, *, depth: int = 8, data: bytes | None = None) -> bytes:
    """Return a PNG of black pixels, RGBA: a small file, however large its picture; or with other data for pixels."""
    if data is None:
        packing, row = zlib.compressobj(1), bytes(1 + 4 * width * depth // 8)
        data = b"".join([*(packing.compress(row) for _ in range(height)), packing.flush()])
    head = struct.pack(">IIBBBBB", width, height, depth, 6, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", data) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def drawing(objects: object, file: bytes | str, **more: object) -> str:
    """Return a message in the shape of the canvas's own."""
    uri = file if isinstance(file, str) else "data:image/png;base64," + base64.b64encode(file).decode()
    return json.dumps({"drawing": {"raw": {"objects": objects}, "data": uri}, **more})


def nested(depth: int) -> str:
    """Return lists in lists."""
    return "[" * depth + "]" * depth


def hostile_values(proper: Step) -> dict[str, str]:
    """Return values by what is wrong with them; `proper` is a drawing as the canvas sends it."""
    sent: dict[str, Any] = json.loads(proper.value)
    strokes: list[dict[str, Any]] = sent["drawing"]["raw"]["objects"]
    stroke, file = {**strokes[0], "left": 5.0}, proper.file  # not the stroke that is kept already
    long = {**stroke, "path": stroke["path"] * (1_100_000 // len(json.dumps(stroke["path"])) + 1)}
    return {
        "no JSON": "{",
        "a text that holds lists without end": json.dumps(nested(100_000)),
        "lists without end": f'{{"drawing": {nested(100_000)}}}',
        "a number of 5,000 digits": f'{{"drawing": {"5" * 5000}}}',
        "nothing": "null",
        "a list": "[]",
        "a number": "5",
        "a text": '"drawing"',
        "a drawing that is a number": json.dumps({"drawing": 5}),
        "a drawing that is a list": json.dumps({"drawing": [5]}),
        "a drawing that is empty": json.dumps({"drawing": {"raw": {}, "data": "data:image/png;base64,"}}),
        "a drawing without strokes and picture": json.dumps({"drawing": {"raw": 5}}),
        "strokes that are a text": drawing("strokes", file),
        "strokes that are an object": drawing({"0": stroke}, file),
        "strokes that are numbers": drawing([1, 2, 3], file),
        "strokes that are lists": drawing([[], []], file),
        "600 strokes": drawing([{"type": "Path"}] * 600, file),
        "half a million strokes": drawing(["there"], file).replace('"there"', ",".join(["{}"] * 500_000)),
        "a stroke of a megabyte": drawing([long], file),
        "a stroke with a number that is none": drawing([{**stroke, "width": float("nan")}], file),
        "a stroke nested deep": drawing(["there"], file).replace('"there"', f'{{"path": {nested(300)}}}'),
        "a picture that is a number": json.dumps({"drawing": {"raw": {"objects": [stroke]}, "data": 5}}),
        "a picture that is a text": drawing([stroke], "picture"),
        "a picture that is not base64": drawing([stroke], "data:image/png;base64,äöü="),
        "a picture that is empty": drawing([stroke], "data:image/png;base64,"),
        "a picture that is text": drawing([stroke], b"picture"),
        "a GIF": drawing([stroke], b"GIF89a" + bytes(300)),
        "a PNG of 80 megapixels": drawing([stroke], png(10_000, 8_000)),
        "a PNG of 49,999,999 rows": drawing([stroke], png(1, 49_999_999, data=b"")),
        "a PNG one pixel too wide": drawing([stroke], png(281, 280)),
        "a PNG of 16 bits": drawing([stroke], png(280, 280, depth=16)),
        "a PNG without pixels": drawing([stroke], png(280, 280, data=b"")),
        "a PNG with damaged pixels": drawing([stroke], png(280, 280, data=b"pixels")),
        "a PNG that is broken off": drawing([stroke], file[: len(file) // 2]),
        "a background that is a number": drawing([stroke], file, backgroundFit=5),
        "a background that is empty": drawing([stroke], file, backgroundFit={}),
    }
