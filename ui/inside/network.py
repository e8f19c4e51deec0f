"""The view "The network": all layers from the picture to the answer, and beside them what was pressed, in detail.

Knows what can be pressed. Does not know how the numbers of a detail are computed.
"""

from __future__ import annotations

import numpy as np
import streamlit as st
from markupsafe import Markup

from model.languages.translation import _
from ui import glossary, html, resources, session
from ui.inside import arithmetic, decision, maps
from ui.inside.clicks import listen
from ui.inside.subject import Subject, captioned

DETAIL = "detail"  # anchor of the heading of what was pressed
MOST_CHANNELS = 16  # of a kernel that are shown


def show(subject: Subject) -> None:
    """Show the network as columns, and what was pressed beside them."""
    listen("pressed-map", lambda name: _press(subject, name), DETAIL)
    name, layer, number = _pressed(subject)
    with st.container(key="explore"):
        with st.container(key="columns"):
            html.show(maps.columns(subject, subject.activations, with_buttons=True))
            glossary.terms("layer", "feature-map", "parameter")
        with st.container(key="detail"):
            if number is not None:
                _show_filter(subject, layer, number)
            elif layer == len(subject.inspector.layers) - 1:
                st.header(subject.inspector.title(layer), anchor=DETAIL)
                decision.show(subject)
            else:
                st.header(_("{layer}: all maps").format(layer=subject.inspector.title(layer)), anchor=DETAIL)
                html.show(maps.all_maps(subject, layer))
    html.show(Markup('<style>[data-click="{}"] {{ box-shadow: 0 0 0 4px var(--ink-frame); }}</style>').format(name))


def _press(subject: Subject, name: str) -> None:
    """Take what was pressed, where there is such a thing on the page."""
    if name in maps.names(subject.activations.outputs):
        st.session_state[session.PRESSED] = name


def _pressed(subject: Subject) -> tuple[str, int, int | None]:
    """Return what was pressed last, its layer and filter; at first, the strongest map of the first layer of maps."""
    known = maps.names(subject.activations.outputs)
    name = st.session_state.get(session.PRESSED)
    if name not in known:
        of_maps = [at for at, output in enumerate(subject.activations.outputs) if output.ndim == 3]
        name = maps.last_name(len(subject.activations.outputs) - 1)
        if of_maps:
            name = maps.map_name(of_maps[0], maps.strongest(subject.activations.outputs[of_maps[0]])[0])
    return name, *known[name]


def _show_filter(subject: Subject, layer: int, number: int) -> None:
    """Show the arithmetic of one filter, the kernel behind it, and the test pictures that excite it most."""
    inspector = subject.inspector
    st.header(maps.filter_title(inspector.title(layer), number), anchor=DETAIL)
    if inspector.layers[layer].kind in arithmetic.KINDS:
        arithmetic.show(subject, layer, number)
    else:
        st.markdown(_("This layer has no kernel: it works on the map before it, number by number."))
    if inspector.layers[layer].kind == "convolution":
        _show_kernel(inspector.kernel(layer)[..., number])
    st.markdown(_("**The test pictures that excite it most**"))
    top = resources.top_activations(subject.folder)  # takes seconds, once
    if most := top.most(layer, number):
        html.show(html.row(*(captioned(subject, top.pictures, each) for each in most)))
    else:
        st.markdown(_("No test picture excites it."))


def _show_kernel(kernel: np.ndarray) -> None:
    """Show a kernel (side, side, channels) of many channels as small pictures."""
    channels = kernel.shape[2]
    if channels == 1:
        return  # its numbers are in the arithmetic
    strongest = np.argsort(-np.abs(kernel).sum(axis=(0, 1)), kind="stable")[:MOST_CHANNELS]
    most = float(np.abs(kernel).max())
    named = _("Kernel, channel {channel}")
    tiles = [html.tile(kernel[..., at], most, 40, named.format(channel=at + 1)) for at in sorted(strongest.tolist())]
    said = _("**Its kernel**: the {count} strongest of {channels} channels; white above 0, orange below")
    st.markdown(said.format(count=len(strongest), channels=channels))
    html.show(Markup('<div class="ink-strip">{}</div>').format(html.together(*tiles)))
