"""Page "Look inside": one picture on its way through one network."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from model import versions
from model.cards import read_card
from model.config import TrainingConfig
from model.datasets import Pictures, test_pictures, training_pictures
from model.errors import InklingError
from model.runs import all_runs
from ui import anatomy, layout, reading, state
from ui.canvas import Drawn

if TYPE_CHECKING:
    from model.explanation import Anatomy, Look  # brings TensorFlow, which the page must not wait for


@dataclass(frozen=True)
class Subject:
    """What the page is about: a picture on its way through the network of a folder."""

    folder: Path
    opened: Anatomy
    look: Look

    @property
    def label(self) -> int:
        """The class that is answered."""
        return int(self.look.probabilities.argmax())

    def name(self, label: int) -> str:
        """Return the name of a class."""
        return self.opened.classifier.classes[label]


def main() -> None:
    """Show the page."""
    layout.begin_page("pages/inside.py")
    st.title("Look inside")
    try:
        folder = choose_network()
        drawn = st.session_state.get(state.PICTURE)
        ways = ["Your digit", "Test picture"]
        way = st.segmented_control("Which picture?", ways, default=ways[drawn is None]) or ways[drawn is None]
        if way == "Your digit" and drawn is None:
            st.info("Nothing is drawn yet. Draw a digit on the page “Draw”, or choose a test picture.")
            return
        number = int(st.number_input("Test picture", 0, 9999, 0)) if way == "Test picture" else None
        view = st.segmented_control("What do you want to see?", list(VIEWS), default=next(iter(VIEWS)))
        with st.spinner("Opening the network …"):
            opened = state.opened(folder)
            look = opened.look(image_of(folder, opened, drawn, number))
        subject = Subject(folder, opened, look)
        share = reading.percent(float(look.probabilities[subject.label]))
        st.markdown(f"The network answers **{subject.name(subject.label)}**, and is {share} sure.")
        VIEWS[view or next(iter(VIEWS))](subject)
    except InklingError as error:
        st.error(str(error))


def choose_network() -> Path:
    """Let the network in use, the shipped one or that of a run be chosen."""
    complete = [run.folder for run in all_runs() if versions.is_complete(run.folder)]
    folders = list(dict.fromkeys([versions.current(), versions.SHIPPED, *complete]))
    return st.selectbox("Network", folders, format_func=lambda folder: f"{read_card(folder)['name']} ({folder.name})")


def config_of(folder: Path) -> TrainingConfig:
    """Return what the classifier was trained by; the shipped one's pictures of MNIST are all of them."""
    if folder == versions.SHIPPED:
        return TrainingConfig(validation_split=0.0)
    return next(run for run in all_runs() if run.folder == folder).config()


def image_of(folder: Path, opened: Anatomy, drawn: NDArray[np.uint8] | None, number: int | None) -> NDArray[np.float32]:
    """Return the image of the drawing, or of a test picture."""
    if number is None and drawn is not None:
        return opened.classifier.read(drawn).preprocessed.image
    pictures = test_pictures(config_of(folder))
    return picture_of(pictures, (number or 0) % len(pictures))


def picture_of(pictures: Pictures, number: int) -> NDArray[np.float32]:
    """Return one picture as a network reads it."""
    return Pictures(pictures.x[number : number + 1], pictures.y[number : number + 1]).images()[0]


