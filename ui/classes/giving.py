"""The ways to give a picture of anything: drawn, as photos, by the camera.

Each gives pictures as they are learned from and tried: a drawing cut to its ink, a photo made small.
Knows the canvas and uploaded files. Does not know what a network makes of them.
"""

from __future__ import annotations

from functools import partial

import numpy as np
import streamlit as st
from numpy.typing import NDArray
from streamlit.delta_generator import DeltaGenerator
from streamlit.runtime.uploaded_file_manager import UploadedFile

from model.datasets.collecting import ENOUGH, MOST_OF_CLASS, SIDE, Collection
from model.errors import InklingError
from model.images.framing import framed
from model.images.picture_files import read_picture, resized
from model.languages.translation import N_, _
from ui import faults, left_behind, session, widgets
from ui.classes import kept
from ui.draw import canvas
from ui.draw.presses import clear_button, send_first
from ui.text import message, plain
from ui.turns import turn
from ui.uploads import MOST_PHOTO_MB, let_go, read_once

Picture = NDArray[np.uint8]

WAYS = {"draw": N_("Drawing"), "photos": N_("Photos"), "camera": N_("Camera")}
_PEN = 18  # px
_KINDS = ["png", "jpg", "jpeg", "webp", "heic", "heif"]  # the last two, to say how to send a JPEG instead
_SHEET = "own-sheet"  # the canvas that is collected from
_TRIAL = "own-trial"  # the canvas that is tried on


def columns() -> tuple[DeltaGenerator, DeltaGenerator]:
    """Return the place where pictures are given, as wide as the canvas at least (style.css), and the one beside it."""
    left, right = st.columns([10, 18], gap="medium")
    return left.container(key="own-given"), right


def choose_way(key: str) -> str:
    """Let be chosen how a picture is given: a key of `WAYS`; both steps of the page go on with the same."""
    widgets.put(key, st.session_state.get(session.OWN_WAY, "draw"))
    chosen = st.segmented_control(
        _("How do you give a picture?"), list(WAYS), format_func=lambda way: _(WAYS[way]), key=key, required=True,
        label_visibility="collapsed", on_change=_choose_way, args=(key,),
    )  # fmt: skip
    return chosen or "draw"


def _choose_way(key: str) -> None:
    left_behind.keep(session.OWN_WAY, st.session_state[key])


def collect(name: str, count: int) -> None:
    """Let pictures of a class be given; each is kept.

    Args:
        name: of the class.
        count: how many pictures it has.
    """
    way = choose_way("own-way")
    if way == "draw":
        _draw(name, count)
    elif way == "photos":
        asked = _("Photos of “{name}”, several at once; a phone offers its camera")
        files = st.file_uploader(
            asked.format(name=plain(name)), type=_KINDS,
            accept_multiple_files=True, key=_fresh("own-photos"), max_upload_size=MOST_PHOTO_MB,
            on_change=_give_of, args=(name,),
        )  # fmt: skip
        if files:
            _keep_photos(files, name, MOST_OF_CLASS - count)
    else:
        file = st.camera_input(
            _("A photo of “{name}”").format(name=plain(name)), key=_fresh("own-camera"), on_change=_give_of,
            args=(name,),
        )  # fmt: skip
        if file:
            _keep_photos([file], name, MOST_OF_CLASS - count)
        st.caption(_("No camera here? Choose “Photos”: a phone offers its camera there."))
    if said := st.session_state.pop(session.LEFT_OUT, ""):
        st.warning(said)


def _give_of(name: str) -> None:
    """Remember the class that was shown when photos were given: it may have changed before the page is drawn anew."""
    st.session_state[session.OWN_PHOTOS] = name


@st.fragment  # a stroke reruns this part alone, not the pictures beside it
@turn()
def _draw(name: str, count: int) -> None:
    """Show a sheet; what is on it is kept, and the next one is empty."""
    picture = None
    try:
        drawing = canvas.canvas(_SHEET, _PEN)
        picture = None if drawing is None else framed(drawing, SIDE)
    except InklingError as error:
        st.error(message(error))
    keep = _("Keep it ({count} of {enough})") if count < ENOUGH else _("Keep it")
    with st.container(key="own-tools", horizontal=True):
        pressed = st.button(
            keep.format(count=count + 1, enough=ENOUGH), key="own-keep", type="primary",
            icon=":material/check:", disabled=picture is None, width="stretch",
        )  # fmt: skip
        clear_button(_SHEET, "own-clear")
    send_first(_SHEET, "own-keep")
    how = _("Draw “{name}”, then press “Keep it”. Where on the sheet and how large does not matter.")
    st.caption(how.format(name=plain(name)))
    if pressed and picture is not None:
        faults.do("pictures", _keep_drawing, picture, name)


def _keep_drawing(picture: Picture, name: str) -> None:
    kept.change(partial(_with_all, [picture], name))
    canvas.clear(_SHEET)  # not before it is kept


def _keep_photos(files: list[UploadedFile], name: str, room: int) -> None:
    """Keep the photos that can be read, as many as there is room for; what becomes of the others is said next."""
    pictures, left_out = [], []
    if len(files) > room:
        full = _("Photos without room: {count}. A class has at most {most} pictures.")
        left_out.append(full.format(count=len(files) - room, most=MOST_OF_CLASS))
    for file in files[:room]:
        try:
            pictures.append(_of_photo(file))
        except InklingError as error:
            left_out.append(_("{file}: {fault}").format(file=plain(file.name), fault=message(error)))
    if left_out:
        st.session_state[session.LEFT_OUT] = "  \n".join(left_out)
    left_behind.keep(session.FRESH, st.session_state.get(session.FRESH, 0) + 1)
    let_go(files)
    name = st.session_state.pop(session.OWN_PHOTOS, name)
    faults.do("pictures", kept.change, partial(_with_all, pictures, name))


def _with_all(pictures: list[Picture], name: str, collection: Collection) -> Collection:
    """Return the collection with these pictures; raises DataError: the class is full, or none is called so any more."""
    label = collection.label_of(name)
    for picture in pictures:
        collection = collection.with_picture(picture, label)
    return collection


def _of_photo(file: UploadedFile) -> Picture:
    return read_once(file, lambda opened: resized(read_picture(opened).picture, SIDE))


def _fresh(key: str) -> str:
    """Return the key of a widget that is empty again once its files were kept."""
    return f"{key}-{st.session_state.get(session.FRESH, 0)}"


def one() -> Picture | None:
    """Let one picture be given to try a network on; None while there is none.

    Raises:
        PictureError: it cannot be read.
    """
    way = choose_way("own-trial-way")
    if way == "draw":
        try:
            drawing = canvas.canvas(_TRIAL, _PEN)
        finally:
            clear_button(_TRIAL, "own-trial-clear")
        return None if drawing is None else framed(drawing, SIDE)
    if way == "photos":
        file = st.file_uploader(
            _("A photo to try; a phone offers its camera"), type=_KINDS, key="own-trial-photo",
            max_upload_size=MOST_PHOTO_MB,
        )  # fmt: skip
    else:
        file = st.camera_input(_("A photo to try"), key="own-trial-camera")
    return None if file is None else _of_photo(file)
