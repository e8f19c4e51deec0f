"""What came out of a run, and what can be done with it: use it, try it, take it home, repeat it, delete it.

Knows run folders, versions and scripts. Does not know how far a run is.
"""

from __future__ import annotations

import streamlit as st
from markupsafe import Markup, escape

from model.config import TrainingConfig
from model.datasets.registry import data_set
from model.errors import InklingError
from model.images.picture_files import read_picture
from model.inference.card import Figures
from model.inference.loaded import classifier_in
from model.languages.joining import in_a_row
from model.languages.translation import _
from model.runs import actions, store
from model.runs.rows import MOST_NAME
from model.runs.store import Run
from model.training.script import keras_script, pictures_as_npz, pictures_file
from model.versions import actions as versions
from model.versions import published, registry
from ui import answering, faults, html, prediction_view, resources, run_names, session
from ui.text import message
from ui.times import duration
from ui.train import allowed, start
from ui.uploads import MOST_PHOTO_MB, read_once
from ui.visitor import me

_RESULT = Markup('<p class="ink-result" role="status">{}</p>')


def show(run: Run, config: TrainingConfig) -> None:
    """Show how many test pictures it reads right, and what the network can be used for."""
    card = run.card()
    if card is None:
        if (run.folder / "card.json").exists():
            st.warning(_("What came out of this run cannot be read: its card is damaged. Press “Repeat exactly”."))
        return
    figures = card.figures
    right = round(figures.test_accuracy * figures.test_pictures)
    share = _("{right:,} of {all:,}").format(right=right, all=figures.test_pictures)
    said = Markup(escape(_("{share} right"))).format(share=Markup("<b>{}</b>").format(share))
    html.show(_RESULT.format(said))
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        if _reads_digits(config):
            (_show_use if me().is_teacher else _show_use_for_me)(run)
        if st.button(_("Evaluate"), key=f"evaluate-{run.id}", icon=":material/query_stats:"):
            st.session_state[session.EVALUATED] = run.folder
            st.switch_page("pages/evaluate.py")
        if st.button(_("Look inside"), key=f"inside-{run.id}", icon=":material/search:"):
            st.session_state[session.INSIDE_NETWORK] = run.folder
            st.switch_page("pages/inside.py")
        if _reads_digits(config):
            answering.show_way_to_all(run.id)
    if published.current() == run.folder:
        st.success(_("This network answers on the Draw page now."), icon=":material/check_circle:")
    elif resources.answering() == run.folder:
        st.success(_("This network answers you now."), icon=":material/check_circle:")
    st.caption(in_a_row(_exactly(figures), _which_epoch(run, config, card.best_epoch)))


def _exactly(figures: Figures) -> str:
    sentence = _(
        "{accuracy:.2%} of the test pictures, which it never learned from. Test loss {loss:.4f} (cross-entropy),"
        " trained in {duration}."
    )
    took = duration(figures.training_seconds)
    return sentence.format(accuracy=figures.test_accuracy, loss=figures.test_loss, duration=took)


def _which_epoch(run: Run, config: TrainingConfig, best: int) -> str:
    """Return of which epoch the network is, where that is not the last one; "" elsewhere."""
    epochs = len(run.history())
    if not config.has_validation or not 0 < best < epochs:
        return ""
    sentence = _("It is the network of epoch {best} of {epochs}: that one read most validation pictures right.")
    return sentence.format(best=best, epochs=epochs)


def _reads_digits(config: TrainingConfig) -> bool:
    try:
        return data_set(config.data).reads_digits
    except InklingError:  # own pictures that are gone: no digits
        return False


def _show_use(run: Run) -> None:
    """Let the classifier answer the class on the Draw page, or the shipped one again."""
    if published.current() == run.folder:
        st.button(
            _("Go back to Inkling's network"), key=f"back-from-{run.id}", icon=":material/undo:", on_click=faults.do,
            args=("tools", _use_shipped),
        )  # fmt: skip
        return
    st.button(
        _("Use it on the Draw page"), key=f"use-{run.id}", type="primary", icon=":material/draw:",
        on_click=faults.do, args=("tools", _use, run.id),
    )  # fmt: skip


