"""Page "Train": choose a network and its settings -> a run in the queue -> live curves, and the result in use."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from model import runs, versions
from model.config import NETWORK_TITLES, OPTIMIZERS, PRESETS, TrainingConfig
from model.errors import InklingError
from model.runs import Run, State
from ui import charts, layout

if TYPE_CHECKING:
    from model.networks import LayerRow

POLL = 1.0  # s between two looks at a run that trains
SHOWN = 8  # earlier runs in the list before "all"

# What a pupil can wait for; the shipped network takes half an hour, and has its command.
CHOICES = [name for name, preset in PRESETS.items() if preset.data == "mnist"]

STATUS = {
    "queued": ("Waiting", ":material/hourglass_empty:"),
    "running": ("Training", ":material/model_training:"),
    "stopping": ("Stopping", ":material/stop_circle:"),
    "finished": ("Finished", ":material/check_circle:"),
    "stopped": ("Stopped", ":material/stop_circle:"),
    "failed": ("Failed", ":material/error:"),
}


def main() -> None:
    """Show the page."""
    layout.begin_page("pages/train.py")
    st.title("Train a network")
    choosing, looking = st.columns(2, gap="large")
    try:
        with choosing:
            config = choose_settings()
            if st.button("Start training", type="primary", icon=":material/play_arrow:"):
                open_run(start(config))
        with looking:
            show_network(config.network)
    except InklingError as error:
        choosing.error(str(error))
    show_opened()
    show_earlier_runs()


def choose_settings() -> TrainingConfig:
    """Let a network and its settings be chosen: the simple ones first."""
    network = st.selectbox("Network", CHOICES, format_func=NETWORK_TITLES.__getitem__)
    preset = PRESETS[network]
    # a key for each network: another network begins with its own settings
    epochs = st.slider("Epochs (how often it sees every picture)", 1, 20, preset.epochs, key=f"epochs-{network}")
    shares = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0]
    share = st.select_slider(
        "Share of the 60,000 training pictures",
        shares,
        preset.share,
        format_func="{:.0%}".format,
        key=f"share-{network}",
    )
    with st.expander("More settings", icon=":material/tune:"):
        optimizers = list(OPTIMIZERS)
        optimizer = st.selectbox(
            "Optimizer",
            optimizers,
            optimizers.index(preset.optimizer),
            format_func=OPTIMIZERS.__getitem__,
            key=f"optimizer-{network}",
        )
        learning_rate = st.number_input(
            "Learning rate", 0.0001, 10.0, preset.learning_rate, 0.0005, format="%.4f", key=f"learning-rate-{network}"
        )
        sizes = [16, 32, 64, 128, 256, 512]
        batch_size = st.select_slider("Pictures in a batch", sizes, preset.batch_size, key=f"batch-size-{network}")
        validation = st.slider(
            "Kept apart for validation", 0.0, 0.5, preset.validation_split, 0.01, format="percent",
            key=f"validation-{network}",
        )  # fmt: skip
        seed = st.number_input("Seed (the same seed gives the same result)", 0, 2**31 - 1, preset.seed, key="seed")
    return preset.replace(
        epochs=epochs, share=share, optimizer=optimizer, learning_rate=learning_rate, batch_size=batch_size,
        validation_split=validation, seed=seed,
    )  # fmt: skip


@st.cache_data(show_spinner="Building the network …")
def network_rows(network: str) -> list[LayerRow]:
    """Return the summary of a network, one row a layer."""
    from model.networks import build, summary  # brings TensorFlow: the settings are on the page before

    return summary(build(network))


def show_network(network: str) -> None:
    """Show the network's layers, output shapes and parameters."""
    rows = network_rows(network)
    st.markdown(f"**{NETWORK_TITLES[network]}**: {sum(row.parameters for row in rows):,} parameters")
    st.table(
        [{"Layer": row.layer, "Output shape": row.output_shape, "Parameters": f"{row.parameters:,}"} for row in rows]
    )


def start(config: TrainingConfig) -> Run:
    """Put a run for the config into the queue."""
    run = runs.create(config)
    runs.advance()
    return run


def open_run(run: Run) -> None:
    """Make this the run that the page shows; it is in the address, so a reload shows it again."""
    st.query_params["run"] = run.id


def opened() -> Run | None:
    """Return the run that the address names; else one that is open; else the newest."""
    everything = runs.all_runs()
    for run in everything:
        if run.id == st.query_params.get("run"):
            return run
    still_open = [run for run in everything if run.state().is_open]
    if still_open:
        return still_open[-1]
    return everything[0] if everything else None


def show_opened() -> None:
    """Show the opened run, and look at it again and again while something is still to happen."""
    run = opened()
    changes = run is not None and is_changing(run)
    st.fragment(show_run, run_every=POLL if changes else None)(run.id if run else None, changes)


