"""Page "Look inside": one picture on its way through one network."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from model import versions
from model.cards import read_card
from model.config import DIGIT_DATA
from model.datasets import Pictures
from model.errors import ExplanationError, InklingError
from model.explanation import Anatomy, Convolution, Look, Pooling, convolve, pool
from model.preprocessing import preprocess
from model.runs import all_runs
from ui import anatomy, layout, reading, state
from ui.canvas import Drawn

NEAR = "one-filter"  # anchor of the enlarged map
MOST_KERNELS = 16  # channels of a kernel that are shown


@dataclass(frozen=True)
class Subject:
    """What the page is about: a picture on its way through the network of a folder.

    Attributes:
        folder: of the classifier.
        opened: its network.
        look: what every layer makes of the picture.
        strokes: the drawing after each stroke, where the picture is drawn on the canvas.
        truth: what the picture shows, where that is known.
    """

    folder: Path
    opened: Anatomy
    look: Look
    strokes: list[Drawn]
    truth: str | None

    @property
    def label(self) -> int:
        """The class that is answered."""
        return int(self.look.probabilities.argmax())

    @property
    def key(self) -> str:
        """What tells this picture in this network from every other."""
        return hashlib.sha256(self.look.image.tobytes() + str(self.folder).encode()).hexdigest()[:8]

    def name(self, label: int) -> str:
        """Return the name of a class."""
        return self.opened.classifier.classes[label]


def main() -> None:
    """Show the page."""
    layout.begin_page("pages/inside.py")
    st.title("Look inside")
    try:
        subject = choose()
        if subject is None:
            st.info("Nothing is drawn yet. Draw a digit on the page “Draw”, or choose a test picture.")
            return
        show_subject(subject)
        views = list(VIEWS)
        view = st.segmented_control("What do you want to see?", views, default=views[0]) or views[0]
        # A place for each view: those of the others are emptied at once, while the chosen one may take seconds.
        places = {each: st.container() if each == view else st.empty() for each in views}
        with places[view]:
            VIEWS[view](subject)
    except InklingError as error:
        st.error(str(error))


def choose() -> Subject | None:
    """Let the network and the picture be chosen; None while the drawing that was chosen is not there."""
    left, right = st.columns(2)
    with left:
        folder = choose_network()
    digits = reads_digits(folder)
    drawn: NDArray[np.uint8] | None = st.session_state.get(state.PICTURE)
    with right:
        way, number, pictures = choose_picture(folder, digits, drawn)
    if way == OWN and drawn is None:
        return None
    with st.spinner("Opening the network …"):
        opened = state.opened(folder)
        if way == OWN and drawn is not None:
            return Subject(folder, opened, opened.look(preprocess(drawn).image), st.session_state[state.STROKES], None)
        truth = opened.classifier.classes[int(pictures.y[number])]
        return Subject(folder, opened, opened.look(picture_of(pictures, number)), [], truth)


def choose_network() -> Path:
    """Let the network in use, the shipped one or that of a run be chosen."""
    complete = [run.folder for run in all_runs() if versions.is_complete(run.folder)]
    folders = list(dict.fromkeys([versions.current(), versions.SHIPPED, *complete]))
    return st.selectbox("Network", folders, format_func=name_of)


def name_of(folder: Path) -> str:
    """Return how a network is called in the list."""
    if folder == versions.SHIPPED:
        return "The shipped network"
    try:
        return f"{read_card(folder)['name']} ({folder.name})"
    except InklingError:
        return folder.name


def reads_digits(folder: Path) -> bool:
    """Whether the network in a folder reads digits, and so a drawing."""
    return state.config_of(folder).data in DIGIT_DATA


OWN, TEST = "Your digit", "Test picture"


def choose_picture(folder: Path, digits: bool, drawn: NDArray[np.uint8] | None) -> tuple[str, int, Pictures]:
    """Let the picture be chosen: which way, and the number of the test picture among these."""
    pictures = state.test_pictures(folder)
    way = TEST
    if digits:
        first = TEST if drawn is None else OWN
        way = st.segmented_control("Which picture?", [OWN, TEST], default=first) or first
    else:
        st.caption("This network reads no drawn digits: the page is about its test pictures.")
    number = 0
    if way == TEST:
        number = int(st.number_input(f"Number of the test picture, 1 to {len(pictures):,}", 1, len(pictures), 1)) - 1
    return way, number, pictures


def picture_of(pictures: Pictures, number: int) -> NDArray[np.float32]:
    """Return one picture as a network reads it."""
    return pictures[np.array([number])].images()[0]


def show_subject(subject: Subject) -> None:
    """Show the picture and the answer."""
    name, share = subject.name(subject.label), reading.percent(float(subject.look.probabilities[subject.label]))
    truth = "" if subject.truth is None else f"<br>It is: {anatomy.escaped(subject.truth)}."
    anatomy.row(
        anatomy.picture(anatomy.shown(subject.look.image), 112, "The picture that the network reads"),
        f"<p>The network answers <b>{anatomy.escaped(name)}</b>, and is {share} sure.{truth}</p>",
    )


def show_by_hand(subject: Subject) -> None:
    """Show one number of a layer, computed by hand."""
    opened, look = subject.opened, subject.look
    pools = opened.layers_of("max-pooling", "average-pooling")
    last = len(opened.layers) - 1
    steps = sorted([*opened.layers_of("convolution"), *pools, last])
    choosing = st.container(horizontal=True)
    at = choosing.selectbox("Layer", steps, format_func=opened.titles.__getitem__, width=320)
    if at == last:
        show_decision(subject)
        return
    with choosing:
        number = choose_filter(f"filter-{subject.key}-{at}", look.outputs[at])
    row, column = choose_position(f"{subject.key}-{at}-{number}", look.outputs[at][..., number])
    layer, here = opened.layers[at], (look.read_by(at), number, row, column)
    places = framed_map(look.outputs[at][..., number], row, column, 1, 1)
    after = anatomy.picture(places, 128, "What the filter puts out, this position framed", "place")
    after += "<p>What comes out: click a position</p>"
    if at in pools:
        show_pooling(pool(layer, *here), look.read_by(at)[..., number], after)
    else:
        one = convolve(layer, opened.weights[at], *here)
        show_convolution(one, look.read_by(at), after, f"channel-{subject.key}-{at}-{number}")


def choose_filter(key: str, output: NDArray[np.float32]) -> int:
    """Let a filter be chosen, from 0; at first, that of the largest output (height, width, filters)."""
    filters = output.shape[2]
    st.session_state.setdefault(key, int(output.max(axis=(0, 1)).argmax()) + 1)
    return int(st.number_input(f"Filter, 1 to {filters}", 1, filters, key=key, width=150)) - 1


def choose_position(key: str, output: NDArray[np.float32]) -> tuple[int, int]:
    """Let a row and a column be chosen, from 0; at first, those of the largest output (height, width)."""
    rows, columns = output.shape
    row_key, column_key = f"row-{key}", f"column-{key}"
    row, column = np.unravel_index(int(output.argmax()), output.shape)
    st.session_state.setdefault(row_key, int(row) + 1)
    st.session_state.setdefault(column_key, int(column) + 1)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.number_input(f"Row, 1 to {rows}", 1, rows, key=row_key, width=150)
        st.number_input(f"Column, 1 to {columns}", 1, columns, key=column_key, width=150)
        for label, by in (("Previous position", -1), ("Next position", 1)):
            st.button(label, on_click=step, args=(row_key, column_key, rows, columns, by))

    def take(name: str, across: float, down: float) -> None:
        st.session_state[row_key] = 1 + min(rows - 1, int(down * rows))
        st.session_state[column_key] = 1 + min(columns - 1, int(across * columns))

    anatomy.listen("clicked-place", take)
    return st.session_state[row_key] - 1, st.session_state[column_key] - 1


def step(row_key: str, column_key: str, rows: int, columns: int, by: int) -> None:
    """Go to the next position, row by row, and from the last one to the first."""
    place = (st.session_state[row_key] - 1) * columns + st.session_state[column_key] - 1
    row, column = divmod((place + by) % (rows * columns), columns)
    st.session_state[row_key], st.session_state[column_key] = row + 1, column + 1


def framed_map(values: NDArray[np.float32], top: int, left: int, height: int, width: int) -> NDArray[np.uint8]:
    """Return a map (height, width), white its largest number in size, with a patch framed."""
    size: NDArray[np.float32] = np.abs(values[..., None])
    size /= max(1e-9, float(size.max()))
    return anatomy.framed(size, top, left, height, width)


def show_pooling(one: Pooling, reads: NDArray[np.float32], after: str) -> None:
    """Show a window, and what is taken of it."""
    frame = framed_map(reads, one.top, one.left, *one.window.shape)
    anatomy.row(
        anatomy.picture(frame, 128, "What the layer reads, the window framed") + "<p>What the layer reads</p>",
        anatomy.numbers(one.window, "Window"),
        after,
    )
    st.markdown(f"The {one.takes} of the window is **{one.output:.4f}**.")


def show_convolution(one: Convolution, reads: NDArray[np.float32], after: str, key: str) -> None:
    """Show patch, kernel, products, sum, bias and what is made of it; of several channels, one."""
    channels, channel = one.patch.shape[2], 0
    if channels > 1:
        most = int(np.abs(one.channel_sums).argmax())
        channel = int(st.number_input(f"Channel, 1 to {channels}", 1, channels, most + 1, key=key, width=150)) - 1
    frame = framed_map(reads[..., channel], one.top, one.left, *one.patch.shape[:2])
    anatomy.row(
        anatomy.picture(frame, 128, "What the layer reads, the patch framed") + "<p>What the layer reads</p>",
        anatomy.numbers(one.patch[..., channel], "Patch"),
        anatomy.numbers(one.kernel[..., channel], "times kernel"),
        anatomy.numbers(one.products[..., channel], "gives products"),
        after,
    )
    if channels > 1:
        st.markdown(f"Channel {channel + 1} gives {one.channel_sums[channel]:.4f}; all {channels} together:")
    st.markdown(
        f"Sum of the products {one.total:.4f}, bias {one.bias:.4f}, together {one.total + one.bias:.4f};"
        f" {ACTIVATIONS.get(one.activation, one.activation)} makes of it **{one.output:.4f}**."
    )


ACTIVATIONS = {"relu": "ReLU (what is below 0 becomes 0)", "none": "no activation: it stays, which"}


def show_decision(subject: Subject) -> None:
    """Show logits, exponentials and shares."""
    decision = subject.opened.decide(subject.look)
    st.table(
        [
            {
                "Class": subject.name(at),
                f"Sum of {decision.inputs:,} products": f"{decision.sums[at]:.2f}",
                "Bias": f"{decision.biases[at]:.2f}",
                "Logit": f"{decision.logits[at]:.2f}",
                "e to that power": exponential(decision.exponentials[at]),
                "Share": reading.percent(float(decision.shares[at])),
            }
            for at in range(len(decision.logits))
        ]
    )
    total = exponential(decision.exponentials.sum())
    st.markdown(
        f"All the powers together are {total}. Each power, divided by that, is the share of its class (softmax)."
    )


def exponential(value: float) -> str:
    """Return a power of e as a pupil reads it: no 1e-06 unless it is far too large for the table."""
    if value >= 1e9:
        return f"{value:.3g}"
    return f"{value:,.2f}" if value >= 1 else f"{value:.6f}"


def show_maps(subject: Subject) -> None:
    """Show what every layer puts out, and one filter from near."""
    opened, outputs = subject.opened, subject.look.outputs
    maps = [at for at, output in enumerate(outputs) if output.ndim == 3]
    if maps:
        st.subheader("One filter, enlarged", anchor=NEAR)
        with st.container(horizontal=True):
            at = st.selectbox("Layer", maps, format_func=opened.titles.__getitem__, key="map-layer", width=320)
            number = choose_filter(f"map-{subject.key}-{at}", outputs[at])
        near = st.container()
    st.subheader("All layers")
    st.caption("Click a map to enlarge it.")
    anatomy.listen("clicked-map", lambda name, across, down: enlarge(subject, name), NEAR)
    for place, (title, output, layer) in enumerate(zip(opened.titles, outputs, opened.layers, strict=True)):
        if layer.kind not in ("dropout", "flatten"):  # they change no number
            show_layer(title, output, place)
    if maps:  # last: finding what excites it takes seconds, once
        with near:
            show_filter(subject, at, number)


def enlarge(subject: Subject, name: str) -> None:
    """Choose the layer and the filter of a map's name."""
    at, number = (int(part) for part in name.split("-"))
    st.session_state["map-layer"] = at
    st.session_state[f"map-{subject.key}-{at}"] = number + 1


