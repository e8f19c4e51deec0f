"""Collecting: the classes with their names, one of which is chosen, and its pictures, given one by one.

Knows collections. Does not know how a picture is drawn or photographed (see `giving`), or what is trained.
"""

from __future__ import annotations

import time
from functools import partial
from zlib import crc32

import streamlit as st

from model.datasets.collecting import CLASSES, ENOUGH, Collection
from model.datasets.uploads import LONGEST_NAME
from model.images.picture_files import data_uri
from model.languages.translation import _
from ui import address, faults, session, widgets
from ui.classes import giving, kept, learn
from ui.text import plain


def show(collection: Collection) -> None:
    """Let classes be named, and pictures of the chosen one be given and taken back."""
    label = _chosen(collection)
    _show_classes(collection, label)
    given, kept_already = giving.columns()
    with given:
        giving.collect(collection.classes[label], collection.counts[label])
    with kept_already:
        _show_name(collection, label)
        _show_pictures(collection, label)
        learn.show_start(collection)
        if len(collection.y):
            _show_anew()


def _chosen(collection: Collection) -> int:
    """Return the class that pictures are given of: by its name, as others change the same collection.

    The address says it, too: a drawing that was begun before a break is not to be kept in another class.
    """
    known = None if address.is_back() else st.session_state.get(session.OWN_CLASS)
    label, name = known or (0, st.query_params.get(session.OWN_CLASS, ""))
    label = collection.classes.index(name) if name in collection.classes else min(label, len(collection.classes) - 1)
    _choose(label, collection.classes[label])
    address.say(session.OWN_CLASS, collection.classes[label], usual=collection.classes[0])
    return label


def _choose(label: int, name: str) -> None:
    st.session_state[session.OWN_CLASS] = label, name


def _show_classes(collection: Collection, label: int) -> None:
    """Let a class be chosen; each says how many pictures it has."""
    # Set each time: a class that was added or removed chooses another one, and each new count in a label lets Streamlit
    # send the value that it had, perhaps right after a press.
    st.session_state["own-classes"] = label
    with st.container(key="own-classes-row", horizontal=True, vertical_alignment="center"):
        st.segmented_control(
            _("Class"), list(range(len(collection.classes))), format_func=partial(_with_count, collection),
            key="own-classes", required=True, label_visibility="collapsed", on_change=_choose_shown, wrap=True,
            args=(collection.classes,),
        )  # fmt: skip
        st.button(
            _("Add a class"), icon=":material/add:", key="own-add", disabled=len(collection.classes) >= CLASSES[1],
            on_click=faults.do, args=("pictures", _add_class),
        )  # fmt: skip


def _with_count(collection: Collection, label: int) -> str:
    name, count = plain(collection.classes[label]), collection.counts[label]
    so_many = _("{name} · {count} of {enough}") if count < ENOUGH else _("{name} · {count}")
    return so_many.format(name=name, count=count, enough=ENOUGH)


def _choose_shown(classes: tuple[str, ...]) -> None:
    label = st.session_state["own-classes"]
    if label is not None:  # the press names a class with a count that it no longer has
        _choose(label, classes[label])


def _add_class() -> None:
    kept.change(lambda collection: collection.with_class(_unused(collection)))
    _choose(CLASSES[1], "")  # the last one


def _unused(collection: Collection) -> str:
    """Return a name that no class has, if possible by its place."""
    taken = {name.casefold() for name in collection.classes}
    first = len(collection.classes) + 1
    return next(name for number in range(first, 2 * first) if (name := kept.class_name(number)).casefold() not in taken)


def _show_name(collection: Collection, label: int) -> None:
    """Let the chosen class be renamed or removed."""
    key, name = f"own-name-{label}", collection.classes[label]
    widgets.put(key, name)  # what is stored, also where a name was refused
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.text_input(
            _("What is this class called?"), key=key, max_chars=LONGEST_NAME, on_change=_rename, args=(name, key)
        )
        mine = f"{crc32(name.encode()):08x}"  # so that what was opened for one class closes once it is removed
        with st.popover(
            _("Remove"), icon=":material/delete:", key=f"own-removing-{mine}",
            disabled=len(collection.classes) <= CLASSES[0],
        ):  # fmt: skip
            st.markdown(_("Remove this class and its pictures?"))
            st.button(
                _("Yes, remove it"), key=f"own-remove-{mine}", type="primary", on_click=faults.do,
                args=("pictures", _remove, name),
            )  # fmt: skip


def _remove(name: str) -> None:
    """Remove a class, unless one was removed a moment ago: the second press of a double one means the same class."""
    if time.monotonic() - st.session_state.get(session.REMOVED, -widgets.DOUBLE_PRESS) < widgets.DOUBLE_PRESS:
        return
    kept.change(lambda now: now.without_class(now.label_of(name)))
    st.session_state[session.REMOVED] = time.monotonic()


def _rename(name: str, key: str) -> None:
    new = st.session_state[key]
    faults.do("pictures", kept.change, lambda now: now.renamed(now.label_of(name), new))


def _show_anew() -> None:
    """Let the next pupil begin with classes of their own: asked once."""
    with st.popover(_("Begin anew"), icon=":material/restart_alt:"):
        st.markdown(_("Put these classes away, and begin with new ones?"))
        st.button(
            _("Yes, begin anew"), key="own-anew", type="primary", on_click=faults.do, args=("pictures", kept.forget)
        )


def _show_pictures(collection: Collection, label: int) -> None:
    """Show the pictures of the chosen class, the last one first; a press takes one back."""
    places = collection.places(label)
    name, count = plain(collection.classes[label]), len(places)
    if not places:
        none = _("No picture of **{name}** yet. Draw or photograph {enough} or more, each a little different.")
        st.markdown(none.format(name=name, enough=ENOUGH))
        return
    if count < ENOUGH:
        said = _("**{count} of {enough}** pictures of **{name}**. Press one to take it back.")
    else:
        said = _("**{count}** pictures of **{name}**. Press one to take it back.")
    st.markdown(said.format(count=count, enough=ENOUGH, name=name))
    take_back = _("Take back picture {number} of {name}")
    with st.container(key="own-pictures", horizontal=True, gap="xsmall"):
        for number in reversed(range(count)):
            st.button(
                f"![{take_back.format(number=number + 1, name=name)}]({data_uri(collection.x[places[number]])})",
                key=f"own-picture-{number}", type="tertiary", on_click=faults.do,
                args=("pictures", kept.change, partial(_without, places[number], collection)),
            )  # fmt: skip


def _without(index: int, shown: Collection, now: Collection) -> Collection:
    """Return the collection without the picture that was on show, if it is still the one at its place."""
    is_same = index < len(now.y) and (now.x[index] == shown.x[index]).all()
    return now.without_picture(index) if is_same else now