def is_changing(run: Run) -> bool:
    """Whether the run's folder will still change by itself."""
    return run.state().is_open or run.is_measuring()


def show_run(run_id: str | None, changes: bool) -> None:
    """Show one run: its state, its curves, its result."""
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
    st.subheader(f"{icon} {name}: {NETWORK_TITLES[config.network]}", anchor=False)
    st.caption(in_words(config))
    show_state(run, config, run_state, changing)
    show_curves(run, config)
    # What can be pressed waits for the whole page: a part that is about to be replaced would lose the press.
    if not changing:
        show_result(run)
    elif not run_state.is_open:
        st.info("Measuring on the test pictures …")
    with st.expander("Log of this run", icon=":material/description:"):
        st.code(run.log() or "Nothing was printed.", language=None)


def show_state(run: Run, config: TrainingConfig, run_state: State, changing: bool) -> None:
    """Show how far the run is, and what can be done about it."""
    if run_state.status == "queued":
        st.info(f"It waits its turn: {runs.waiting_before(run)} before it.")
    if run_state.status in ("running", "stopping"):
        st.progress(run_state.share_done(config.epochs), how_far(config, run_state))
    if run_state.message:
        (st.error if run_state.status == "failed" else st.info)(run_state.message)
    if run_state.is_open:
        stopping = run_state.status == "stopping"
        st.button("Stop", icon=":material/stop:", on_click=runs.stop, args=(run,), disabled=stopping)
        return
    may_go_on = run_state.status in ("stopped", "failed") and not changing
    if may_go_on and st.button("Go on", icon=":material/play_arrow:", help="From the last finished epoch."):
        runs.enqueue_again(run)
        runs.advance()
        st.rerun()


def how_far(config: TrainingConfig, run_state: State) -> str:
    """Return how far the training is, in words."""
    if not run_state.epoch:
        return "Getting ready …"
    left = run_state.seconds_left(config.epochs)
    time_left = "" if left is None else f", about {left:.0f} s left"
    return f"Epoch {run_state.epoch} of {config.epochs}, batch {run_state.batch:,} of {run_state.batches:,}{time_left}"


def show_curves(run: Run, config: TrainingConfig) -> None:
    """Show loss and accuracy, training and validation, as far as they are known."""
    history, progress = run.history(), run.progress()
    if not history and not progress:
        return
    for place, metric in zip(st.columns(2, gap="large"), ("accuracy", "loss"), strict=True):
        place.altair_chart(charts.learning_curve(metric, history, progress, config.epochs), key=f"chart-{metric}")
    if history:
        last = history[-1]
        validation = f", validation {last['val_accuracy']:.2%}" if "val_accuracy" in last else ""
        st.caption(f"After epoch {last['epoch']:.0f}: accuracy in training {last['accuracy']:.2%}{validation}.")


def show_result(run: Run) -> None:
    """Show the test figures, and let the classifier be used."""
    card = run.card()
    if card is None:
        return
    figures = card["figures"]
    accuracy, loss, seconds = st.columns(3)
    accuracy.metric("Test accuracy", f"{figures['test_accuracy']:.2%}", help="On 10,000 pictures it never saw.")
    loss.metric("Test loss", f"{figures['test_loss']:.4f}")
    seconds.metric("Training time", f"{figures['training_seconds']:.0f} s")
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


def in_words(config: TrainingConfig) -> str:
    """Return the settings as one line."""
    epochs = "1 epoch" if config.epochs == 1 else f"{config.epochs} epochs"
    return (
        f"{OPTIMIZERS[config.optimizer]} at {config.learning_rate:g}, batches of {config.batch_size}, {epochs},"
        f" {config.share:.0%} of the pictures, {config.validation_split:.0%} of them for validation, seed {config.seed}"
    )


def show_earlier_runs() -> None:
    """List the runs with their settings; each can be opened."""
    everything = runs.all_runs()
    if not everything:
        return
    st.subheader("Runs", anchor=False)
    shown = everything if st.session_state.get("all-runs") else everything[:SHOWN]
    for run in shown:
        show_row(run)
    if len(everything) > SHOWN:
        st.toggle(f"Show all {len(everything)}", key="all-runs")


def show_row(run: Run) -> None:
    """Show one run in the list."""
    try:
        name, settings = NETWORK_TITLES[run.config().network], in_words(run.config())
    except InklingError as error:
        st.warning(str(error))
        return
    card = run.card()
    result = f", {card['figures']['test_accuracy']:.2%} right" if card else ""
    saying, opening = st.columns([6, 1], vertical_alignment="center")
    saying.markdown(
        f"**{name}**, {run.id[:10]} {run.id[11:13]}:{run.id[13:15]} – {STATUS[run.state().status][0]}{result}"
    )
    saying.caption(settings)
    opening.button("Open", key=f"open-{run.id}", on_click=open_run, args=(run,), width="stretch")


main()
