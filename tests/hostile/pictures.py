"""Hostile pictures: damaged ones of every kind, and small files that would cost a lot."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Iterator

import numpy as np
from PIL import Image

SMALL = Image.fromarray(np.random.default_rng(2).integers(0, 255, (60, 80, 3), np.uint8))


def saved(image: Image.Image, kind: str, **options: object) -> bytes:
    """Return a picture as a file's content."""
    file = io.BytesIO()
    image.save(file, kind, **options)  # type: ignore[arg-type]
    return file.getvalue()


def damaged(whole: bytes, name: str, flips: int = 6) -> Iterator[tuple[str, bytes]]:
    """Yield a file that is broken off, has bytes of other values, or more than it should."""
    for quarter in (1, 2, 3):
        yield f"{name} cut to {quarter} of 4", whole[: len(whole) * quarter // 4]
    yield f"{name} without its last byte", whole[:-1]
    yield f"{name} twice", whole + whole
    rng = np.random.default_rng(len(whole))
    for flip in range(flips):
        content = bytearray(whole)
        # Most meaning is at the beginning: half of the flips are there.
        for place in rng.integers(8, min(len(whole), 200) if flip % 2 else len(whole), 5):
            content[place] = rng.integers(256)
        yield f"{name} with other bytes {flip}", bytes(content)


def chunk(name: bytes, content: bytes = b"") -> bytes:
    """Return one part of a PNG."""
    return struct.pack(">L", len(content)) + name + content + struct.pack(">L", zlib.crc32(name + content))


def png(width: int, height: int, picture: bytes, bits: int = 8, color: int = 2, before: bytes = b"") -> bytes:
    """Return a PNG of any size, whatever its packed picture says; `before` are parts that come before it."""
    header = struct.pack(">LLBBBBB", width, height, bits, color, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + before + chunk(b"IDAT", picture) + chunk(b"IEND")


def blank(size: int) -> bytes:
    """Return so many zeros, packed."""
    packer = zlib.compressobj(1)
    return b"".join(packer.compress(bytes(min(2**20, size - at))) for at in range(0, size, 2**20)) + packer.flush()


def directory(entries: int, size: int, order: str = ">") -> bytes:
    """Return EXIF notes of many entries that each claim the same bytes: to read them all costs entries x size."""
    start = b"MM\0*" if order == ">" else b"II*\0"
    rows = b"".join(struct.pack(f"{order}HHLL", 0x9000 + number, 1, size, 8) for number in range(entries))
    return start + struct.pack(f"{order}LH", 8, entries) + rows + bytes(4)


def segment(code: int, content: bytes = b"") -> bytes:
    """Return one part of a JPEG."""
    return bytes([0xFF, code]) + struct.pack(">H", len(content) + 2) + content


def riff(*parts: tuple[bytes, bytes]) -> bytes:
    """Return a WebP file of these parts."""
    content = b"".join(struct.pack("<4sL", name, len(own)) + own + b"\0" * (len(own) % 2) for name, own in parts)
    return struct.pack("<4sL4s", b"RIFF", len(content) + 4, b"WEBP") + content


def pictures() -> Iterator[tuple[str, bytes]]:
    """Yield names and contents of hostile pictures."""
    exif = Image.Exif()
    exif[0x0112], exif[0x010E] = 6, "hello"
    grey = Image.fromarray(np.asarray(SMALL)[..., 0].astype(np.uint16) * 257)
    moving = {"save_all": True, "append_images": [SMALL.rotate(9), SMALL.rotate(20)]}
    for name, whole in {
        "png": saved(SMALL, "PNG"),
        "png palette": saved(SMALL.quantize(16), "PNG"),
        "png grey 16": saved(grey, "PNG"),
        "png alpha": saved(SMALL.convert("RGBA"), "PNG", exif=exif),
        "png moving": saved(SMALL, "PNG", **moving),
        "jpeg": saved(SMALL, "JPEG", exif=exif),
        "jpeg progressive": saved(SMALL, "JPEG", progressive=True),
        "jpeg cmyk": saved(SMALL.convert("CMYK"), "JPEG"),
        "webp": saved(SMALL, "WEBP"),
        "webp lossless": saved(SMALL.convert("RGBA"), "WEBP", lossless=True, exif=exif),
        "webp moving": saved(SMALL, "WEBP", **moving),
    }.items():
        yield from damaged(whole, name)
    for name, kind in {"gif": "GIF", "bmp": "BMP", "tiff": "TIFF"}.items():
        yield f"{name} named otherwise", saved(SMALL, kind)
    yield "empty picture", b""
    yield "text", b"no picture\n" * 100
    yield "svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"
    yield from _pngs()
    yield from _jpegs()
    yield from _webps()


def _pngs() -> Iterator[tuple[str, bytes]]:
    line = blank(9 * 28)
    yield "png of one px by fifty million", png(1, 49_999_999, b"")
    yield "png of fifty million by one", png(49_999_999, 1, b"")
    yield "png a little too long", png(20_001, 1, blank(3 * 20_001 + 1))
    yield "png of the largest sides", png(2**31 - 1, 2**31 - 1, line)
    yield "png of no side", png(0, 0, line)
    yield "png of fifty megapixels in one byte", png(8000, 6250, b"x")
    yield "png of fifty megapixels, broken off", png(8000, 6250, line)
    yield "png of fifty megapixels", png(8000, 6250, blank((8000 * 3 + 1) * 6250))
    yield "png of fifty megapixels with alpha", png(8000, 6250, blank((8000 * 4 + 1) * 6250), color=6)
    yield "png of fifty megapixels, 16 bits", png(8000, 6250, blank((8000 * 2 + 1) * 6250), bits=16, color=0)
    yield "png of fifty megapixels, black and white", png(8000, 6250, blank(1001 * 6250), bits=1, color=0)
    yield "png with far too much picture", png(10, 10, blank(50_000_000))
    bomb = blank(2**20)
    yield "png of 40 bytes and many profiles", png(9, 9, line, before=chunk(b"iCCP", b"x\0\0" + bomb) * 2000)
    yield "png of 40 bytes and many packed notes", png(9, 9, line, before=chunk(b"zTXt", b"x\0\0" + bomb) * 1000)
    yield "png of 40 bytes and packed notes", png(9, 9, line, before=chunk(b"iTXt", b"x\0\1\0\0\0" + bomb) * 1000)
    yield "png of notes", png(9, 9, line, before=chunk(b"tEXt", b"key\0value") * 300_000)
    yield "png of empty parts", png(9, 9, line, before=chunk(b"IDAT") * 300_000)
    yield "png whose camera says too much", png(9, 9, line, before=chunk(b"eXIf", directory(20_000, 200_000)))
    yield "png of a billion frames", png(9, 9, line, before=chunk(b"acTL", struct.pack(">LL", 10**9, 0)))
    yield "png without a palette", png(9, 9, line, color=3)
    yield "png of unknown colours", png(9, 9, line, color=5)
    yield "png with a part of four gigabytes", png(9, 9, line)[:33] + b"\xff\xff\xff\xffIDAT"


def _jpegs() -> Iterator[tuple[str, bytes]]:
    whole = saved(SMALL, "JPEG", progressive=True)
    at = whole.rindex(b"\xff\xda")
    yield "jpeg of twenty thousand scans", whole[:at] + whole[at:-2] * 20_000 + whole[-2:]
    head, rest = whole[:2], whole[2:]
    yield "jpeg of a million comments", head + segment(0xFE) * 1_000_000 + rest
    yield "jpeg whose camera says too much", head + segment(0xE1, b"Exif\0\0" + directory(5000, 60_000)) + rest
    yield "jpeg whose camera says it often", head + segment(0xE1, b"Exif\0\0" + bytes(60_000)) * 100 + rest
    yield "jpeg of many pictures", head + segment(0xE2, b"MPF\0" + directory(5000, 60_000)) + rest
    yield "jpeg of photoshop", head + segment(0xED, b"Photoshop 3.0\0" + b"8BIM\4\4\0\0\0\0\0\0" * 5000) + rest
    yield "jpeg of profiles", head + segment(0xE2, b"ICC_PROFILE\0\1\1" + bytes(60_000)) * 100 + rest
    yield "jpeg of nothing but marks", head + b"\xff" * 5_000_000
    yield "jpeg of nothing but beginnings", b"\xff\xd8" * 2_000_000
    yield "jpeg without its end", whole[:-2]
    frame = saved(SMALL, "JPEG").index(b"\xff\xc0")
    for name, size in {"of the largest sides": (65_535, 65_535), "too long": (2000, 20_001), "of none": (0, 0)}.items():
        content = bytearray(saved(SMALL, "JPEG"))
        content[frame + 5 : frame + 9] = struct.pack(">HH", *size)
        yield f"jpeg {name}", bytes(content)
    for name, place, value in (("of 12 bits", 4, 12), ("of no colours", 9, 0), ("of nine", 9, 9), ("odd", 11, 0xFF)):
        content = bytearray(saved(SMALL, "JPEG"))
        content[frame + place] = value
        yield f"jpeg {name}", bytes(content)
    for code in (0xC1, 0xC3, 0xC5, 0xC9, 0xCA, 0xCF):
        yield f"jpeg of another process {code}", saved(SMALL, "JPEG").replace(b"\xff\xc0", bytes([0xFF, code]))
    large = Image.new("L", (8000, 6250), 128)
    yield "jpeg of fifty megapixels", saved(large, "JPEG", progressive=True)
    yield "jpeg of fifty megapixels, broken off", saved(large, "JPEG", progressive=True)[:10_000]


def _webps() -> Iterator[tuple[str, bytes]]:
    alone = saved(SMALL.convert("RGBA"), "WEBP", lossless=True)
    picture = alone[20:]
    canvas = struct.pack("<L", 0) + (79).to_bytes(3, "little") + (59).to_bytes(3, "little")
    largest = struct.pack("<L", 2) + b"\xff" * 6
    frame = bytes(6) + canvas[4:] + b"\1\0\0\0" + struct.pack("<4sL", b"VP8L", len(picture)) + picture
    for name, side in {"largest": 16_383, "of twenty megapixels": 4472}.items():
        bits = (side - 1) | (side - 1) << 14
        yield f"webp {name} and blank", riff((b"VP8L", b"\x2f" + struct.pack("<L", bits) + bytes(9)))
    moves = (b"ANIM", bytes(6))
    yield "webp of the largest canvas", riff((b"VP8X", largest), moves, (b"ANMF", frame))
    yield "webp of many frames", riff((b"VP8X", b"\2" + canvas[1:]), moves, *[(b"ANMF", frame[:40])] * 100_000)
    yield "webp of empty parts", riff(*[(b"XXXX", b"")] * 300_000)
    says = directory(20_000, 200_000)
    yield "webp whose camera says too much", riff((b"VP8X", b"\x08" + canvas[1:]), (b"VP8L", picture), (b"EXIF", says))
    yield "webp that lies about its length", alone[:4] + b"\xff\xff\xff\xff" + alone[8:]
    yield "webp without a picture", riff((b"VP8X", canvas))
