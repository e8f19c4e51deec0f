"""Hostile archives: zips of pictures, .npz files of arrays, and .keras files."""

from __future__ import annotations

import io
import json
import struct
import zipfile
from collections.abc import Iterator, Mapping
from typing import Any

import h5py
import numpy as np
from PIL import Image

from tests.hostile.pictures import blank, damaged, png, saved
from tests.hostile.texts import TEXTS

RED, BLUE = saved(Image.new("RGB", (9, 9), "red"), "PNG"), saved(Image.new("RGB", (9, 9), "blue"), "PNG")
PETS = {
    f"{label}/{number}.png": content for label, content in {"cats": RED, "dogs": BLUE}.items() for number in range(6)
}


def zipped(contents: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return a real zip."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method, compresslevel=1) as archive:  # the fastest: some hold hundreds of megabytes
        for path, content in contents.items():
            archive.writestr(path, content)
    return file.getvalue()


def zip_directory(entries: int, said: int | None = None, name: bytes = b"a/b.png", extra: bytes = b"") -> bytes:
    """Return a zip that is nothing but a directory of many entries; `said`: how many it says it has."""
    sizes = struct.pack("<HHHHH", len(name), len(extra), 0, 0, 0)
    entry = b"PK\x01\x02" + bytes(6) + bytes(18) + sizes + bytes(8) + name + extra
    rows = entry * entries
    counted = min(entries if said is None else said, 0xFFFF)
    return rows + struct.pack("<4sHHHHLLH", b"PK\x05\x06", 0, 0, counted, counted, len(rows), 0, 0)


def with_large_end(content: bytes, size: int, offset: int) -> bytes:
    """Return a zip with an end of the 64-bit kind, which says where its directory is."""
    at = content.rindex(b"PK\x05\x06")
    end = struct.pack("<4sQHHLLQQQQ", b"PK\x06\x06", 44, 45, 45, 0, 0, 1, 1, size, offset)
    locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, at, 1)
    short = struct.pack("<4sHHHHLLH", b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)
    return content[:at] + end + locator + short


def changed(content: bytes, signature: bytes, place: int, value: bytes, last: bool = True) -> bytes:
    """Return a zip with other bytes at a place of its last (or first) record of a kind."""
    at = (content.rindex(signature) if last else content.index(signature)) + place
    return content[:at] + value + content[at + len(value) :]


