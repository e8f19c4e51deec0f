"""One run on the page: how far it is, its curves, what they show, its result, and what can be done about it.

Knows run folders and Streamlit. Does not know how a training is chosen.
"""

from __future__ import annotations

import streamlit as st

from model import hints, runs, versions
from model.config import DATA, DIGIT_DATA, OPTIMIZERS, TrainingConfig
from model.datasets import about
from model.errors import InklingError
from model.pictures import read_picture
from model.runs import Run, State
from model.script import keras_script, pictures_as_npz, pictures_file
from ui import charts, reading, state
from ui.uploads import read_once

STATUS = {
    "queued": ("Waiting", ":material/hourglass_empty:"),
    "running": ("Training", ":material/model_training:"),
    "stopping": ("Stopping", ":material/stop_circle:"),
    "paused": ("Paused", ":material/pause_circle:"),
    "finished": ("Finished", ":material/check_circle:"),
    "stopped": ("Stopped", ":material/stop_circle:"),
    "failed": ("Failed", ":material/error:"),
}


def is_changing(run: Run) -> bool:
    """Whether the run's folder will still change by itself."""
    return run.state().is_open or run.is_measuring()


def show(run_id: str | None, changes: bool) -> None:
    """Show one run: its state, its curves, its result.

    Args:
        run_id: None when there is no run.
        changes: whether the page as a whole was drawn while the run was changing.
    """
    if run_id is None:
        st.info("Nothing was trained yet. Choose a network and press “Start training”.")
        return
    runs.advance()
    try:
        run = runs.find(run_id)
        config, run_state, changing = run.config(), run.state(), is_changing(run)
    except InklingError as error:
        st.error(str(error))
        return
    if changes and not changing:
        st.rerun()  # the whole page: its list and its badge change too
    name, icon = STATUS[run_state.status]
    st.subheader(f"{icon} {name}: {config.title}", anchor=False)
    st.caption(in_words(config))
    _show_state(run, config, run_state, changing)
    _show_curves(run, config)
    # What can be pressed waits for the whole page: a part that is about to be replaced would lose the press.
    if not changing:
        _show_hints(run, config, run_state)
        _show_result(run, config)
        _show_tools(run, config)
    elif not run_state.is_open:
        st.info("Measuring on the test pictures …")
    with st.expander("Log of this run", icon=":material/description:"):
        st.code(run.log() or "Nothing was printed.", language=None)


def _show_state(run: Run, config: TrainingConfig, run_state: State, changing: bool) -> None:
    """Show how far the run is, and what can be done about it."""
    if run_state.status == "queued":
        st.info(f"It waits its turn: {runs.waiting_before(run)} before it.")
    if run_state.status in ("running", "stopping"):
        st.progress(run_state.share_done(config.epochs), _how_far(config, run_state))
    if run_state.message:
        (st.error if run_state.status == "failed" else st.info)(run_state.message)
    if run_state.is_open:
        stopping = run_state.status == "stopping"
        with st.container(horizontal=True):
            st.button("Pause", icon=":material/pause:", on_click=runs.pause, args=(run,), disabled=stopping)
            st.button("Stop", icon=":material/stop:", on_click=runs.stop, args=(run,), disabled=stopping)
        return
    may_go_on = run_state.status in ("stopped", "paused", "failed") and not changing
    if may_go_on and st.button("Go on", icon=":material/play_arrow:", help="From the last finished epoch."):
        runs.enqueue_again(run)
        runs.advance()
        st.rerun()


def _how_far(config: TrainingConfig, run_state: State) -> str:
    """Return how far the training is, in words."""
    if not run_state.epoch:
        return "Getting ready …"
    left = run_state.seconds_left(config.epochs)
    time_left = "" if left is None else f", about {left:.0f} s left"
    return f"Epoch {run_state.epoch} of {config.epochs}, batch {run_state.batch:,} of {run_state.batches:,}{time_left}"


def _show_curves(run: Run, config: TrainingConfig) -> None:
    """Show loss and accuracy, training and validation, as far as they are known, and the gap between them."""
    history, progress = run.history(), run.progress()
    if not history and not progress:
        return
    for place, metric in zip(st.columns(2, gap="large"), ("accuracy", "loss"), strict=True):
        place.altair_chart(charts.learning_curve(metric, history, progress, config.epochs), key=f"chart-{metric}")
    if not history:
        return
    last, between = history[-1], hints.gap(history)
    said = f"After epoch {last['epoch']:.0f}: accuracy in training {last['accuracy']:.2%}"
    if between is not None:
        said += f", validation {last['val_accuracy']:.2%}. The gap: **{100 * between:.1f} points**"
    st.markdown(f"{said}.", help="Training minus validation. A wide gap means that it learns its pictures by heart.")


def _show_hints(run: Run, config: TrainingConfig, run_state: State) -> None:
    """Say what the curves show, with a button for each remedy that queues the same run with it."""
    classes = len(about(config).classes)
    for hint in hints.hints(config, run.history(), classes, run_state.exploded):
        with st.container(border=True):
            st.markdown(f":material/lightbulb: {hint.sentence} Try the same run with:")
            with st.container(horizontal=True):
                for label, remedied in hint.remedies:
                    if st.button(label, key=f"hint-{hint.kind}-{label}", icon=":material/add:"):
                        start(remedied)
                        st.rerun()  # the whole page, which opens the new run


