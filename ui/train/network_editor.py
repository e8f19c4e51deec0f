"""Building a network of one's own: a list of layers that can be added, removed, moved and changed.

Knows the list in the session, and which layer of it cannot work. Does not know training.
"""

from __future__ import annotations

import dataclasses
from functools import partial

import streamlit as st

from model.config import OWN, TrainingConfig
from model.datasets.data_set import DataSet
from model.languages.translation import _, translated
from model.networks.layers import (
    ACTIVATION_TITLES,
    ACTIVATIONS,
    ADDABLE,
    BOUNDS,
    KIND_TITLES,
    MOST_LAYERS,
    PADDING_TITLES,
    PADDINGS,
    RATES,
    SETTING_TITLES,
    SETTINGS,
    Layer,
)
from model.networks.summary import Row, fault_at, number_of
from model.networks.zoo import NETWORKS
from ui import language, left_behind, session

_KIND = "kind-to-add"  # key of the list of layers that can be added


def layers(usual: str) -> tuple[Layer, ...]:
    """Return the layers that were built so far; at first those of the usual network."""
    return tuple(st.session_state.setdefault(session.LAYERS, list(NETWORKS[usual].layers)))


def show_editor(usual: str, data: DataSet) -> None:
    """Show the way to add a layer, and the list, each layer with its buttons; one that cannot work is marked.

    Args:
        usual: the network that it begins with.
        data: the pictures that it is for.
    """
    built = layers(usual)
    with st.container(horizontal=True, vertical_alignment="bottom", key="adding-layer"):  # above: it stays where it is
        st.selectbox(_("Add a layer"), ADDABLE, format_func=lambda kind: _(KIND_TITLES[kind]), key=language.kept(_KIND))
        full = len(built) >= MOST_LAYERS
        st.button(_("Add"), icon=":material/add:", key="add-layer", on_click=_add, disabled=full)
    complete = TrainingConfig(network=OWN, layers=built).all_layers(len(data.classes))
    at_fault = fault_at(complete, data.shape)
    number = None if at_fault is None else number_of(complete, at_fault)
    with st.container(key="layers", gap="small"):  # in one piece: what follows keeps its place when the list grows
        for at, layer in enumerate(built):
            _show_layer(at, layer, len(built) - 1, is_faulty=at + 1 == number)


def _show_layer(at: int, layer: Layer, last: int, *, is_faulty: bool) -> None:
    key = f"faulty-layer-{at}" if is_faulty else f"layer-row-{at}"
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=key):
        mark = ":material/warning: " if is_faulty else ""
        said = _("cannot work here")
        fault = f" **{said}**" if is_faulty else ""
        st.markdown(f"{mark}{at + 1}\\. {layer.in_words()}{fault}", width="stretch")
        st.button(
            _("Up"), icon=":material/arrow_upward:", key=f"up-{at}", disabled=at == 0, on_click=_move, args=(at, -1),
            type="tertiary",
        )  # fmt: skip
        st.button(
            _("Down"), icon=":material/arrow_downward:", key=f"down-{at}", disabled=at == last, on_click=_move,
            args=(at, 1), type="tertiary",
        )  # fmt: skip
        st.button(
            _("Remove"), icon=":material/delete:", key=f"remove-{at}", on_click=_remove, args=(at,), type="tertiary"
        )
        with st.popover(_("Change"), icon=":material/edit:", type="tertiary", disabled=not SETTINGS[layer.kind]):
            for name in SETTINGS[layer.kind]:
                _show_setting(at, name, getattr(layer, name))


def _show_setting(at: int, name: str, value: str | float) -> None:
    """Let a setting of a layer be changed."""
    key = f"layer-{at}-{name}-{st.session_state.get(session.MOVED, 0)}"
    title, change = _(SETTING_TITLES[name]), partial(_change, at, name, key)
    match name, value:
        case "activation", str():
            st.selectbox(
                title, ACTIVATIONS, ACTIVATIONS.index(value), lambda each: translated(ACTIVATION_TITLES[each]),
                key=language.kept(key), on_change=change,
            )  # fmt: skip
        case "padding", str():
            st.selectbox(
                title, PADDINGS, PADDINGS.index(value), lambda each: _(PADDING_TITLES[each]), key=language.kept(key),
                on_change=change,
            )  # fmt: skip
        case "rate", _:
            st.slider(title, *RATES, float(value), 0.05, format="percent", key=key, on_change=change)
        case _:
            st.number_input(title, *BOUNDS[name], int(value), key=key, on_change=change)


def _change(at: int, name: str, key: str) -> None:
    built: list[Layer] = st.session_state[session.LAYERS]
    built[at] = dataclasses.replace(built[at], **{name: st.session_state[key]})
    left_behind.keep(session.LAYERS, built)


def _move(at: int, step: int) -> None:
    built = st.session_state[session.LAYERS]
    built[at], built[at + step] = built[at + step], built[at]
    _keep(built)


def _remove(at: int) -> None:
    built = st.session_state[session.LAYERS]
    del built[at]
    _keep(built)


def _add() -> None:
    """Add a layer at the end; one that needs a picture before the first dense layer, behind which there is none."""
    built: list[Layer] = st.session_state[session.LAYERS]
    kind = st.session_state[_KIND]  # as it is now: a change may have come together with the press
    at = len(built)
    if kind in ("convolution", "max-pooling", "average-pooling"):
        at = next((number for number, layer in enumerate(built) if layer.kind == "dense"), at)
    built.insert(at, Layer(kind))
    _keep(built)


def _keep(built: list[Layer]) -> None:
    """Keep the layers, and let their widgets be made anew: a place holds another layer now.

    Values that are set in their place would not reach a browser: what is in a popover that is closed hears of none.
    """
    left_behind.keep(session.LAYERS, built)
    st.session_state[session.MOVED] = st.session_state.get(session.MOVED, 0) + 1


def show_table(found: list[Row]) -> None:
    """Show all layers of a network with shapes, parameters and multiplications."""
    parameters = sum(row.parameters for row in found)
    multiplications = sum(row.multiplications for row in found)
    said = _("{parameters:,} parameters, {multiplications:,} multiplications for one picture")
    st.markdown(said.format(parameters=parameters, multiplications=multiplications))
    st.table(
        [
            {
                _("Layer"): row.layer.in_words(),
                _("Output shape"): " x ".join(map(str, row.shape)),
                _("Parameters"): f"{row.parameters:,}",
                _("Multiplications"): f"{row.multiplications:,}",
            }
            for row in found
        ]
    )
