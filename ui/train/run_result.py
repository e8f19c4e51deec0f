"""What came out of a run, and what can be done with it: use it, try it, take it home, repeat it, delete it.

Knows run folders, versions and scripts. Does not know how far a run is.
"""

from __future__ import annotations

import streamlit as st

from model.config import TrainingConfig
from model.datasets.registry import data_set
from model.errors import InklingError
from model.images.picture_files import read_picture
from model.inference.loaded import classifier_in
from model.runs import deletion, store, versions
from model.runs.store import Run
from model.training.script import keras_script, pictures_as_npz, pictures_file
from ui import prediction_view
from ui.text import message
from ui.train import faults, start
from ui.uploads import MOST_PHOTO_MB, read_once


def show(run: Run, config: TrainingConfig) -> None:
    """Show the test figures, let the classifier be used, and the run be repeated or deleted."""
    if card := run.card():
        figures = card.figures
        accuracy, loss, seconds = st.columns(3)
        help_text = f"On {figures.test_pictures:,} pictures that it never saw."
        accuracy.metric("Test accuracy", f"{figures.test_accuracy:.2%}", help=help_text)
        loss.metric("Test loss", f"{figures.test_loss:.4f}")
        seconds.metric("Training time", f"{figures.training_seconds:.0f} s")
        if _reads_digits(config):
            _show_use(run)
        else:
            _show_try(run)
    elif (run.folder / "card.json").exists():
        st.warning("What came out of this run cannot be read: its card is damaged. Press “Repeat exactly”.")
    _show_tools(run, config)


def _reads_digits(config: TrainingConfig) -> bool:
    try:
        return data_set(config.data).reads_digits
    except InklingError:  # own pictures that are gone: no digits
        return False


def _show_use(run: Run) -> None:
    """Let the classifier answer on the Draw page, or the shipped one again."""
    current = versions.current()
    in_use, is_shipped = current == run.folder, current == versions.SHIPPED
    with st.container(horizontal=True):
        st.button(
            "Use it on the Draw page", key=f"use-{run.id}", type="primary", icon=":material/draw:", disabled=in_use,
            on_click=faults.do, args=("tools", _use, run.id),
        )  # fmt: skip
        st.button(
            "Go back to the shipped one", icon=":material/undo:", disabled=is_shipped, on_click=faults.do,
            args=("tools", versions.use_shipped),
        )  # fmt: skip
    if in_use:
        st.success("This network answers on the Draw page now.", icon=":material/check_circle:")


def _use(run_id: str) -> None:
    versions.use(store.still_there(run_id))


def _show_try(run: Run) -> None:
    """Let a picture be given to a network that reads no digits, and show the probabilities of its classes."""
    st.markdown("**Try it**")
    file = st.file_uploader(
        "A picture for this network", type=["png", "jpg", "jpeg", "webp"], key=f"try-{run.id}",
        max_upload_size=MOST_PHOTO_MB,
    )  # fmt: skip
    if file is None:
        return
    with faults.shown():
        picture = read_once(file, read_picture).picture
        with st.spinner("Opening the network …"):
            classifier = classifier_in(run.folder)
        prediction_view.show_classes(picture, classifier.classes, classifier.of_picture(picture))


def _show_tools(run: Run, config: TrainingConfig) -> None:
    """Let the run be repeated, taken home as a script, or deleted: asked once."""
    with st.container(horizontal=True):
        st.button(
            "Repeat exactly", key=f"repeat-{run.id}", icon=":material/replay:",
            help="The same seed: the same result here.", on_click=faults.do,
            args=("tools", start.repeat, run.id, config),
        )  # fmt: skip
        show_script(config, f"of-{run.id}")
        with st.popover("Delete", icon=":material/delete:"):
            st.markdown("Delete this run? For a day it can be brought back.")
            st.button(
                "Yes, delete it", key=f"delete-{run.id}", type="primary", on_click=faults.do,
                args=("tools", deletion.delete, run),
            )  # fmt: skip
    faults.show_kept("tools")


def show_script(config: TrainingConfig, key: str) -> None:
    """Offer the training as a Keras script, with its pictures where Keras does not bring them."""
    try:
        st.download_button(
            "Keras script", keras_script(config), f"{config.network}.py", "text/x-python", icon=":material/code:",
            key=f"script-{key}", on_click="ignore",
        )  # fmt: skip
        name = pictures_file(config)
    except InklingError as error:
        st.caption(message(error))
        return
    if name:
        st.download_button(
            "Its pictures", lambda: pictures_as_npz(config), name, icon=":material/download:", key=f"pictures-{key}",
            on_click="ignore",
        )  # fmt: skip
