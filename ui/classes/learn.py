"""Training on the collection, and trying at once what came of it.

Knows runs and the queue. Does not know how pictures are collected, or how a picture is given (see `giving`).
"""

from __future__ import annotations

import streamlit as st

from model.config import PRESETS, TrainingConfig
from model.datasets.collecting import ENOUGH, Collection
from model.errors import InklingError, RunError
from model.inference.loaded import classifier_in
from model.languages.joining import listed
from model.languages.translation import _
from model.runs import actions, allowance, queue, room, store
from model.runs.state import State
from model.runs.store import Run
from ui import faults, prediction_view, session
from ui.classes import giving, kept
from ui.text import message, plain
from ui.train import allowed, opened, run_view
from ui.train.ending import end
from ui.turns import turn
from ui.visitor import me

_EPOCHS = 40  # of few pictures: some 10 s of one processor in all


def config_for(collection: Collection, data: str) -> TrainingConfig:
    """Return a training that is done in seconds on so few pictures, and that learns what they have in common.

    Args:
        collection: the pictures.
        data: id of the set that was made of them.
    """
    network = "binary" if len(collection.classes) == 2 else "two-conv-dense"
    return PRESETS[network].replace(
        data=data, batch_size=8, epochs=_EPOCHS, learning_rate=0.002, schedule="cosine", augmentation=True,
        validation_split=0.0,
    )  # fmt: skip


def show_start(collection: Collection) -> None:
    """Let a training be started; say what is missing as long as it cannot."""
    refused = allowed.refusal([])
    if refused:
        allowed.show(refused, [])
    st.button(
        _("Train"), key="own-train", type="primary", icon=":material/play_arrow:",
        disabled=not collection.is_enough or refused is not None, on_click=faults.do,
        args=("pictures", _start),
    )  # fmt: skip
    if not collection.is_enough:
        missing = [
            plain(name) for name, count in zip(collection.classes, collection.counts, strict=True) if count < ENOUGH
        ]
        said = _("{enough} pictures of each class are needed. Still too few: {names}.")
        st.caption(said.format(enough=ENOUGH, names=listed(*missing)))


def _start() -> None:
    by, collection = me(), kept.collection()  # not as it was drawn: a class's name may come with the press
    allowance.check([], by)  # before anything is written
    room.make_room()  # as before any training: adding a pupil's pictures makes none
    run = actions.train(config_for(collection, actions.add_pictures(collection.as_set(), by)), by)
    kept.learned_by(run.id)
    st.session_state[session.STEP] = "learn"


def show(collection: Collection) -> None:
    """Show how far the training is and, once it is over, let the network be tried."""
    run = _run()
    if run is None:
        st.info(_("Nothing was trained on these classes yet."))
        show_start(collection)
    elif opened.is_changing(run):
        _show_progress(run.id)
        if me().owns(run.owner()):
            st.button(
                _("Stop"), key="own-stop", icon=":material/stop:", on_click=faults.do,
                args=("pictures", end, actions.stop, run.id),
            )  # fmt: skip
    else:
        _show_result(run, collection)


def _run() -> Run | None:
    """Return the run that learned from the collection, None where there is none or it was deleted."""
    name = kept.run_id()
    if name is None:
        return None
    try:
        return store.still_there(name)
    except RunError as error:
        st.info(message(error))
        return None


@st.fragment(run_every=opened.LOOK_EVERY)
def _show_progress(run_id: str) -> None:
    """Show how far the training is, until it is over."""
    opened.look_after_queue()
    with faults.shown():
        run = store.still_there(run_id)
        if not opened.is_changing(run):
            st.rerun()
        state, epochs = run.state(), run.config().epochs
        st.progress(state.share_done(epochs), _how_far(run, state, epochs))
        if state.status == "queued":
            run_view.say_fault()


def _how_far(run: Run, state: State, epochs: int) -> str:
    """Return how far the training is, in words."""
    if state.status == "queued":
        return _("It waits its turn: {count} before it.").format(count=queue.waiting_before(run))
    if not state.is_open:
        return _("Measuring on the pictures that were kept apart …")
    if not state.epoch:
        return _("Getting ready …")
    return _("It has looked at all pictures {epoch} of {epochs} times.").format(epoch=state.epoch, epochs=epochs)


def _show_result(run: Run, collection: Collection) -> None:
    """Let the network be tried, and say how it did; or say why there is none."""
    state, card = run.state(), run.card()
    if state.status == "paused":
        st.info(message(state.message))
        if me().owns(run.owner()):
            run_view.show_go_on(run, "pictures")
        return
    if card is None:
        st.error(message(state.message) or _("This training has left no network. Train once more."))
        show_start(collection)
        return
    _try(run)
    figures = card.figures
    right = round(figures.test_accuracy * figures.test_pictures)
    st.markdown(
        _("Trained in {seconds:.0f} s. Of {count} pictures that were kept apart it reads **{right}** right.").format(
            seconds=figures.training_seconds, count=figures.test_pictures, right=right
        )
    )
    st.page_link(
        "pages/train.py", label=_("How it learned"), icon=":material/show_chart:", query_params={"run": run.id}
    )  # fmt: skip


@st.fragment  # a stroke reruns this part alone
@turn()
def _try(run: Run) -> None:
    """Let a picture be given, and show what the network makes of it."""
    given, answering = giving.columns()
    try:
        with given:
            picture = giving.one()
        if picture is None:
            answering.info(_("Draw or photograph something: here you see which class it is taken for."))
            return
        classifier = classifier_in(run.folder)
        with answering:
            prediction_view.show_classes(picture, classifier.classes, classifier.of_picture(picture))
    except InklingError as error:
        answering.error(message(error))
