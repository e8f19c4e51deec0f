"""The view "Feature maps": what every layer puts out, and one filter enlarged.

Knows outputs, kernels and top activations. Does not know how they are computed.
"""

from __future__ import annotations

import numpy as np
import streamlit as st
from markupsafe import Markup

from model.explanation.inspector import NetworkInspector
from ui import html, resources
from ui.inside.clicks import listen
from ui.inside.maps import map_name, show_layer
from ui.inside.positions import choose_filter
from ui.inside.subject import Subject, captioned

ENLARGED = "one-filter"  # anchor of the enlarged map
LAYER = "map-layer"  # key of the layer that is enlarged
MOST_CHANNELS = 16  # of a kernel that are shown
CHANGES_NOTHING = ("dropout", "flatten")  # layers that change no number


def show(subject: Subject) -> None:
    """Show all maps of all layers, and one of them enlarged."""
    inspector, outputs = subject.inspector, subject.activations.outputs
    layers = [at for at, output in enumerate(outputs) if output.ndim == 3]
    if layers:
        st.subheader("One filter, enlarged", anchor=ENLARGED)
        with st.container(horizontal=True):
            at = st.selectbox("Layer", layers, format_func=inspector.titles.__getitem__, key=LAYER, width=320)
            number = choose_filter(_filter_key(subject, at), outputs[at])
        enlarged = st.container()
    st.subheader("All layers")
    st.caption("Click a map to enlarge it.")
    listen("clicked-map", lambda name, across, down: _enlarge(subject, name), ENLARGED)
    for position, (title, output, layer) in enumerate(zip(inspector.titles, outputs, inspector.layers, strict=True)):
        if layer.kind not in CHANGES_NOTHING:
            show_layer(title, output, position)
    if layers:  # last: finding its top activations takes seconds, once
        with enlarged:
            _show_filter(subject, at, number)


def _filter_key(subject: Subject, layer: int) -> str:
    return f"map-{subject.key}-{layer}"


def _enlarge(subject: Subject, name: str) -> None:
    """Choose the layer and the filter of a map's name, where there is such a map."""
    for layer, output in enumerate(subject.activations.outputs):
        names = [map_name(layer, number) for number in range(output.shape[2])] if output.ndim == 3 else []
        if name in names:
            st.session_state[LAYER] = layer
            st.session_state[_filter_key(subject, layer)] = names.index(name) + 1


def _show_filter(subject: Subject, layer: int, number: int) -> None:
    """Show one map enlarged, the kernel behind it, and the test pictures that activate it most."""
    inspector, output = subject.inspector, subject.activations.outputs[layer]
    height, width, _ = output.shape
    one = output[..., number]
    title = f"{inspector.titles[layer]}, filter {number + 1}, enlarged"
    size = html.paragraph(f"{height} x {width}, its largest number is {one.max():.2f}")
    html.show(
        html.row(
            html.together(html.tile(one, float(np.abs(output).max()), 224, title), size),
            *_kernel(inspector, layer, number),
        )
    )
    top = resources.top_activations(subject.folder)
    st.markdown("**The test pictures that activate it most**")
    html.show(html.row(*(captioned(subject, top.pictures, each) for each in top.most(layer, number))))


def _kernel(inspector: NetworkInspector, layer: int, number: int) -> list[Markup]:
    """Return the kernel behind a filter: in numbers, or as small pictures where it has many channels."""
    if inspector.layers[layer].kind != "convolution":
        return [html.paragraph("This layer has no kernel: it works on the map before it.")]
    kernel = inspector.kernel(layer)[..., number]  # (side, side, channels)
    channels = kernel.shape[2]
    if channels == 1:
        return [html.numbers(kernel[..., 0], "Kernel")]
    if channels <= 3:
        return [html.numbers(kernel[..., at], f"Kernel, channel {at + 1}") for at in range(channels)]
    strongest = np.argsort(-np.abs(kernel).sum(axis=(0, 1)), kind="stable")[:MOST_CHANNELS]
    most = float(np.abs(kernel).max())
    tiles = [html.tile(kernel[..., at], most, 40, f"Kernel, channel {at + 1}") for at in sorted(strongest.tolist())]
    about = f"Its kernel: the {len(strongest)} strongest of {channels} channels; white above 0, orange below"
    return [html.together(html.paragraph(about), Markup(" ").join(tiles))]
