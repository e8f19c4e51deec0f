"""All that one layer puts out, as small pictures in one scale.

Knows outputs of layers. Does not know which network or view they belong to.
"""

from __future__ import annotations

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from ui import html

_SIDE = 48  # px of a map


def show_layer(title: str, output: NDArray[np.float32], number: int | None = None) -> None:
    """Show all maps of a layer, or its numbers, in one scale.

    Args:
        title: of the layer.
        output: float32 (height, width, filters) or (units,).
        number: of the layer, from 0: each of its maps can be clicked; None for no click.
    """
    most = float(np.abs(output).max())
    if output.ndim == 1:
        st.markdown(f"**{title}**: {len(output)} numbers, white is {most:.2f}")
        html.show(html.row(html.squares(output, f"{title}, all numbers")))
        return
    height, width, filters = output.shape
    st.markdown(f"**{title}**: {filters} maps of {height} x {width}, white is {most:.2f}")
    names = ["" if number is None else map_name(number, at) for at in range(filters)]
    html.show(
        html.row(
            *(
                html.tile(output[..., at], most, _SIDE, f"{title}, filter {at + 1}", name)
                for at, name in enumerate(names)
            )
        )
    )


def map_name(layer: int, number: int) -> str:
    """Return the name by which a click tells a map: its layer and its filter, from 0."""
    return f"{layer}-{number}"