def show_filter(subject: Subject, at: int, number: int) -> None:
    """Show one map enlarged, the kernel behind it, and the test pictures that excite it most."""
    output, title = subject.look.outputs[at], f"{subject.opened.titles[at]}, filter {number + 1}"
    anatomy.row(
        anatomy.tile(output[..., number], float(np.abs(output).max()), 224, f"{title}, enlarged")
        + f"<p>{output.shape[0]} x {output.shape[1]}, its largest number is {output[..., number].max():.2f}</p>",
        *kernels(subject.opened, at, number),
    )
    exciting = state.excitement(subject.folder)
    st.markdown("**The test pictures that excite it most**")
    anatomy.row(*(small(exciting.pictures, each, subject) for each in exciting.most(at, number)))


def kernels(opened: Anatomy, at: int, number: int) -> list[str]:
    """Return the kernel behind a filter: in numbers, or as small pictures where it has many channels."""
    if opened.layers[at].kind != "convolution":
        return ["<p>This layer has no kernel: it works on the map before it.</p>"]
    kernel = opened.kernel(at)[..., number]
    channels = kernel.shape[2]
    if channels <= 3:
        titles = ["Kernel"] if channels == 1 else [f"Kernel, channel {channel + 1}" for channel in range(channels)]
        return [anatomy.numbers(kernel[..., channel].astype(np.float64), title) for channel, title in enumerate(titles)]
    shown = np.argsort(-np.abs(kernel).sum(axis=(0, 1)), kind="stable")[:MOST_KERNELS]
    most = float(np.abs(kernel).max())
    tiles = [anatomy.tile(kernel[..., at], most, 40, f"Kernel, channel {at + 1}") for at in sorted(shown.tolist())]
    said = f"Its kernel: the {len(shown)} strongest of {channels} channels; white above 0, orange below"
    return [f"<p>{said}</p>{' '.join(tiles)}"]