def show_by_hand(subject: Subject) -> None:
    """Show one number of a layer, computed by hand."""
    from model.backend import layers
    from model.explanation import convolve, pool

    opened, look = subject.opened, subject.look
    pools = opened.layers_of(layers.MaxPooling2D, layers.AveragePooling2D)
    steps = sorted([*opened.layers_of(layers.Conv2D), *pools, len(opened.layers) - 1])
    at = st.selectbox("Layer", steps, format_func=opened.titles.__getitem__)
    if at == len(opened.layers) - 1:
        show_decision(subject)
        return
    rows, columns, filters = look.outputs[at].shape
    number = int(st.number_input("Filter", 1, filters, 1, key=f"filter-{at}")) - 1
    row = int(st.number_input("Row", 1, rows, (rows + 1) // 2, key=f"row-{at}")) - 1
    column = int(st.number_input("Column", 1, columns, (columns + 1) // 2, key=f"column-{at}")) - 1
    layer, reads = opened.layers[at], look.read_by(at)
    if at in pools:
        pooled = pool(layer, reads, number, row, column)
        seen = reads[..., number : number + 1] / max(1e-9, float(np.abs(reads[..., number]).max()))
        frame = anatomy.framed(np.clip(seen, 0, 1), pooled.top, pooled.left, *pooled.window.shape)
        anatomy.row(anatomy.picture(frame, 224, "What the layer reads"), anatomy.numbers(pooled.window, "Window"))
        st.markdown(f"The {pooled.takes} of the window is **{pooled.output:.4f}**.")
        return
    one = convolve(layer, reads, number, row, column)
    channels = one.patch.shape[2]
    channel = int(st.number_input("Channel", 1, channels, 1, key=f"channel-{at}")) - 1 if channels > 1 else 0
    seen = reads[..., channel : channel + 1] / max(1e-9, float(np.abs(reads[..., channel]).max()))
    frame = anatomy.framed(np.clip(seen, 0, 1), one.top, one.left, *one.patch.shape[:2])
    anatomy.row(
        anatomy.picture(frame, 224, "What the layer reads, the patch framed"),
        anatomy.numbers(one.patch[..., channel], "Patch"),
        anatomy.numbers(one.kernel[..., channel], "Kernel"),
        anatomy.numbers(one.products[..., channel], "Products"),
    )
    if channels > 1:
        st.markdown(f"Channel {channel + 1} gives {one.channel_sums[channel]:.4f}; all {channels} together:")
    st.markdown(
        f"Sum of the products {one.total:.4f}, bias {one.bias:.4f}, together {one.total + one.bias:.4f};"
        f" {one.activation} makes of it **{one.output:.4f}**."
    )


def show_decision(subject: Subject) -> None:
    """Show logits, exponentials and shares."""
    decision = subject.opened.decide(subject.look)
    st.table(
        [
            {
                "Class": subject.name(at),
                f"Sum of {decision.inputs:,} products": f"{decision.sums[at]:.3f}",
                "Bias": f"{decision.biases[at]:.3f}",
                "Logit": f"{decision.logits[at]:.3f}",
                "e to that power": f"{decision.exponentials[at]:,.4g}",
                "Share": f"{decision.shares[at]:.2%}",
            }
            for at in range(len(decision.logits))
        ]
    )


def show_maps(subject: Subject) -> None:
    """Show what every layer puts out."""
    for title, output in zip(subject.opened.titles, subject.look.outputs, strict=True):
        show_layer(title, output)


def show_layer(title: str, output: NDArray[np.float32]) -> None:
    """Show all maps of a layer in one scale."""
    if output.ndim != 3:
        return
    most = float(np.abs(output).max())
    st.markdown(f"**{title}**: {output.shape[2]} maps of {output.shape[0]} x {output.shape[1]}, white is {most:.2f}")
    anatomy.row(
        *(anatomy.tile(output[..., at], most, 48, f"{title}, filter {at + 1}") for at in range(output.shape[2]))
    )


def show_where(subject: Subject) -> None:
    """Show which patch, erased, costs most, and Grad-CAM beside it."""
    image, label = subject.look.image, subject.label
    found = subject.opened.occlude(image, label)
    heat = np.maximum(found.heat, 0) / max(1e-9, float(found.heat.max()))
    patch = anatomy.framed(image, found.top, found.left, found.side, found.side)
    cam = subject.opened.grad_cam(image, label)
    anatomy.row(
        anatomy.picture(patch, 224, "The patch that costs most, framed")
        + f"<p>Without this patch of {found.side} x {found.side} px: {subject.name(label)} "
        f"{subject.look.probabilities[label]:.1%} → {found.without[label]:.1%}</p>",
        anatomy.picture(anatomy.warm(image, heat), 224, "Occlusion") + "<p>Occlusion: orange costs most</p>",
        anatomy.picture(anatomy.warm(image, cam), 224, "Grad-CAM") + "<p>Grad-CAM: orange speaks for it</p>",
    )


def show_neighbours(subject: Subject) -> None:
    """Show the five nearest training pictures."""
    pictures = training_pictures(config_of(subject.folder))
    bar = st.progress(0.0, "Looking through the training pictures, once for this network …")
    from model.neighbours import Index

    index = Index(subject.opened, pictures, subject.folder, lambda share: bar.progress(share))
    bar.empty()
    anatomy.row(
        *(
            anatomy.picture(anatomy.shown(picture_of(pictures, one.picture)), 112, f"A {subject.name(one.label)}")
            + f"<p>{subject.name(one.label)}<br>distance {one.distance:.2f}</p>"
            for one in index.nearest(subject.look)
        )
    )


def show_learning(subject: Subject) -> None:
    """Show what the run's network made of the picture after each epoch."""
    from model import snapshots

    epochs = snapshots.epochs(subject.folder)
    if len(epochs) < 2:
        st.info("This network kept no snapshots. Train one on the page “Train”, and choose it above.")
        return
    epoch = st.select_slider("After epoch", epochs, epochs[-1])
    look = state.album(subject.folder).look(epoch, subject.look.image)
    anatomy.row(anatomy.shares(look.probabilities, subject.opened.classifier.classes))
    show_layer(subject.opened.titles[0], look.outputs[0])


def show_strokes(subject: Subject) -> None:
    """Show the drawing's strokes one after the other."""
    drawings: list[Drawn] = st.session_state.get(f"{state.DRAWINGS}-canvas", [])
    if not drawings:
        st.info("There are no strokes. Draw a digit on the page “Draw”: photos and test pictures have none.")
        return
    last = st.slider("Strokes", 1, len(drawings), len(drawings)) if len(drawings) > 1 else 1
    image = subject.opened.classifier.read(drawings[last - 1].picture()).preprocessed.image
    look = subject.opened.look(image)
    classes = subject.opened.classifier.classes
    anatomy.row(
        anatomy.picture(anatomy.shown(look.image), 168, f"After {last} strokes"),
        anatomy.shares(look.probabilities, classes),
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
