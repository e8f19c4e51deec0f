"""Promises of names in zips that do not say how they are written."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

import pytest

from model.datasets.picture_import import import_zip
from model.errors import DataError
from tests.datasets.test_uploads import png


def packed(names: list[bytes], fields: dict[bytes, bytes] | None = None) -> io.BytesIO:
    """Return a zip of six pictures in each of these folders, their names written as they are, and nothing said of that.

    Args:
        names: of the folders.
        fields: what is written beside the names of the files in a folder, by its name.
    """
    file, written = io.BytesIO(), {}
    with zipfile.ZipFile(file, "w") as archive:
        for at, name in enumerate(names):
            stand_in = f"{at}" * len(name)
            written[stand_in.encode()] = name
            for number in range(6):
                entry = zipfile.ZipInfo(f"{stand_in}/{number}.png")
                if fields:
                    crc = zlib.crc32(name + f"/{number}.png".encode())
                    path = fields[name] + f"/{number}.png".encode()
                    entry.extra = struct.pack("<HHBL", 0x7075, 5 + len(path), 1, crc) + path
                archive.writestr(entry, png(color=("red", "blue")[at]))
    content = file.getvalue()
    for stand_in, name in written.items():
        content = content.replace(stand_in + b"/", name + b"/")
    return io.BytesIO(content)


@pytest.mark.parametrize(
    ("names", "encoding", "whose"),
    [
        (("猫", "狗"), "gb18030", "simplified Chinese"),
        (("猫猫", "小狗"), "gb18030", "simplified Chinese"),
        (("ねこ", "いぬ"), "cp932", "Japanese"),
        (("猫の表", "ネコ"), "cp932", "Japanese"),  # 表 holds a backslash in that writing
        (("кошки", "собаки"), "cp866", "Russian"),
        (("貓", "狗"), "cp950", "traditional Chinese"),
        (("кошки", "собаки"), "cp1251", "Russian"),
        (("Bär", "Löwe"), "cp1252", "Western European"),
        (("Noël", "Pâques"), "cp1252", "Western European"),
        (("ações", "nações"), "cp1252", "Western European"),
        (("3D模型", "照片"), "gb18030", "simplified Chinese"),
        (("T恤", "裤子"), "gb18030", "simplified Chinese"),
        (("猫咪A", "狗狗B"), "gb18030", "simplified Chinese"),
        (("喜、乐", "（怒）"), "gb18030", "simplified Chinese"),
    ],
)
def test_names_are_guessed_and_the_guess_is_said(names: tuple[str, str], encoding: str, whose: str) -> None:
    pictures = import_zip(packed([name.encode(encoding) for name in names]), "Pets")
    assert pictures.classes == tuple(sorted(names))
    assert set(pictures.counts.values()) == {6}
    assert pictures.guessed == whose
    assert pictures.remark.startswith(f"The zip does not say how its names are written; they were read as {whose}: ")
    assert all(name in pictures.remark for name in names)


@pytest.mark.parametrize(
    "names", [("cats", "dogs"), ("Kätzchen", "Hündchen"), ("café", "thé"), ("Löwe", "Straße"), ("niño", "año")]
)
def test_european_names_are_what_they_were(names: tuple[str, str]) -> None:
    pictures = import_zip(packed([name.encode("cp437") for name in names]), "Pets")
    assert pictures.classes == tuple(sorted(names))
    assert (pictures.guessed, pictures.remark) == ("", "")


def test_names_that_nobody_can_tell_are_one_sentence() -> None:
    with pytest.raises(DataError, match="The names in this zip cannot be read"):
        import_zip(packed([b"\xb0\xff\xdbx", b"dogs"]), "Pets")


def test_utf_8_needs_no_guess() -> None:
    pictures = import_zip(packed(["猫".encode(), "собаки".encode()]), "Pets")
    assert pictures.classes == tuple(sorted(("猫", "собаки")))
    assert pictures.guessed == ""


def test_field_beside_a_name_says_what_it_is() -> None:
    names = {"猫猫".encode("gb18030"): "猫猫".encode(), "кошки".encode("cp866"): "кошки".encode()}
    pictures = import_zip(packed(list(names), names), "Pets")
    assert pictures.classes == tuple(sorted(("猫猫", "кошки")))
    assert pictures.guessed == ""


def test_field_beside_another_name_is_not_believed() -> None:
    names = {"猫猫".encode("gb18030"): b"cats", "狗狗".encode("gb18030"): b"dogs"}
    content = packed(list(names), names).getvalue().replace("猫猫".encode("gb18030"), "小猫".encode("gb18030"))
    pictures = import_zip(io.BytesIO(content), "Pets")
    assert "小猫" in pictures.classes


@pytest.mark.parametrize("file", ["QQ图片20231105", "IMG照片0", "照片（1）", "左·右", "a\u0301é"])
@pytest.mark.parametrize("names", [("cats", "dogs"), ("笑脸", "哭脸"), ("左", "右")])
def test_what_the_files_in_a_folder_are_called_matters_to_nobody(names: tuple[str, str], file: str) -> None:
    content = io.BytesIO()
    written = {}
    with zipfile.ZipFile(content, "w") as archive:
        for at, name in enumerate(names):
            for number in range(6):
                path = f"{name}/{file}{number}.png".encode("gb18030")
                stand_in = f"{at}{number}".ljust(len(path), "x")
                written[stand_in.encode()] = path
                archive.writestr(zipfile.ZipInfo(stand_in), png(color=("red", "blue")[at]))
    packed = content.getvalue()
    for stand_in, path in written.items():
        packed = packed.replace(stand_in, path)
    pictures = import_zip(io.BytesIO(packed), "Pets")
    assert pictures.classes == tuple(sorted(names))
    assert set(pictures.counts.values()) == {6}
