"""Which network answers: the class, which the teacher says, or this visitor alone.

Knows what can be pressed. Does not know who may (see `model.versions.actions`).
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import streamlit as st

from model.languages.translation import N_, _
from model.versions import actions, published, registry
from model.versions.registry import Version
from ui import answering, faults, resources, version_names
from ui.text import plain
from ui.visitor import me

Whom = Literal["class", "me"]
LABELS: dict[Whom, str] = {"class": N_("answers the class"), "me": N_("answers you")}


def answers(version: Version) -> Whom | None:
    """Return whom a version answers: the class, this visitor alone, or nobody."""
    if version.folder == published.current():
        return "class"
    return "me" if version.folder == resources.answering() else None


def show_present() -> None:
    """Say which network answers the class, and which one this visitor where that is another; and the ways back."""
    of_class, mine = published.current(), resources.answering()
    _say(_("**{name}** answers the class."), of_class)
    if published.chosen() != of_class:
        st.caption(_("The network that was chosen for all cannot answer, so this one does."))
    if mine != of_class:
        _say(_("**{name}** answers you."), mine)
    with st.container(horizontal=True, gap="small"):
        if me().is_teacher:
            _show_ways_back()
        if mine != of_class:
            _show_way_to_class("present")


def show_choices(version: Version) -> None:
    """Say whom a version answers, and let it answer."""
    match answers(version):
        case "class":
            st.success(_("This network answers on the Draw page now."), icon=":material/check_circle:")
        case "me":
            st.success(_("This network answers you now."), icon=":material/check_circle:")
    with st.container(horizontal=True, gap="small"):
        if me().is_teacher and version.folder != published.chosen():
            st.button(
                _("Let it answer the class"), key=f"publish-{version.number}", type="primary", icon=":material/groups:",
                on_click=faults.do, args=("networks", _publish, version.number),
            )  # fmt: skip
        if version.folder != resources.answering():
            st.button(
                _("Let it answer me"), key=f"answer-me-{version.number}", icon=":material/person:",
                type="secondary" if me().is_teacher else "primary", on_click=faults.do,
                args=("networks", answering.answer_me, version.folder),
            )  # fmt: skip
        elif version.folder != published.current():
            _show_way_to_class("one")


def _say(sentence: str, folder: Path) -> None:
    st.markdown(sentence.format(name=plain(version_names.of(folder))))


def _show_ways_back() -> None:
    step = published.step_back()
    if step is not None:
        st.button(
            _("Go back one step, to {name}").format(name=plain(version_names.numbered(registry.find(step)))),
            key="networks-back", icon=":material/undo:", on_click=faults.do, args=("networks", _go_back, step),
        )  # fmt: skip
    if published.chosen() != published.SHIPPED:
        st.button(
            _("Inkling's own network"), key="networks-shipped", icon=":material/home:", on_click=faults.do,
            args=("networks", _pin_shipped),
        )  # fmt: skip


def _show_way_to_class(where: str) -> None:
    st.button(
        _("Let the class's network answer me"), key=f"answer-as-class-{where}", icon=":material/groups:",
        on_click=faults.do, args=("networks", answering.answer_as_class),
    )  # fmt: skip


def _publish(number: int) -> None:
    actions.publish(number, me())
    answering.answer_as_class()  # it answers who lets it answer, too


def _go_back(step: int) -> None:
    if published.step_back() != step:  # the rest of a double press, or another teacher was faster
        return
    actions.go_back(me())
    answering.answer_as_class()


def _pin_shipped() -> None:
    actions.pin_shipped(me())
    answering.answer_as_class()