def zips() -> Iterator[tuple[str, bytes]]:
    """Yield names and contents of hostile zips of pictures."""
    whole = zipped(PETS)
    yield from damaged(whole, "zip", flips=12)
    yield "zip of text", b"no zip" * 100
    yield "zip of a million entries", zip_directory(1_000_000)
    yield "zip that hides its entries", zip_directory(300_000, said=1)
    yield "zip of long names", zip_directory(30, name=b"a/" + b"x" * 60_000 + b".png", extra=bytes(60_000))
    yield "zip of odd extras", zip_directory(10, extra=b"\1\0\x08\0\1")
    yield "zip with a large end", with_large_end(zip_directory(200_000), 2**62, 0)
    yield "zip whose directory is far away", with_large_end(whole, 46, 2**62)
    yield "zip whose directory lies before it", changed(whole, b"PK\5\6", 12, b"\xff\xff\xff\x7f")
    yield "zip whose directory is elsewhere", changed(whole, b"PK\5\6", 16, b"\xff\xff\xff\x7f")
    yield "zip with a second end", whole[:-2] + b"\x16\0" + whole[-22:-2] + b"\0\0"
    yield "zip with a lock", changed(whole, b"PK\1\2", 8, b"\1")
    yield "zip of an unknown method", changed(whole, b"PK\1\2", 10, b"\x63\0")
    yield "zip that says too much", changed(whole, b"PK\1\2", 24, b"\xfe\xff\xff\xff")
    yield (
        "zip that says too little",
        changed(zipped({**PETS, "dogs/x.png": bytes(30_000_000)}), b"PK\1\2", 24, b"\1\0\0\0"),
    )
    yield "zip whose entries overlap", changed(whole, b"PK\1\2", 42, b"\0\0\0\0")
    yield "zip whose entries are elsewhere", changed(whole, b"PK\1\2", 42, b"\xf0\xff\xff\x7f")
    for method in (zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA):
        yield f"zip of method {method}", zipped({**PETS, "dogs/x.png": bytes(10_000_000)}, method)
    yield "zip of zeros", zipped({**PETS, **{f"dogs/x{number}.png": bytes(1_000_000) for number in range(60)}})
    yield "zip of large zeros", zipped({**PETS, "dogs/x.png": bytes(60_000_000)})
    for name in (
        "../x.png",
        "/x.png",
        "C:/x.png",
        "cats\\x.png",
        "cats/" + "a/" * 5000 + "x.png",
        "cats\u202e/x.png",
    ):
        yield f"zip with the path {name[:20]!r}", zipped({**PETS, name: RED})
    yield "zip of a hundred and one classes", zipped({f"{number}/1.png": RED for number in range(101)})
    yield "zip within a zip", zipped({**PETS, "cats/inner.png": whole})
    for name, hostile in {
        "one px by fifty million": png(1, 49_999_999, b""),
        "fifty megapixels": png(8000, 6250, blank(1001 * 6250), bits=1, color=0),
        "fifty megapixels in one byte": png(8000, 6250, b"x"),
    }.items():
        yield f"zip of 400 pictures of {name}", zipped({**PETS, **{f"dogs/x{n}.png": hostile for n in range(400)}})
        yield f"zip with a picture of {name}", zipped({**PETS, "dogs/x.png": hostile})


def npy(shape: str, dtype: str = "'|u1'", content: bytes = b"", order: str = "False") -> bytes:
    """Return an array file with a header of one's own."""
    header = f"{{'descr': {dtype}, 'fortran_order': {order}, 'shape': {shape}}}".encode("latin-1")
    return b"\x93NUMPY\x02\0" + struct.pack("<L", len(header)) + header + content


def arrays() -> Iterator[tuple[str, bytes]]:
    """Yield names and contents of hostile .npz files; what is asked of them is the array `x`."""
    good = io.BytesIO()
    np.savez_compressed(good, x=np.zeros((3, 28, 28), np.uint8))
    yield from damaged(good.getvalue(), "npz", flips=16)
    yield "npz of gigabytes", zipped({"x.npy": npy("(1200000, 28, 28)", content=bytes(600_000_000))})
    large = bytes(50_000_000)
    for shape in ("(50000000, 1, 1)", "(1, 1, 50000000)", "(1, 50000000, 1)", "(1, 7000, 7142)", "(50000000,)"):
        yield f"npz of the shape {shape}", zipped({"x.npy": npy(shape, content=large)})
    for shape in (
        "(10**12, 28, 28)", "(1000000000000, 28, 28)", "(-1, 28, 28)", "(9223372036854775807, 9, 28)", "(3, 0, 0)",
        "()", "(0, 28, 28)", "(True, 28, 28)", "(3.0, 28, 28)", "'abc'", "[3, 28, 28]", "None", "(" * 3000 + ")" * 3000,
        "((((1,),),),)", "(1" + ", 1" * 2000 + ")", "{[]: 1}", "(4611686018427387904, 4, 1)",
    ):  # fmt: skip
        yield f"npz that says the shape {shape[:30]}", zipped({"x.npy": npy(shape, content=bytes(3 * 28 * 28))})
    for dtype in (
        "'O'",
        "'<U1000000000'",
        "'V0'",
        "'<U0'",
        "'<f8'",
        "[('a', '<i4'), ('b', 'O')]",
        "'no such'",
        "5",
        "''",
    ):
        yield f"npz of the kind {dtype}", zipped({"x.npy": npy("(3, 28, 28)", dtype, bytes(3 * 28 * 28))})
    pickled = io.BytesIO()
    np.savez(pickled, x=np.array([{}], object))
    yield "npz of objects", pickled.getvalue()
    yield "npz of no array", zipped({"x.npy": b"text"})
    yield "npz of nothing", zipped({})
    yield "npz of another name", zipped({"y.npy": npy("(3,)", content=bytes(3))})
    yield "npz that is an array", npy("(3, 28, 28)", content=bytes(3 * 28 * 28))
    yield "npz of another version", zipped({"x.npy": b"\x93NUMPY\x09\0" + bytes(100)})
    yield "npz of many entries", zip_directory(100_000, name=b"x.npy")
    for method in (zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA):
        yield f"npz of method {method}", zipped({"x.npy": npy("(1, 28, 28)", content=bytes(28 * 28))}, method)