def show_layer(title: str, output: NDArray[np.float32], place: int | None = None) -> None:
    """Show all maps of a layer in one scale; of a layer with its place in the network, each can be clicked."""
    most = float(np.abs(output).max())
    if output.ndim == 1:
        st.markdown(f"**{title}**: {len(output)} numbers, white is {most:.2f}")
        anatomy.row(anatomy.strip(output, f"{title}, all numbers"))
        return
    st.markdown(f"**{title}**: {output.shape[2]} maps of {output.shape[0]} x {output.shape[1]}, white is {most:.2f}")
    anatomy.row(
        *(
            anatomy.tile(
                output[..., at], most, 48, f"{title}, filter {at + 1}", "" if place is None else f"{place}-{at}"
            )
            for at in range(output.shape[2])
        )
    )


def small(pictures: Pictures, number: int, subject: Subject, said: str = "") -> str:
    """Return one of the pictures with its class, and what else is said of it."""
    name = subject.name(int(pictures.y[number]))
    shown = anatomy.picture(anatomy.shown(picture_of(pictures, number)), 96, f"A picture of the class {name}")
    return f"{shown}<p>{anatomy.escaped(name)}{said}</p>"


def show_where(subject: Subject) -> None:
    """Show which patch, erased, costs most, and Grad-CAM beside it."""
    opened, image, label = subject.opened, subject.look.image, subject.label
    name = anatomy.escaped(subject.name(label))
    found = opened.occlude(image, label)
    before, after = (reading.percent(float(shares[label])) for shares in (subject.look.probabilities, found.without))
    heat = np.maximum(found.heat, 0) / max(1e-9, float(found.heat.max()))
    patch = anatomy.framed(image, found.top, found.left, found.side, found.side)
    try:
        cam = anatomy.picture(anatomy.warm(image, opened.grad_cam(image, label)), 224, "Grad-CAM")
        cam += f"<p>Grad-CAM: where the last convolution found what speaks for {name}, in orange</p>"
    except ExplanationError as error:
        cam = f"<p>No Grad-CAM: {anatomy.escaped(str(error))}</p>"
    anatomy.row(
        anatomy.picture(patch, 224, "The patch that costs most, framed")
        + f"<p>Without the framed patch of {found.side} x {found.side} px the network is {after} sure of"
        f" {name}, not {before}.</p>",
        anatomy.picture(anatomy.warm(image, heat), 224, "Occlusion")
        + "<p>Occlusion: erasing what is orange costs the answer most</p>",
        cam,
    )


