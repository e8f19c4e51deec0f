"""A network as columns, from the picture to the probabilities: of each layer its strongest maps, in one scale.

Knows outputs of layers. Does not know which view shows them, or what a press on a map does.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from markupsafe import Markup
from numpy.typing import NDArray

from model.explanation.inspector import Activations
from model.languages.translation import _, ngettext
from model.networks.layers import KIND_TITLES
from ui import html
from ui.inside.subject import Subject, bars

STRONGEST = 6  # maps of a layer that stand in its column
_CHANGES_NOTHING = ("dropout", "flatten")  # layers that change no number
_SIDE = 96  # px of a map; its column makes it smaller

_COLUMN = Markup('<div class="{}" role="group" aria-label="{}"><b>{}</b><p>{}</p>{}</div>')
_MAPS = Markup('<div class="ink-maps">{}</div>')
_BUTTON = Markup('<button type="button" class="{}" data-click="{}">{}</button>')


def strongest(output: NDArray[np.float32]) -> list[int]:
    """Return the maps of an output (height, width, filters) with the largest numbers, the largest first, from 0."""
    return [int(at) for at in np.argsort(-output.max(axis=(0, 1)), kind="stable")[:STRONGEST]]


def map_name(layer: int, number: int) -> str:
    """Return the name by which a press tells a map: its layer and its filter, from 0."""
    return f"{layer}-{number}"


def all_name(layer: int) -> str:
    """Return the name by which a press asks for all maps of a layer."""
    return f"{layer}-all"


def last_name(layer: int) -> str:
    """Return the name by which a press asks how the last layer decides."""
    return f"{layer}-last"


def columns(subject: Subject, activations: Activations, with_buttons: bool) -> Markup:
    """Return the network as columns.

    Args:
        subject: says which maps are the strongest: those of its own activations.
        activations: what is shown; those of the subject, or of an earlier epoch.
        with_buttons: whether maps can be pressed.
    """
    height, width = activations.image.shape[:2]
    picture = html.image(html.pixels_of(activations.image), _SIDE, _("The picture that the network reads"))
    parts = [_layer(_("The picture"), _size(height, width), _MAPS.format(picture))]
    last = len(activations.outputs) - 1
    for at, output in enumerate(activations.outputs[:-1]):
        if subject.inspector.layers[at].kind not in _CHANGES_NOTHING:
            parts.append(_column(subject, at, output, with_buttons))
    how = button(last_name(last), _("How it decides")) if with_buttons else Markup("")
    ten = html.together(bars(subject, activations.probabilities), how)
    parts.append(_layer(_title(subject, last), _("How probable each is"), ten, "ink-layer ink-last"))
    return Markup('<div class="ink-network" tabindex="0" role="group" aria-label="{}">{}</div>').format(
        _("The network, layer by layer"), html.together(*parts)
    )


def all_maps(subject: Subject, layer: int) -> Markup:
    """Return all maps of a layer, each to be pressed."""
    output, title = subject.activations.outputs[layer], subject.inspector.title(layer)
    return _MAPS.format(html.together(*(_map(title, layer, output, number, True) for number in range(output.shape[2]))))


def button(name: str, content: Markup | str, look: str = "ink-press") -> Markup:
    """Return a button whose name `clicks.listen` reports."""
    return _BUTTON.format(look, name, content)


def filter_title(layer: str, number: int) -> str:
    """Return the title of one filter, its number from 0, of a layer of that title."""
    return _("{layer}, filter {number}").format(layer=layer, number=number + 1)


def _column(subject: Subject, layer: int, output: NDArray[np.float32], with_buttons: bool) -> Markup:
    """Return one layer: its strongest maps, or its numbers as squares."""
    title, whole = _title(subject, layer), subject.inspector.title(layer)
    if output.ndim == 1:
        squares = html.squares(output, _("{layer}, all numbers").format(layer=whole), across=8)
        said = ngettext("{count} number", "{count} numbers", len(output)).format(count=len(output))
        return _layer(title, said, squares)
    height, width, filters = output.shape
    shown = strongest(subject.activations.outputs[layer])
    maps = _MAPS.format(html.together(*(_map(whole, layer, output, number, with_buttons) for number in shown)))
    every = _("All {filters}").format(filters=filters)
    more = button(all_name(layer), every) if with_buttons and filters > STRONGEST else Markup("")
    said = ngettext("{filters} map of {size}", "{filters} maps of {size}", filters)
    return _layer(title, said.format(filters=filters, size=_size(height, width)), html.together(maps, more))


def _layer(title: str, said: str, content: Markup, look: str = "ink-layer") -> Markup:
    return _COLUMN.format(look, title, title, said, content)


def _map(title: str, layer: int, output: NDArray[np.float32], number: int, with_buttons: bool) -> Markup:
    tile = html.tile(output[..., number], float(np.abs(output).max()), _SIDE, filter_title(title, number))
    return button(map_name(layer, number), tile, "ink-map") if with_buttons else tile


def _title(subject: Subject, layer: int) -> str:
    """Return the number and kind of a layer, short enough for a column."""
    return f"{layer + 1}. {_(KIND_TITLES[subject.inspector.layers[layer].kind])}"


def _size(height: int, width: int) -> str:
    """Return a size that is not torn apart where a line ends."""
    return f"{height}\u00a0x\u00a0{width}"


def names(outputs: Sequence[NDArray[np.float32]]) -> dict[str, tuple[int, int | None]]:
    """Return what can be pressed: by its name, the layer and the filter, None for all filters or the last layer."""
    maps = [(at, output.shape[2]) for at, output in enumerate(outputs) if output.ndim == 3]
    found: dict[str, tuple[int, int | None]] = {
        map_name(at, number): (at, number) for at, filters in maps for number in range(filters)
    }
    last = len(outputs) - 1
    return found | {all_name(at): (at, None) for at, __ in maps} | {last_name(last): (last, None)}