def _show_use_for_me(run: Run) -> None:
    """Let the classifier answer this pupil alone, or that of the class again."""
    if resources.answering() != run.folder:
        st.button(
            _("Let it answer me"), key=f"use-for-me-{run.id}", type="primary", icon=":material/draw:",
            on_click=faults.do, args=("tools", _use_for_me, run.id),
        )  # fmt: skip
    elif published.current() != run.folder:
        st.button(
            _("Let the class's network answer me"), key=f"back-for-me-{run.id}", icon=":material/undo:",
            on_click=faults.do, args=("tools", answering.answer_as_class),
        )  # fmt: skip


def _use_for_me(run_id: str) -> None:
    answering.answer_me(store.still_there(run_id).folder)


def _use(run_id: str) -> None:
    versions.publish(registry.register(store.still_there(run_id).folder).number, me())
    answering.answer_as_class()  # it answers who lets it answer, too


def _use_shipped() -> None:
    versions.pin_shipped(me())
    answering.answer_as_class()


def show_try(run: Run, config: TrainingConfig) -> None:
    """Let a picture be given to a network that reads no digits, and show the probabilities of its classes."""
    if run.card() is None or _reads_digits(config):
        return
    st.markdown(_("**Try it**"))
    file = st.file_uploader(
        _("A picture for this network"), type=["png", "jpg", "jpeg", "webp"], key=f"try-{run.id}",
        max_upload_size=MOST_PHOTO_MB,
    )  # fmt: skip
    if file is None:
        return
    with faults.shown():
        picture = read_once(file, read_picture).picture
        with st.spinner(_("Opening the network …")):
            classifier = classifier_in(run.folder)
        prediction_view.show_classes(picture, classifier.classes, classifier.of_picture(picture))


def show_tools(run: Run, config: TrainingConfig) -> None:
    """Let the run be repeated and taken home as a script; by whose it is, called something, or deleted: asked once."""
    is_own = me().owns(run.owner())
    with st.container(horizontal=True):
        if allowed.is_offered(config):
            st.button(
                _("Repeat exactly"), key=f"repeat-{run.id}", icon=":material/replay:",
                help=_("The same seed: the same result here."), on_click=faults.do,
                args=("tools", start.repeat, run.id, config),
            )  # fmt: skip
        if is_own:
            with st.popover(_("Name"), icon=":material/edit:"):
                _show_rename(run)
        show_script(config, f"of-{run.id}")
        if is_own:
            with st.popover(_("Delete"), icon=":material/delete:", key=f"deleting-{run.id}"):
                st.markdown(_("Delete this run? For a day it can be brought back."))
                st.button(
                    _("Yes, delete it"), key=f"delete-{run.id}", type="primary", on_click=faults.do,
                    args=("tools", _delete, run),
                )  # fmt: skip
    faults.show_kept("tools")


def _delete(run: Run) -> None:
    actions.delete(run, me())


def _show_rename(run: Run) -> None:
    key = f"name-of-{run.id}"
    st.text_input(
        _("What is this run called?"), run_names.given(run)[: MOST_NAME], key=key, max_chars=MOST_NAME,
        placeholder=_("Empty: by what is special about it"),
    )  # fmt: skip
    st.button(
        _("Rename"), key=f"rename-{run.id}", type="primary", on_click=faults.do, args=("tools", _rename, run.id, key)
    )


def _rename(run_id: str, key: str) -> None:
    actions.rename(run_id, st.session_state[key], me())


def show_script(config: TrainingConfig, key: str) -> None:
    """Offer the training as a Keras script, with its pictures where Keras does not bring them."""
    try:
        st.download_button(
            _("Keras script"), keras_script(config), f"{config.network}.py", "text/x-python", icon=":material/code:",
            key=f"script-{key}", on_click="ignore",
        )  # fmt: skip
        name = pictures_file(config)
    except InklingError as error:
        st.caption(message(error))
        return
    if name:
        st.download_button(
            _("Its pictures"), lambda: pictures_as_npz(config), name, icon=":material/download:",
            key=f"pictures-{key}", on_click="ignore",
        )  # fmt: skip