def show_neighbours(subject: Subject) -> None:
    """Show the five nearest training pictures."""
    index = state.neighbours(subject.folder)
    found = index.nearest(subject.look)
    st.markdown("The training pictures of which the last hidden layer says nearly the same, the nearest first:")
    anatomy.row(*(small(index.pictures, one.picture, subject, f"<br>distance {one.distance:.2f}") for one in found))


def show_learning(subject: Subject) -> None:
    """Show what the run's network made of the picture after each epoch."""
    from model import snapshots

    epochs = snapshots.epochs(subject.folder)
    if len(epochs) < 2:
        st.info("This network kept no snapshots. Train one on the page “Train”, and choose it above.")
        return
    st.caption("Epoch 0 is before the training: the weights are dice.")
    epoch = st.select_slider("After epoch", epochs, epochs[-1])
    look = state.album(subject.folder).look(epoch, subject.look.image)
    anatomy.row(anatomy.shares(look.probabilities, subject.opened.classifier.classes))
    for title, output in zip(subject.opened.titles, look.outputs, strict=True):
        if output.ndim == 3:
            show_layer(title, output)


def show_strokes(subject: Subject) -> None:
    """Show the drawing's strokes one after the other."""
    states = subject.strokes
    if not reads_digits(subject.folder):
        st.info("This network reads no drawings, so there are no strokes to replay.")
        return
    if not states:
        st.info("This picture has no strokes. Draw a digit on the page “Draw”, and choose “Your digit” above.")
        return
    at = st.slider("How many strokes?", 1, len(states), len(states)) - 1 if len(states) > 1 else 0
    count = len(states[at].strokes)
    said = f"After {count} {'stroke' if count == 1 else 'strokes'}"
    look = subject.opened.look(preprocess(states[at].picture()).image)
    anatomy.row(
        anatomy.picture(anatomy.shown(look.image), 168, said) + f"<p>{said}</p>",
        anatomy.shares(look.probabilities, subject.opened.classifier.classes),
    )


VIEWS = {
    "By hand": show_by_hand,
    "Feature maps": show_maps,
    "Where it looked": show_where,
    "It looks like these": show_neighbours,
    "How it learned": show_learning,
    "Stroke by stroke": show_strokes,
}

main()
