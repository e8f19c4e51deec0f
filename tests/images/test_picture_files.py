"""Promises of reading picture files that strangers made."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageOps

from model.errors import PictureError
from model.images import picture_files
from model.images.picture_files import read_picture
from model.images.picture_parts import picture_parts
from model.images.preprocessing import preprocess
from tests.conftest import drawn_seven


def saved(image: Image.Image, **options: object) -> io.BytesIO:
    """Return the picture as a file in memory."""
    file = io.BytesIO()
    image.save(file, **{"format": "PNG", **options})  # type: ignore[arg-type]
    file.seek(0)
    return file


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
@pytest.mark.parametrize("mode", ["RGB", "L"])
def test_usual_kinds_are_read(kind: str, mode: str) -> None:
    picture = read_picture(saved(Image.fromarray(drawn_seven()).convert(mode), format=kind)).picture
    assert np.abs(preprocess(picture).image - preprocess(drawn_seven()).image).mean() < 0.02


@pytest.mark.parametrize("mode", ["P", "1", "LA"])
def test_unusual_modes_are_read(mode: str) -> None:
    picture = read_picture(saved(Image.fromarray(drawn_seven()).convert("RGB").convert("L").convert(mode))).picture
    assert np.abs(preprocess(picture).image - preprocess(drawn_seven()).image).mean() < 0.02


def test_sixteen_bit_grey_is_scaled_not_cut() -> None:
    levels = drawn_seven()[..., 0].astype(np.uint16) * 257
    picture = read_picture(saved(Image.fromarray(levels))).picture
    np.testing.assert_allclose(preprocess(picture).image, preprocess(drawn_seven()).image, atol=0.02)


def test_animation_gives_its_first_frame() -> None:
    first, second = Image.fromarray(drawn_seven()).convert("RGB"), Image.new("RGB", (280, 280))
    picture = read_picture(saved(first, format="WEBP", save_all=True, append_images=[second], lossless=True)).picture
    assert preprocess(picture).status == "digit"


@pytest.mark.parametrize(
    ("image", "options", "remark"),
    [
        (
            Image.new("RGB", (9, 9)),
            {"save_all": True, "append_images": [Image.new("RGB", (9, 9), "red")]},
            "first frame",
        ),
        (Image.fromarray(np.arange(64, dtype=np.uint16).reshape(8, 8)), {}, "65,536 shades"),
        (Image.new("P", (9, 9)), {}, "palette"),
        (Image.new("RGB", (9, 9)), {}, ""),
    ],
    ids=["animated", "16 bits", "palette", "plain"],
)
def test_picture_that_is_not_read_as_it_is_says_so(image: Image.Image, options: dict[str, object], remark: str) -> None:
    read = read_picture(saved(image, **options))
    assert remark in read.remark
    assert bool(read.change) == bool(read.remark) == bool(remark)


def test_photo_is_turned_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was turned: show it rotated by 90 degrees clockwise
    lying = Image.fromarray(drawn_seven()).convert("RGB").rotate(90)
    picture = read_picture(saved(lying, format="JPEG", exif=exif)).picture
    assert np.abs(preprocess(picture).image - preprocess(drawn_seven()).image).mean() < 0.02


def test_picture_of_sixteen_bits_is_turned_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    lying = Image.fromarray(np.arange(32, dtype=np.uint16).reshape(4, 8))
    assert read_picture(saved(lying, exif=exif)).picture.shape == (8, 4)


def test_fault_of_our_own_is_not_said_to_be_one_of_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    def faulty(*_: object) -> None:
        raise TypeError("a bug of ours")

    monkeypatch.setattr(picture_files, "_plain", faulty)
    with pytest.raises(TypeError, match="a bug of ours"):
        read_picture(saved(Image.new("L", (9, 9))))


def test_large_photo_is_reduced() -> None:
    assert max(read_picture(saved(Image.new("RGB", (4000, 3000), "white"), format="JPEG")).picture.shape) <= 1600


@pytest.mark.parametrize(
    ("mode", "size", "kind"),
    [
        ("RGB", (12_000, 900), "JPEG"),
        ("L", (8000, 6250), "JPEG"),
        ("1", (4000, 3000), "PNG"),
        ("1", (4, 20_000), "PNG"),
    ],
    ids=["panorama", "50 megapixels", "blank page", "strip"],
)
def test_real_pictures_of_unusual_sizes_are_read(mode: str, size: tuple[int, int], kind: str) -> None:
    picture = read_picture(saved(Image.new(mode, size, 1), format=kind, optimize=True)).picture
    assert max(picture.shape) == 1600
    assert picture.shape[1] / picture.shape[0] == pytest.approx(size[0] / size[1], rel=0.05) or 1 in picture.shape


def test_large_picture_is_reduced_as_a_whole_though_it_is_done_in_strips() -> None:
    ramp = Image.fromarray(np.linspace(0, 255, 3300).astype(np.uint8)[:, None].repeat(7000, axis=1))
    picture = read_picture(saved(ramp)).picture
    assert picture.shape == (754, 1600)
    assert np.abs(picture[:, 0] - np.linspace(0, 255, 754)).max() < 2
    assert (picture == picture[:, :1]).all()


@pytest.mark.parametrize("orientation", range(1, 9))
def test_picture_is_turned_as_pillow_turns_it(orientation: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    image = Image.fromarray(np.arange(60, dtype=np.uint8).reshape(6, 10))
    for kind in ("PNG", "WEBP"):
        file = saved(image, format=kind, exif=exif, lossless=True)
        expected = ImageOps.exif_transpose(Image.open(file)).convert("RGB")
        np.testing.assert_array_equal(np.asarray(Image.fromarray(read_picture(file).picture).convert("RGB")), expected)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_what_is_written_beside_a_picture_reaches_no_decoder(kind: str) -> None:
    exif = Image.Exif()
    exif[0x010E] = "hello"
    notes = {"icc_profile": b"profile" * 9, "exif": exif, "xmp": b"notes" * 9, "comment": "hello"}
    with_notes, plain = saved(Image.new("RGB", (9, 9), "red"), format=kind, **notes), Image.new("RGB", (9, 9), "red")
    parts = picture_parts(with_notes.getvalue())
    assert not {"icc_profile", "exif", "xmp", "comment"} & Image.open(io.BytesIO(parts.content)).info.keys()
    np.testing.assert_array_equal(read_picture(with_notes).picture, read_picture(saved(plain, format=kind)).picture)


def test_picture_for_which_no_memory_is_left_is_refused_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr(picture_files, "_reduced", full)
    with pytest.raises(PictureError, match=r"no memory left for this picture\. Make it smaller"):
        read_picture(saved(Image.new("L", (9, 9))))


def test_text_named_png_is_refused_in_one_sentence(tmp_path: Path) -> None:
    file = tmp_path / "digit.png"
    file.write_text("no picture")
    with pytest.raises(PictureError, match=r"no picture that can be read. Use a PNG, JPEG or WebP"):
        read_picture(file)


def test_truncated_file_is_refused() -> None:
    whole = saved(Image.fromarray(np.random.default_rng(1).integers(0, 255, (99, 99), np.uint8))).getvalue()
    with pytest.raises(PictureError, match="damaged or broken off"):
        read_picture(io.BytesIO(whole[: len(whole) // 2]))


def test_hundred_megapixels_are_refused_before_they_are_unpacked() -> None:
    with pytest.raises(PictureError, match="100 megapixels; at most 50"):
        read_picture(saved(Image.new("1", (10_000, 10_000))))


def test_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(PictureError, match="There is no file"):
        read_picture(tmp_path / "gone.png")


@pytest.mark.parametrize("brand", [b"heic", b"mif1", b"hevc", b"hevx", b"hevm", b"hevs"])
def test_heic_says_how_to_send_a_jpeg_whatever_it_is_called(brand: bytes, tmp_path: Path) -> None:
    (tmp_path / "photo.jpg").write_bytes(b"\x00\x00\x00\x18ftyp" + brand + b"\x00\x00\x00\x00mif1heic" + bytes(200))
    with pytest.raises(PictureError, match=r"HEIC picture, as iPhones take them.*Send it as a JPEG") as caught:
        read_picture(tmp_path / "photo.jpg")
    assert caught.value.reason == "heic-picture"


@pytest.mark.parametrize("brand", [b"avif", b"avis", b"mif1"])
def test_avif_is_not_called_heic(brand: bytes, tmp_path: Path) -> None:
    (tmp_path / "photo.jpg").write_bytes(b"\x00\x00\x00\x1cftyp" + brand + b"\x00\x00\x00\x00mif1miafavif" + bytes(200))
    with pytest.raises(PictureError, match=r"AVIF picture.*Save a copy as JPEG or PNG") as caught:
        read_picture(tmp_path / "photo.jpg")
    assert caught.value.reason == "avif-picture"


def test_film_in_the_same_wrapping_is_no_picture() -> None:
    with pytest.raises(PictureError) as caught:
        read_picture(io.BytesIO(b"\x00\x00\x00\x18ftypisom\x00\x00\x02\x00isomavc1" + bytes(200)))
    assert caught.value.reason == "no-picture"