def start(config: TrainingConfig) -> None:
    """Put a run for the config into the queue, and open it."""
    open_run(runs.create(config))
    runs.advance()


def open_run(run: Run) -> None:
    """Make this the run that the page shows; it is in the address, so a reload shows it again."""
    st.query_params.from_dict({"run": run.id})


def _show_result(run: Run, config: TrainingConfig) -> None:
    """Show the test figures, and let the classifier be used."""
    card = run.card()
    if card is None:
        return
    figures = card["figures"]
    accuracy, loss, seconds = st.columns(3)
    help_text = f"On {figures['test_pictures']:,} pictures that it never saw."
    accuracy.metric("Test accuracy", f"{figures['test_accuracy']:.2%}", help=help_text)
    loss.metric("Test loss", f"{figures['test_loss']:.4f}")
    seconds.metric("Training time", f"{figures['training_seconds']:.0f} s")
    if config.data not in DIGIT_DATA:
        _try_it(run)
        return
    in_use = versions.current() == run.folder
    with st.container(horizontal=True):
        if st.button("Use it on the Draw page", type="primary", icon=":material/draw:", disabled=in_use):
            versions.use(run)
            st.rerun()
        if st.button(
            "Go back to the shipped one", icon=":material/undo:", disabled=versions.current() == versions.SHIPPED
        ):
            versions.use_shipped()
            st.rerun()
    if in_use:
        st.success("This network answers on the Draw page now.", icon=":material/check_circle:")


def _try_it(run: Run) -> None:
    """Let a picture be given to a network that reads no digits, and show the probabilities of its classes."""
    st.markdown("**Try it**")
    file = st.file_uploader("A picture for this network", type=["png", "jpg", "jpeg", "webp"], key=f"try-{run.id}")
    if file is None:
        return
    try:
        picture = read_once(file, read_picture).picture
        with st.spinner("Opening the network …"):
            classifier = state.classifier_in(run.folder)
        shares = classifier.of_picture(picture)
    except InklingError as error:
        st.error(str(error))
        return
    reading.show_classes(picture, classifier.classes, shares)


def _show_tools(run: Run, config: TrainingConfig) -> None:
    """Let the run be repeated, taken home as a script, or deleted: asked once."""
    with st.container(horizontal=True):
        if st.button("Repeat exactly", icon=":material/replay:", help="The same seed: the same result here."):
            start(config)
            st.rerun()
        show_script(config, f"of-{run.id}")
        with st.popover("Delete", icon=":material/delete:"):
            st.markdown("Delete this run? You can undo it until you leave the page.")
            if st.button("Yes, delete it", type="primary"):
                runs.delete(run)
                st.session_state.setdefault(state.DELETED, []).append(run.id)
                st.query_params.clear()
                st.rerun()


def show_script(config: TrainingConfig, key: str) -> None:
    """Offer the training as a Keras script, with its pictures where Keras does not bring them."""
    try:
        st.download_button(
            "Keras script", keras_script(config), f"{config.network}.py", "text/x-python", icon=":material/code:",
            key=f"script-{key}", on_click="ignore",
        )  # fmt: skip
    except InklingError as error:
        st.caption(str(error))
        return
    if name := pictures_file(config):
        st.download_button(
            "Its pictures", lambda: pictures_as_npz(config), name, icon=":material/download:", key=f"pictures-{key}",
            on_click="ignore",
        )  # fmt: skip


def show_undo() -> None:
    """Offer to bring back what was deleted last on this page."""
    deleted = st.session_state.get(state.DELETED, [])
    if deleted:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown("One run is deleted." if len(deleted) == 1 else f"{len(deleted)} runs are deleted.")
            st.button("Undo", icon=":material/undo:", on_click=_undo)


def _undo() -> None:
    runs.restore(st.session_state[state.DELETED].pop())


def in_words(config: TrainingConfig) -> str:
    """Return the settings as one line."""
    epochs = "1 epoch" if config.epochs == 1 else f"{config.epochs} epochs"
    kept = f"fold {config.fold + 1} of {config.folds}" if config.folds else f"{config.validation_split:.0%} of them"
    said = [
        DATA[config.data].split(":")[0] if not config.pictures else config.pictures,
        f"{OPTIMIZERS[config.optimizer]} at {config.learning_rate:g}",
        f"batches of {config.batch_size}",
        epochs,
        f"{config.share:.1%} of the pictures".replace(".0%", "%"),
        f"{kept} for validation",
        f"seed {config.seed}",
    ]
    plain = config.replace(
        augmentation=False, l1=0.0, l2=0.0, dropout=0.0, batch_norm=False, width=1.0, patience=0, stop_below=0.0
    )
    said += [f"{name.replace('_', ' ')} {_value(getattr(config, name))}".strip() for name in config.differing(plain)]
    return ", ".join(said)


def _value(value: object) -> str:
    return "" if value is True else f"{value:g}" if isinstance(value, float) else str(value)
