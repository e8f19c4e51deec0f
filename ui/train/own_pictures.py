"""The pictures that are trained on: which there are, some of each class, and the way to add or delete one's own.

Knows data sets and uploaded files. Does not know networks.
"""

from __future__ import annotations

import dataclasses
from typing import Literal

import numpy as np
import streamlit as st
from markupsafe import Markup, escape
from numpy.typing import NDArray
from streamlit.runtime.uploaded_file_manager import UploadedFile

from model.datasets import picture_import, uploads
from model.datasets.registry import DATA_SETS, data_set
from model.events import refusals
from model.languages.joining import in_a_row
from model.languages.translation import N_, _, ngettext, translated
from model.runs import actions
from ui import faults, html, language, session
from ui.text import plain
from ui.train import allowed
from ui.uploads import check_size
from ui.visitor import me

MOST_MB = 200  # of an uploaded zip or folder; less than `maxUploadSize` in .streamlit/config.toml
_SIDES = [32, 48, 64, 96, 128]  # px, that a picture can be made
_SHOWN, _SIDE = 6, 40  # pictures of each class; px
_SAMPLES = Markup('<div class="ink-samples">{}</div>')
_OF_A_CLASS = Markup("<div><p>{}</p>{}</div>")
_WAYS = {"zip": N_("A zip"), "folder": N_("A folder")}


def offered() -> list[str]:
    """Return the ids of the data sets that the page can train on: those of Inkling, then one's own, newest first."""
    ready = [data.id for data in DATA_SETS.values() if not data.has_no_class]  # the form's losses need classes
    return [*ready, *uploads.all_sets()]


def show_adding() -> None:
    """Take a zip or a folder of own pictures; those that were added are chosen from then on."""
    if refused := allowed.refusal_at_all():
        allowed.show(refused, [])
        return
    st.caption(_("One folder a class, such as cats and dogs: two classes or more, at least 5 pictures in each."))
    way = st.segmented_control(
        _("As"), list(_WAYS), default="zip", format_func=lambda each: _(_WAYS[each]), key="adding-way", required=True
    )
    several: Literal["directory", False] = "directory" if way == "folder" else False
    uploaded = st.file_uploader(
        _("Your pictures"), type=None if several else "zip", accept_multiple_files=several, key=f"adding-{way}",
        max_upload_size=MOST_MB,
    )  # fmt: skip
    side = st.select_slider(_("Made so many px wide and high"), _SIDES, 64, key=language.kept("adding-side"))
    # The browser names a file before it has sent it: until then there is nothing to press.
    st.button(
        _("Add"), icon=":material/add:", type="primary", key="add-pictures", disabled=not uploaded,
        on_click=_want_to_add,
    )  # fmt: skip
    if not uploaded:
        st.caption(_("Choose a zip or a folder first, then press “Add”."))
    elif session.ADDING in st.session_state:
        with faults.shown():
            with st.spinner(_("Reading the pictures …")), refusals("import-refused", what="pictures"):
                added = _add(uploaded, side)
            st.session_state[session.ADDED] = added
        del st.session_state[session.ADDING]
        if session.ADDED in st.session_state:
            st.rerun()


def _want_to_add() -> None:
    """Keep the wish until it is done: a redraw that interrupts this one would lose the press."""
    st.session_state[session.ADDING] = True


def _add(uploaded: UploadedFile | list[UploadedFile], side: int) -> str:
    """Store the pictures of a zip or a folder, and return the id of the set.

    Raises:
        RightsError: the visitor may not train, or not add so much.
        DataError: they are not such that can be trained on.
        PictureError: they are too large together.
    """
    check_size(sum(file.size for file in (uploaded if isinstance(uploaded, list) else [uploaded])), MOST_MB)
    if isinstance(uploaded, list):
        name = uploaded[0].name.split("/")[0]
        made = picture_import.import_files([(file.name, file) for file in uploaded], name, side)
    else:
        made = picture_import.import_zip(uploaded, uploaded.name.removesuffix(".zip"), side)
    set_id = actions.add_pictures(made, me())
    st.session_state[session.REMARK] = set_id, dataclasses.replace(made, x=np.empty((0, side, side, 3), np.uint8))
    return set_id


def show_remark(set_id: str) -> None:
    """Say what is to be said of own pictures that this session has added, as long as they are chosen."""
    added, made = st.session_state.get(session.REMARK, ("", None))
    if added == set_id and (remark := in_a_row(made.remark, made.omission)):
        st.info(plain(remark))


def show_delete(set_id: str) -> None:
    """Let own pictures be deleted by who brought them: asked once."""
    if not me().owns(uploads.owner_of(set_id)):
        return
    with st.popover(_("Delete these pictures"), icon=":material/delete:"):
        st.markdown(
            _(
                "Delete these pictures? For a day they can be brought back. Networks that learned from them stay, but"
                " to evaluate these and look inside, the pictures are needed."
            )
        )
        st.button(
            _("Yes, delete them"), key=f"delete-{set_id}", type="primary", on_click=faults.do,
            args=("pictures", _delete, set_id),
        )  # fmt: skip


def _delete(set_id: str) -> None:
    actions.delete_pictures(set_id, me())


def show_samples(data: str) -> None:
    """Show some pictures of each class, and how many there are.

    Raises:
        DataError: they are missing or damaged.
    """
    with st.spinner(_("Fetching the pictures …")):
        classes, counts, samples = _samples(data)
    names = map(translated, classes)
    html.show(_SAMPLES.format(html.together(*map(_of_a_class, names, counts, samples))))
    left_out = uploads.outline(data).left_out if uploads.is_id(data) else ()
    if left_out:
        title = ngettext("{count} file was left out", "{count} files were left out", len(left_out))
        with st.expander(title.format(count=len(left_out)), key="left-out"):
            st.text("\n".join(map(str, left_out)))


def _of_a_class(name: str, count: int, pictures: NDArray[np.uint8]) -> Markup:
    # NOTE: the name of a class
    said = ngettext("{name}: {count:,} picture", "{name}: {count:,} pictures", count)
    heading = Markup(escape(said)).format(name=Markup("<b>{}</b>").format(name), count=count)
    return _OF_A_CLASS.format(heading, html.strip(pictures, _SIDE, [name] * len(pictures)))


@st.cache_data(show_spinner=False, max_entries=20)
def _samples(data: str) -> tuple[tuple[str, ...], list[int], list[NDArray[np.uint8]]]:
    """Return the classes of a data set, how many training pictures each has, and the pixels of some of them."""
    found = data_set(data)
    everything = found.train()
    of_classes = [np.flatnonzero(everything.y == label) for label in range(len(found.classes))]
    return found.classes, [len(at) for at in of_classes], [everything[at[:_SHOWN]].pixels for at in of_classes]
