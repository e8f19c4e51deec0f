"""Promises of importing and keeping the user's own pictures."""

from __future__ import annotations

import dataclasses
import io
import os
import struct
import zipfile
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from model.datasets import picture_import, registry
from model.datasets.picture_import import import_files, import_folder, import_zip
from model.datasets.splitting import drawn
from model.datasets.uploads import PHRASES, LeftOut, PictureSet, all_sets, data_set, load, name_of, owner_of, save
from model.errors import DataError, DiskError
from model.images.picture_files import MOST_FILE_BYTES
from tests.datasets.pictures import in_shades
from tests.hostile import pictures as hostile

COLORS = {"cats": "red", "dogs": "blue"}


def png(color: str | tuple[int, ...] = "red", mode: str = "RGB", size: tuple[int, int] = (9, 7)) -> bytes:
    """Return a picture of one color as a file's content."""
    file = io.BytesIO()
    Image.new("RGBA", size, color).convert(mode).save(file, "PNG")
    return file.getvalue()


def pets(top: str = "", count: int = 6) -> dict[str, bytes]:
    """Return paths and contents of red cats and blue dogs."""
    return {f"{top}{label}/{number}.png": png(COLORS[label]) for label in COLORS for number in range(count)}


def zipped(contents: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> io.BytesIO:
    """Return a real zip; a path that ends with a slash is that of a folder."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for path, content in contents.items():
            archive.writestr(path, content)
    file.seek(0)
    return file


def laid(folder: Path, contents: Mapping[str, bytes]) -> Path:
    """Write the contents below a folder and return it."""
    for path, content in contents.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    return folder


def test_parts_that_are_shared_out_are_joined() -> None:
    parts = {f"data/{part}/{path}": content for part in ("train", "Test") for path, content in pets(count=3).items()}
    pictures = import_zip(zipped({"data/readme.txt": b"", **parts}), "Pets")
    assert pictures.counts == {"cats": 6, "dogs": 6}
    assert (pictures.x[pictures.y == 0] == (255, 0, 0)).all()


@pytest.mark.parametrize(
    "folders",
    [
        ("ds/training_set", "ds/test_set"),
        ("seg_train/seg_train", "seg_test/seg_test"),
        ("train", "dev"),
        ("训练集", "测试集"),
    ],
    ids="-".join,
)
def test_parts_by_other_usual_names_are_joined(folders: tuple[str, str]) -> None:
    parts = {f"{part}/{path}": content for part in folders for path, content in pets(count=3).items()}
    assert import_zip(zipped(parts), "Pets").counts == {"cats": 6, "dogs": 6}


def test_picture_that_lies_in_no_class_of_a_part_is_named() -> None:
    pictures = import_zip(zipped({**pets("train/"), "test/1.png": png(), "notes.txt": b""}), "Pets")
    assert pictures.counts == {"cats": 6, "dogs": 6}
    assert pictures.left_out == (LeftOut("notes.txt", "in-no-class"), LeftOut("test/1.png", "in-no-class"))


def test_classes_named_like_parts_stay_classes_where_they_share_none() -> None:
    kinds = {f"{kind}/{at}/{at}.png": png() for kind, at in [("test tubes", 1), ("train rails", 2)]}
    tubes = {f"{kind}/{at}.png": png() for kind in ("test tubes", "train rails") for at in range(6)}
    assert import_zip(zipped({**kinds, **tubes}), "Things").classes == ("test tubes", "train rails")


def test_parts_without_classes_are_one_sentence() -> None:
    parts = {f"data/{part}/{number}.png": png() for part in ("train", "test") for number in range(6)}
    with pytest.raises(DataError, match="“test”, “train” hold pictures, but no folders of classes"):
        import_zip(zipped(parts), "Pets")


def test_class_may_be_called_test_beside_others() -> None:
    pictures = import_zip(zipped({path.replace("cats", "test"): content for path, content in pets().items()}), "Pets")
    assert pictures.classes == ("dogs", "test")


@pytest.mark.parametrize("names", [["mnist/train.csv", "mnist/test.csv"], ["train.CSV"], ["x/a.npy", "x/b.txt"]])
def test_table_of_pixels_is_no_picture(names: list[str]) -> None:
    with pytest.raises(DataError, match=r"is a table, and a table is no picture\. Save each picture as a PNG"):
        import_zip(zipped(dict.fromkeys(names, b"1,2,3")), "MNIST")


def test_table_beside_pictures_is_left_out() -> None:
    pictures = import_zip(zipped({"pets/labels.csv": b"", **pets("pets/")}), "Pets")
    assert pictures.counts == {"cats": 6, "dogs": 6}
    assert [str(each) for each in pictures.left_out] == ["labels.csv: lies in no folder of a class"]


def test_sub_folders_are_the_classes() -> None:
    pictures = import_zip(zipped(pets()), "Pets")
    assert (pictures.name, pictures.classes, pictures.counts) == ("Pets", ("cats", "dogs"), {"cats": 6, "dogs": 6})
    assert (pictures.x.shape, pictures.x.dtype, pictures.y.dtype) == ((12, 64, 64, 3), np.uint8, np.int64)
    assert (pictures.x[pictures.y == 0] == (255, 0, 0)).all()
    assert (pictures.x[pictures.y == 1] == (0, 0, 255)).all()
    assert pictures.left_out == ()


def test_zip_folder_and_upload_give_the_same(tmp_path: Path) -> None:
    contents = pets("pets/")
    (tmp_path / "pets.zip").write_bytes(zipped(contents).getvalue())
    ways = [
        import_zip(tmp_path / "pets.zip", "pets"),
        import_folder(laid(tmp_path, contents) / "pets"),
        import_files([(path, io.BytesIO(content)) for path, content in reversed(contents.items())], "pets"),
    ]
    assert len({save(pictures) for pictures in ways}) == 1
    assert all_sets() == [save(ways[0])]


def test_upload_that_was_looked_into_before_is_read_from_its_start() -> None:
    files = {path: io.BytesIO(content) for path, content in pets().items()}
    for file in files.values():
        file.read()
    assert import_files(files.items(), "pets").counts == {"cats": 6, "dogs": 6}


@pytest.mark.parametrize("top", ["animals/", "./", "all/animals/"])
def test_folders_around_the_classes_are_taken_off(top: str) -> None:
    contents = {top: b"", f"{top}cats/": b"", **pets(top), f"{top}cats/broken.png": b"no", f"{top}notes.txt": b"no"}
    pictures = import_zip(zipped(contents), "pets")
    assert pictures.classes == ("cats", "dogs")
    assert sorted(pictures.left_out) == [LeftOut("cats/broken.png", "no-picture"), LeftOut("notes.txt", "in-no-class")]


def test_pictures_deeper_in_a_class_belong_to_it() -> None:
    assert import_zip(zipped({**pets(), "cats/old/1.png": png()}), "pets").counts["cats"] == 7


def test_what_systems_leave_in_folders_is_ignored() -> None:
    dust = ["__MACOSX/cats/._1.png", "cats/.DS_Store", "cats/Thumbs.db", "dogs/desktop.ini", ".git/config"]
    pictures = import_zip(zipped({**pets(), **dict.fromkeys(dust, b"dust")}), "pets")
    assert (pictures.classes, pictures.left_out) == (("cats", "dogs"), ())


def test_pictures_that_cannot_be_read_are_named_and_left_out() -> None:
    bad = {"cats/broken.png": png(size=(90, 90))[:60], "cats/inner.zip": zipped(pets()).getvalue(), "dogs/a.txt": b"a"}
    pictures = import_zip(zipped({**pets(), **bad}), "pets")
    assert pictures.counts == {"cats": 6, "dogs": 6}
    assert tuple(map(str, pictures.left_out)) == (
        "cats/broken.png: damaged or broken off",
        "cats/inner.zip: no picture that can be read",
        "dogs/a.txt: no picture that can be read",
    )


@pytest.mark.parametrize(
    ("stray", "content", "reason"),
    [
        ("notes/read me.txt", b"about pets", "no-picture"),
        ("birds/broken.png", png(size=(90, 90))[:60], "damaged-picture"),
        ("cats/broken.png", png(size=(90, 90))[:60], "damaged-picture"),
        ("list.csv", b"1,2", "in-no-class"),
    ],
)
def test_stray_file_is_left_out_and_said_and_makes_no_class(stray: str, content: bytes, reason: str) -> None:
    pictures = import_zip(zipped({**pets(), stray: content}), "pets")
    assert (pictures.counts, pictures.left_out) == ({"cats": 6, "dogs": 6}, (LeftOut(stray, reason),))
    assert (pictures.x[pictures.y == 1] == (0, 0, 255)).all()
    assert pictures.omission == f"“{stray}” was left out: {PHRASES[reason]}."
    assert load(save(pictures)).classes == ("cats", "dogs")


def test_several_files_that_are_left_out_are_counted_in_one_sentence() -> None:
    pictures = import_zip(zipped({**pets(), "a.txt": b"", "b.txt": b""}), "pets")
    assert pictures.omission == "2 files were left out, such as “a.txt”: lies in no folder of a class."


def test_class_whose_only_file_is_no_picture_is_refused_where_too_few_would_be_left() -> None:
    cats = {path: content for path, content in pets().items() if path.startswith("cats/")}
    with pytest.raises(DataError, match="“dogs” has no picture that can be read"):
        import_zip(zipped({**cats, "dogs/one.gif": b"GIF89a"}), "pets")


def test_pictures_that_would_cost_a_lot_cost_their_own_line() -> None:
    long, many = hostile.png(1, 49_999_999, b""), hostile.png(8000, 6250, b"x")
    pictures = import_zip(zipped({**pets(), "cats/long.png": long, "dogs/many.png": many}), "pets")
    assert (pictures.counts, tuple(map(str, pictures.left_out))) == (
        {"cats": 6, "dogs": 6},
        ("cats/long.png: is too long", "dogs/many.png: too small a file for its megapixels"),
    )


def test_pixels_are_counted_before_any_picture_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(picture_import, "PIXELS_AT_LEAST", 12 * 9 * 7 - 1)
    monkeypatch.setattr(picture_import, "PIXELS_A_BYTE", 0)
    monkeypatch.setattr(picture_import, "read_picture", None)
    with pytest.raises(DataError, match=r"All pictures together have more than 0 megapixels, .* Take fewer"):
        import_zip(zipped(pets()), "pets")


def test_picture_of_too_many_pixels_is_named_and_left_out() -> None:
    huge = io.BytesIO()
    Image.new("1", (10_000, 10_000)).save(huge, "PNG")
    pictures = import_zip(zipped({**pets(), "cats/huge.png": huge.getvalue()}), "pets")
    assert tuple(map(str, pictures.left_out)) == ("cats/huge.png: has too many megapixels",)


def test_fault_of_our_own_is_not_said_to_be_one_of_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    def faulty(*_: object) -> None:
        raise ValueError("a bug of ours")

    monkeypatch.setattr(picture_import, "resized", faulty)
    with pytest.raises(ValueError, match="a bug of ours"):
        import_zip(zipped(pets()), "pets")


def test_entry_that_is_damaged_within_the_zip_is_left_out() -> None:
    content = zipped(pets(), zipfile.ZIP_STORED).getvalue()
    start = content.index(b"IDAT")  # of cats/0.png; its checksum in the zip no longer fits
    pictures = import_zip(io.BytesIO(content[:start] + b"XXXX" + content[start + 4 :]), "pets")
    assert pictures.left_out == (LeftOut("cats/0.png", "cannot-unpack"),)


@pytest.mark.parametrize("tag", [b"\x01\x00", b"\x01\x1a"], ids=["width", "resolution"])
def test_picture_whose_exif_holds_words_for_numbers_is_read(tag: bytes) -> None:
    file = io.BytesIO()
    exif = Image.Exif()
    exif[0x0112], exif[0x010E] = 6, "hello"
    Image.new("RGB", (9, 7)).save(file, "JPEG", exif=exif)
    content = file.getvalue().replace(b"\x01\x0e", tag, 1)
    pictures = import_zip(zipped({**pets(), "cats/x.jpg": content}), "pets")
    assert (pictures.counts["cats"], pictures.left_out) == (7, ())


@pytest.mark.parametrize("mode", ["P", "L", "LA", "1", "RGBA"])
def test_pictures_of_every_mode_become_color_pictures(mode: str) -> None:
    pictures = import_zip(zipped({**pets(), **{f"white/{n}.png": png("white", mode) for n in range(5)}}), "x", side=16)
    assert pictures.x.shape == (17, 16, 16, 3)
    assert (pictures.x[pictures.y == 2] == 255).all()


def test_transparency_becomes_white() -> None:
    pictures = import_zip(zipped({**pets(), **{f"no/{n}.png": png((9, 9, 9, 0), "RGBA") for n in range(5)}}), "x")
    assert (pictures.x[pictures.y == 2] == 255).all()


def test_sixteen_bit_and_turned_pictures_are_read() -> None:
    levels, turned = io.BytesIO(), io.BytesIO()
    Image.fromarray(np.full((9, 9), 65535, np.uint16)).save(levels, "PNG")
    lying = np.zeros((40, 80, 3), np.uint8)
    lying[:, :40] = 255  # white on the left: on top once it is turned by 90 degrees clockwise
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.fromarray(lying).save(turned, "JPEG", exif=exif)
    contents = {**pets(), **{f"x/{n}.png": levels.getvalue() for n in range(5)}, "x/9.jpg": turned.getvalue()}
    *_, white, upright = import_zip(zipped(contents), "x").x
    assert white.min() == 255
    assert upright[:28].min() > 200 > 50 > upright[36:].max()


def test_unicode_names_are_kept() -> None:
    contents = {f"{label}/{n}.png": png() for label in ("Ka\u0308tzchen", "猫", "گربه‌ها") for n in range(5)}
    assert import_zip(zipped(contents), "x").classes == ("Kätzchen", "گربه‌ها", "猫")


def test_unicode_names_of_zips_that_do_not_say_so_are_read() -> None:
    content = zipped({f"{label}/{n}.png": png() for label in ("猫", "犬") for n in range(5)}).getvalue()
    for signature, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        parts = content.split(signature)
        content = signature.join([parts[0], *(part[: place - 4] + b"\0\0" + part[place - 2 :] for part in parts[1:])])
    assert import_zip(io.BytesIO(content), "x").classes == ("犬", "猫")


def test_names_of_old_zips_are_read() -> None:
    content = zipped({**pets(), "dogs/n\u00fcn.png": png()}).getvalue().replace("nün".encode(), b"n\x81\x81n")
    flag = content.rindex(b"PK\x01\x02") + 8
    local = content.rindex(b"PK\x03\x04") + 6
    old = bytearray(content)
    old[flag : flag + 2] = old[local : local + 2] = b"\0\0"
    assert import_zip(io.BytesIO(bytes(old)), "x").counts["dogs"] == 7


REFUSED = {
    "empty": ({}, "no pictures in it. Put the pictures of each class into a folder"),
    "dust": ({".DS_Store": b""}, "no pictures in it"),
    "no folders": ({"1.png": png(), "2.png": png()}, "outside of any sub-folder. Put the pictures"),
    "one class": ({"cats/1.png": png()}, "only one class, “cats”, but at least two"),
    "one class in a folder": ({"animals/": b"", "animals/cats/1.png": png()}, "only one class, “cats”"),
    "empty class": ({**pets(), "birds/": b""}, "“birds” has no picture that can be read. Put PNG, JPEG or WebP"),
    "unreadable class": (
        {**pets(), "birds/a.gif": b"GIF89a", "birds/b.gif": b"GIF89a"},
        "“birds” has no picture that can be read",
    ),
    "few pictures among others": (
        {**pets(), **{f"cats/{n}.txt": b"no" for n in range(13)}},
        "13 of 25 files are no pictures that can be read, such as “cats/0.txt”. Save them as PNG",
    ),
    "three in all": ({"a/1.png": png(), "a/2.png": png(), "b/1.png": png()}, "“b” has 1 of 3 pictures, .* at least 5"),
    "four of one": ({**pets(), **pets("birds/", 2)}, "“birds” has 4 of 16 pictures, .* at least 5"),
    "climbs": ({**pets(), "../x.png": png()}, "“../x.png” leads out of the folder.* Pack the folder anew"),
    "climbs inside": ({**pets(), "cats/../../x.png": png()}, "leads out of the folder"),
    "absolute": ({**pets(), "/etc/x.png": png()}, "leads out of the folder"),
    "drive": ({**pets(), "C:/x.png": png()}, "has a drive"),
    "backslashes": ({**pets(), "cats\\x.png": png()}, "backslashes"),
    "deep": ({**pets(), "cats/" + "a/" * 5000 + "x.png": png()}, "too long"),
    "long name": ({**pets(), "c" * 41 + "/1.png": png()}, "cannot name a class: a name has 1 to 40 characters"),
    "control": ({**pets(), "do\u202egs/1.png": png()}, r"“do\?gs” cannot name a class"),
    "blank name": ({**pets(), " /1.png": png()}, "cannot name a class"),
    "101 classes": ({f"{n}/1.png": b"" for n in range(101)}, "101 classes, but at most 100"),
}


@pytest.mark.parametrize(("contents", "sentence"), REFUSED.values(), ids=REFUSED.keys())
def test_what_cannot_be_trained_on_is_refused_in_a_sentence(contents: dict[str, bytes], sentence: str) -> None:
    with pytest.raises(DataError, match=sentence):
        import_zip(zipped(contents), "x")


@pytest.mark.parametrize("content", [b"", b"no zip at all", zipped(pets()).getvalue()[:-30]], ids=["0", "text", "cut"])
def test_file_that_is_no_zip_is_refused(content: bytes) -> None:
    with pytest.raises(DataError, match=r"no zip that can be read.* Pack the folder as a \.zip anew"):
        import_zip(io.BytesIO(content), "x")


def test_locked_zip_is_refused() -> None:
    content = bytearray(zipped(pets()).getvalue())
    content[content.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(DataError, match=r"locked with a password. Pack the folder anew without"):
        import_zip(io.BytesIO(bytes(content)), "x")


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_methods_that_cannot_be_unpacked_piece_by_piece_are_refused(method: int) -> None:
    with pytest.raises(DataError, match=r"method that is not read here. Pack it anew"):
        import_zip(zipped(pets(), method), "x")


def test_file_larger_than_any_picture_is_left_out_and_read_no_further() -> None:
    film = io.BytesIO(bytes(MOST_FILE_BYTES + 1000))
    files = [(path, io.BytesIO(content)) for path, content in pets().items()]
    pictures = import_files([*files, ("cats/film.mp4", film)], "pets")
    assert pictures.counts == {"cats": 6, "dogs": 6}
    assert tuple(map(str, pictures.left_out)) == ("cats/film.mp4: larger than any picture",)
    assert film.tell() == MOST_FILE_BYTES + 1


def test_zip_bomb_is_refused_by_what_is_said_of_it_before_anything_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = {f"{label}/{number}.png": bytes(100_000) for label in COLORS for number in range(20)}
    monkeypatch.setattr(picture_import, "MOST_BYTES", 1_000_000)
    with pytest.raises(DataError, match=r"All files together are larger than .* unpacked. Take fewer"):
        import_zip(zipped(bomb), "x")
    with pytest.raises(DataError, match=r"All files together are larger than .* unpacked. Take fewer"):
        import_files([(path, io.BytesIO(content)) for path, content in bomb.items()], "x")


def test_zip_that_lies_about_a_size_is_read_no_further_than_it_says() -> None:
    content = bytearray(zipped({**pets(), "dogs/bomb.png": bytes(40_000_000)}).getvalue())
    size = content.rindex(b"PK\x01\x02") + 24
    content[size : size + 4] = struct.pack("<L", 100)
    assert import_zip(io.BytesIO(bytes(content)), "x").left_out == (LeftOut("dogs/bomb.png", "cannot-unpack"),)


def test_too_many_entries_are_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(picture_import, "MOST_ENTRIES", 11)
    with pytest.raises(DataError, match="More than 11 files and folders are too many"):
        import_zip(zipped(pets()), "x")
    with pytest.raises(DataError, match="More than 11 files and folders are too many"):
        import_folder(laid(tmp_path / "pets", pets()))


def test_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(picture_import, "MOST_MEMORY", 11 * 32 * 32 * 3)
    with pytest.raises(DataError, match=r"12 pictures of 32 x 32 px need more memory .* at most 11 have room"):
        import_zip(zipped(pets()), "x", side=32)
    assert len(import_zip(zipped(pets()), "x", side=16).x) == 12


@pytest.mark.parametrize("side", [0, 15, 129])
def test_sides_that_no_network_is_trained_on_are_refused(side: int) -> None:
    with pytest.raises(DataError, match=f"16 to 128 px wide and high. Received: {side} px"):
        import_zip(zipped(pets()), "x", side=side)


def test_nothing_is_unpacked_to_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    import_zip(zipped(pets()), "x")
    assert list(tmp_path.rglob("*")) == []


def test_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"There is no folder .*gone"):
        import_folder(tmp_path / "gone")


def test_pipe_in_a_folder_does_not_hang(tmp_path: Path) -> None:
    laid(tmp_path, pets())
    os.mkfifo(tmp_path / "cats" / "pipe.png")
    assert import_folder(tmp_path).counts == {"cats": 6, "dogs": 6}


def test_set_is_loaded_as_it_was_saved() -> None:
    pictures = import_zip(zipped({**pets(), "cats/a.txt": b"a"}), "Our pets, 4 b")
    again = load(save(pictures))
    assert (again.name, again.classes, again.left_out) == (pictures.name, pictures.classes, pictures.left_out)
    np.testing.assert_array_equal(again.x, pictures.x)
    np.testing.assert_array_equal(again.y, pictures.y)
    assert (again.x.dtype, again.y.dtype) == (np.uint8, np.int64)


def test_set_that_an_earlier_version_stored_is_loaded_with_the_files_that_were_left_out(home: Path) -> None:
    set_id = save(import_zip(zipped(pets()), "x"))
    path = home / "pictures" / f"{set_id}.npz"
    phrases = [f"cats: old/{n}.png: {phrase}" for n, phrase in enumerate(PHRASES.values())]
    phrases.append("dogs/huge.png: has 100 megapixels; at most 50 can be read")
    for written in (phrases, []):
        with np.load(path) as stored:
            arrays = {**stored, "left_out": np.array(written, np.str_)}
        np.savez_compressed(path, **arrays)
        assert [str(each) for each in load(set_id).left_out] == written
    assert load(set_id).counts == {"cats": 6, "dogs": 6}


def test_name_of_a_set_is_read_without_its_pictures(home: Path) -> None:
    set_id = save(import_zip(zipped(pets()), "Our pets"))
    assert name_of(set_id) == "Our pets"
    (home / "pictures" / f"{set_id}.npz").write_bytes(b"damaged")
    assert (name_of(set_id), name_of("gone-12345678"), name_of("mnist")) == (None, None, None)


def test_id_is_made_of_the_name_and_what_is_in_the_set() -> None:
    one = import_zip(zipped(pets()), "Grüße & Co. /../ 猫")
    more = import_zip(zipped(pets(count=7)), "猫")
    assert save(one)[:-8] == "grue-co-"
    assert save(more)[:-8] == "pictures-"
    assert save(one)[-8:] != save(more)[-8:]


def test_pictures_that_somebody_else_brings_too_keep_their_name_and_what_is_known_of_them() -> None:
    pictures = dataclasses.replace(import_zip(zipped(pets()), "我们的猫狗"), mirrored=False)
    kept = save(pictures)
    assert save(import_zip(zipped(pets()), "垃圾"), "a" * 16) == kept
    assert (name_of(kept), load(kept).mirrored, owner_of(kept)) == ("我们的猫狗", False, "")
    assert save(import_zip(zipped(pets()), "猫和狗")) == kept
    assert name_of(kept) == "猫和狗"


def test_damaged_set_is_mended_by_whoever_brings_its_pictures_again(home: Path) -> None:
    pictures = import_zip(zipped(pets()), "x")
    (home / "pictures" / f"{save(pictures)}.npz").write_bytes(b"damaged")
    assert load(save(pictures, "a" * 16)).counts == pictures.counts


def test_classes_are_part_of_the_id() -> None:
    one = import_zip(zipped(pets()), "x")
    renamed = PictureSet(one.name, ("cats", "wolves"), one.x, one.y)
    assert save(one) != save(renamed)


def test_newest_set_comes_first(home: Path) -> None:
    assert all_sets() == []
    ids = [save(import_zip(zipped(pets(count=count)), "x")) for count in (5, 6, 7)]
    for seconds, set_id in enumerate(ids):
        os.utime(home / "pictures" / f"{set_id}.npz", (seconds, seconds))
    (home / "pictures" / f".1-{ids[0]}.npz").write_bytes(b"half written")
    assert all_sets() == ids[::-1]


@pytest.mark.parametrize("set_id", ["gone-12345678", "../config-12345678", "/etc/passwd", "", "x\n-12345678"])
def test_missing_set_and_path_that_leads_elsewhere_are_refused(set_id: str, home: Path) -> None:
    (home / "pictures").mkdir(parents=True)
    (home / "config-12345678.npz").write_bytes(b"elsewhere")
    with pytest.raises(DataError, match=r"There are no pictures named .* Import them, or choose others"):
        load(set_id)


def test_damaged_set_says_so(home: Path) -> None:
    set_id = save(import_zip(zipped(pets()), "x"))
    path = home / "pictures" / f"{set_id}.npz"
    whole = path.read_bytes()
    with np.load(path) as stored:
        arrays = dict(stored)
    arrays["y"] = arrays["y"] + 1
    other = io.BytesIO()
    np.savez_compressed(other, **arrays)
    pickled = io.BytesIO()
    np.savez_compressed(pickled, **{**arrays, "x": np.array([{}], object)})
    for content in (b"", whole[: len(whole) // 2], b"text", other.getvalue(), pickled.getvalue()):
        path.write_bytes(content)
        with pytest.raises(DataError, match=r"are damaged. Import them once more"):
            load(set_id)


@pytest.mark.parametrize(
    "changed",
    [
        {"x": np.zeros((12, 64, 60, 3), np.uint8)}, {"x": np.zeros((12, 64, 64, 3))},
        {"y": np.full(12, 2)}, {"y": np.zeros(3, np.int64)},
        {"first": np.arange(12) + 1}, {"first": np.arange(12) - 1}, {"first": np.zeros(3, np.int64)},
    ],
    ids=["not square", "no bytes", "no class", "too few labels", "equals none", "equals nothing", "too few firsts"],
)  # fmt: skip
def test_set_whose_arrays_do_not_fit_is_damaged_before_its_pictures_are_read(
    changed: dict[str, np.ndarray], home: Path
) -> None:
    set_id = save(import_zip(zipped(pets()), "x"))
    path = home / "pictures" / f"{set_id}.npz"
    with np.load(path) as stored:
        arrays = {**stored, **changed}
    np.savez_compressed(path, **arrays)
    with pytest.raises(DataError, match=r"are damaged. Import them once more"):
        data_set(set_id)


@pytest.mark.parametrize(("classes", "different", "each"), [(10, 3, 3), (2, 3, 20), (5, 20, 2), (80, 3, 2)])
def test_pictures_that_equal_one_another_are_all_tested_or_all_learned_from(
    classes: int, different: int, each: int
) -> None:
    data = data_set(save(in_shades(classes, different, each)))
    train, test = data.train(), data.test()
    assert not {picture.tobytes() for picture in train.x} & {picture.tobytes() for picture in test.x}
    assert len(train) + len(test) == classes * different * each
    assert (len(train), len(test)) == (data.training, data.testing)
    assert set(train.y) == set(test.y) == set(range(classes))
    assert np.bincount(train.y).min() >= 2  # one to train on, one to validate


def test_equal_pictures_of_two_classes_are_in_one_part() -> None:
    shades = in_shades(2, 10, 2)
    shades.x[:8] = shades.x[20:28]
    data = data_set(save(shades))
    assert not {picture.tobytes() for picture in data.train().x} & {picture.tobytes() for picture in data.test().x}


def test_class_that_has_no_picture_of_its_own_is_still_in_both_parts() -> None:
    shades = in_shades(2, 10, 1)
    shades.x[10:] = shades.x[:10]
    data = data_set(save(shades))
    assert set(data.train().y) == set(data.test().y) == {0, 1}


def test_class_of_the_same_picture_alone_is_still_in_both_parts() -> None:
    data = data_set(save(in_shades(2, 1, 10)))
    assert (np.bincount(data.train().y).tolist(), np.bincount(data.test().y).tolist()) == ([8, 8], [2, 2])


def test_sets_of_before_and_sets_that_repeat_nothing_keep_their_parts(home: Path) -> None:
    expected = drawn(np.arange(40), np.repeat([0, 1], 20), 8, seed=0)
    once, repeated = in_shades(2, 20, 1), in_shades(2, 10, 2)
    ids = [save(once), save(repeated)]
    path = home / "pictures" / f"{ids[1]}.npz"
    with np.load(path) as stored:
        arrays = {key: array for key, array in stored.items() if key != "first"}
    np.savez_compressed(path, **arrays)
    assert save(repeated) == ids[1]  # runs learned from its parts
    for set_id, pictures in zip(ids, (once, repeated), strict=True):
        np.testing.assert_array_equal(data_set(set_id).test().x, pictures.x[expected])


def test_set_that_is_imported_once_more_mends_a_damaged_one(home: Path) -> None:
    pictures = import_zip(zipped(pets()), "x")
    (home / "pictures" / f"{save(pictures)}.npz").write_bytes(b"damaged")
    assert load(save(pictures)).counts == pictures.counts


def test_disk_that_cannot_be_written_to_is_said_in_a_sentence(home: Path) -> None:
    home.write_text("a file where the folder should be")
    with pytest.raises(DiskError, match=r"cannot be written: .* Free some disk"):
        save(import_zip(zipped(pets()), "x"))


@pytest.mark.parametrize("name", ["samples", "Samples of leaves", "samples 0123456789abcdef"])
def test_own_pictures_may_be_called_as_the_digits_of_the_class_are_kept(name: str) -> None:
    kept = save(import_zip(zipped(pets()), name))
    assert kept.startswith("samples-")
    assert registry.data_set(kept).title == name