def keras_files(good: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield names and contents of hostile .keras files, made of a good one."""
    with zipfile.ZipFile(io.BytesIO(good)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    config, weights = json.loads(parts["config.json"]), parts["model.weights.h5"]
    yield from damaged(good, "keras", flips=4)
    for name, text in TEXTS.items():
        yield f"keras described by {name}", zipped({**parts, "config.json": text})
    for name in parts.keys() - {"metadata.json"}:
        yield f"keras without {name}", zipped({key: part for key, part in parts.items() if key != name})
    for name, content in damaged(weights, "weights", flips=8):
        yield f"keras of {name}", zipped({**parts, "model.weights.h5": content})

    def described(**fields: Any) -> bytes:
        layers = [json.loads(json.dumps(layer)) for layer in config["config"]["layers"]]
        layers[-1]["config"].update(fields)
        return zipped({**parts, "config.json": json.dumps({**config, "config": {"layers": layers}}).encode()})

    yield "keras of sixty million units", described(units=60_000_000)
    yield "keras of a unit that is a text", described(units="10")
    yield "keras of another activation", described(activation="relu")
    for name, layer in {
        "code": {
            "class_name": "Lambda",
            "config": {"function": {"class_name": "__lambda__", "config": {"code": "4wE="}}},
        },
        "another module": {"class_name": "system", "module": "os", "config": {"command": "true"}},
        "no settings": {"class_name": "Dense"},
        "a list": [],
    }.items():
        layers = [*config["config"]["layers"][:-1], layer, config["config"]["layers"][-1]]
        inside = json.dumps({**config, "config": {"layers": layers}}).encode()
        yield f"keras with a layer of {name}", zipped({**parts, "config.json": inside})
    wide = json.loads(parts["config.json"])
    wide["config"]["layers"][0]["config"]["batch_shape"] = [None, 100_000, 100_000, 1]
    yield "keras of large pictures", zipped({**parts, "config.json": json.dumps(wide).encode()})
    yield (
        "keras of another network",
        zipped({**parts, "config.json": json.dumps({**config, "class_name": "F"}).encode()}),
    )
    for name, kinds in {"an endless array": {"shape": (10**9,)}, "texts": {"dtype": h5py.string_dtype()}}.items():
        file = io.BytesIO(weights)
        with h5py.File(file, "r+") as opened:
            opened["layers/dense/vars"].pop("0")
            opened["layers/dense/vars"].create_dataset("0", **{"shape": (10,), "dtype": "f4", "chunks": True, **kinds})
        yield f"keras of {name}", zipped({**parts, "model.weights.h5": file.getvalue()})
    for name, link in {"elsewhere": h5py.ExternalLink("/etc/passwd", "/"), "itself": h5py.SoftLink("/layers")}.items():
        file = io.BytesIO(weights)
        with h5py.File(file, "r+") as opened:
            opened["layers"].pop("dense")
            opened["layers"]["dense"] = link
        yield f"keras that leads {name}", zipped({**parts, "model.weights.h5": file.getvalue()})
