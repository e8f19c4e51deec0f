"""Building a network of one's own: a list of layers that can be added, removed, moved and changed.

Knows the list in the session. Does not know data or training.
"""

from __future__ import annotations

import dataclasses

import streamlit as st

from model.architecture import (
    ACTIVATION_TITLES,
    ACTIVATIONS,
    ADDABLE,
    BOUNDS,
    KIND_TITLES,
    MOST_LAYERS,
    NETWORKS,
    PADDINGS,
    SETTINGS,
    Layer,
    Row,
)
from ui import state

_LABELS = {
    "filters": "Filters",
    "kernel": "Kernel (px wide and high)",
    "strides": "Step (px)",
    "pool": "Window (px wide and high)",
    "units": "Units",
}
_PADDING = {"valid": "No border (valid)", "same": "A border of zeros (same)"}


def layers(usual: str) -> tuple[Layer, ...]:
    """Return the layers that were built so far; at first those of the usual network."""
    return tuple(st.session_state.setdefault(state.LAYERS, list(NETWORKS[usual].layers)))


def show_editor() -> None:
    """Show the list, each layer with its buttons, and the way to add one."""
    built: list[Layer] = st.session_state[state.LAYERS]
    for at, layer in enumerate(built):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(f"{at + 1}. {layer.in_words()}", width="stretch")
            with st.popover("Change", icon=":material/edit:"):
                _change(at, layer)
                with st.container(horizontal=True):
                    last = len(built) - 1
                    for label, icon, step, off in (
                        ("Up", "arrow_upward", -1, at == 0),
                        ("Down", "arrow_downward", 1, at == last),
                    ):
                        st.button(
                            label, icon=f":material/{icon}:", key=f"{label}-{at}", disabled=off,
                            on_click=_move, args=(at, step),
                        )  # fmt: skip
                    st.button("Remove", icon=":material/delete:", key=f"remove-{at}", on_click=_remove, args=(at,))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        kind = st.selectbox("Add a layer", ADDABLE, format_func=KIND_TITLES.__getitem__, key="kind-to-add")
        full = len(built) >= MOST_LAYERS
        st.button("Add", icon=":material/add:", on_click=_add, args=(kind,), disabled=full)


def _change(at: int, layer: Layer) -> None:
    """Show a widget for each setting of a layer."""
    changes: dict[str, object] = {}
    for name in SETTINGS[layer.kind]:
        key, value = f"layer-{at}-{layer.kind}-{name}", getattr(layer, name)
        match name:
            case "activation":
                changes[name] = st.selectbox(
                    "Activation",
                    ACTIVATIONS,
                    ACTIVATIONS.index(value),
                    format_func=ACTIVATION_TITLES.__getitem__,
                    key=key,
                )
            case "padding":
                changes[name] = st.selectbox(
                    "Border", PADDINGS, PADDINGS.index(value), format_func=_PADDING.__getitem__, key=key
                )
            case "rate":
                changes[name] = st.slider("Share blanked", 0.0, 0.9, float(value), 0.05, format="percent", key=key)
            case _:
                changes[name] = st.number_input(_LABELS[name], *BOUNDS[name], value, key=key)
    changed = dataclasses.replace(layer, **changes)  # type: ignore[arg-type]
    if changed != layer:
        st.session_state[state.LAYERS][at] = changed
        st.rerun()


def _move(at: int, step: int) -> None:
    built = st.session_state[state.LAYERS]
    built[at], built[at + step] = built[at + step], built[at]
    _forget_widgets()


def _remove(at: int) -> None:
    del st.session_state[state.LAYERS][at]
    _forget_widgets()


def _add(kind: str) -> None:
    """Add a layer at the end; one that needs a picture before the first dense layer, behind which there is none."""
    built: list[Layer] = st.session_state[state.LAYERS]
    at = len(built)
    if kind in ("convolution", "max-pooling", "average-pooling"):
        at = next((number for number, layer in enumerate(built) if layer.kind == "dense"), at)
    built.insert(at, Layer(kind))
    _forget_widgets()


def _forget_widgets() -> None:
    """Let the widgets begin with what their layers say: a place holds another layer now."""
    for key in [key for key in st.session_state if str(key).startswith("layer-")]:
        del st.session_state[key]


def show_table(found: list[Row]) -> None:
    """Show all layers of a network with shapes, parameters and multiplications."""
    parameters, multiplications = (sum(numbers) for numbers in zip(*(row[2:] for row in found), strict=True))
    st.markdown(f"{parameters:,} parameters, {multiplications:,} multiplications for one picture")
    st.table(
        [
            {
                "Layer": row.layer.in_words(),
                "Output shape": " x ".join(map(str, row.shape)),
                "Parameters": f"{row.parameters:,}",
                "Multiplications": f"{row.multiplications:,}",
            }
            for row in found
        ]
    )
