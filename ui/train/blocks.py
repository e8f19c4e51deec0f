"""A network as blocks drawn to scale: how large what each layer puts out is, and how many maps there are.

Knows layers and shapes. Does not know where they are shown; how blocks look is in `style.css`.
"""

from __future__ import annotations

from collections.abc import Sequence

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from model.languages.joining import joined
from model.languages.translation import _
from model.networks.layers import KIND_TITLES, Layer, Shape
from model.networks.summary import Row

_HIGH = 6.0  # rem, the side of the picture that goes in
_OF_A_MAP = 0.045  # rem, how much wider each map makes a block
_WIDEST = 5.0  # rem
_OF_A_UNIT = 0.05  # rem, how much higher each unit makes a dense layer

_TEMPLATE = Environment(autoescape=True, undefined=StrictUndefined).from_string(
    '<div class="ink-blocks" role="img" aria-label="{{ text }}">'
    "{% for look, high, wide, title, below in blocks %}"
    '<div class="ink-block {{ look }}"><div class="room">'
    '<div class="body" style="height: {{ high }}rem; width: {{ wide }}rem"></div></div>'
    "<b>{{ title }}</b><span>{{ below }}</span></div>"
    "{% endfor %}</div>"
)
_Block = tuple[str, str, str, str, str]  # look, height and width in rem, title, and what stands below it


def blocks(shape: Shape, found: Sequence[Row], faulty: Layer | None = None) -> Markup:
    """Return the blocks of a network, from the picture to the answer.

    Args:
        shape: of the pictures: height, width and channels.
        found: its layers that work, in order.
        faulty: the one after them that cannot work, if any; it is marked.
    """
    made = [_block("picture", _("Picture"), shape, shape[0])]
    made += [_of_row(row, shape[0], is_last=at == len(found) - 1 and not faulty) for at, row in enumerate(found)
             if row.layer.kind != "flatten"]  # fmt: skip
    if faulty:
        made.append(("fault", f"{_HIGH / 2:g}", "2", _(KIND_TITLES[faulty.kind]), _("cannot work here")))
    # NOTE: two layers of a network, one after the other
    both = _("{first}, then {then}")
    said = (f"{title.lower()} {below}".strip() for *__, title, below in made)
    text = _("The network: {layers}").format(layers=joined(both, said))
    return Markup(_TEMPLATE.render(blocks=made, text=text))


def _of_row(row: Row, side: int, is_last: bool) -> _Block:
    match row.layer.kind:
        case "dropout" | "batch-normalization" | "activation":
            return "thin", f"{_HIGH / 2:g}", "0.25", _(KIND_TITLES[row.layer.kind]), ""
        case "dense" if is_last:
            return _block("answer", _("Answer"), row.shape, side)
    look = "pooling" if "pooling" in row.layer.kind else "learned"
    return _block(look, _(KIND_TITLES[row.layer.kind]), row.shape, side)


def _block(look: str, title: str, shape: Shape, side: int) -> _Block:
    """Return a block as high as its maps, in relation to the picture, and the wider, the more they are."""
    if len(shape) == 1:
        high = min(_HIGH, max(0.6, shape[0] * _OF_A_UNIT))
        return look, f"{high:.2f}", "0.6", title, f"{shape[0]:,}"
    height, width, channels = shape
    high, wide = max(0.4, _HIGH * height / side), min(_WIDEST, 0.4 + channels * _OF_A_MAP)
    if look == "picture":
        return look, f"{high:.2f}", f"{high * width / height:.2f}", title, f"{height} x {width}"
    # NOTE: maps, and how large each is
    below = _("{maps} of {height} x {width}").format(maps=channels, height=height, width=width)
    return look, f"{high:.2f}", f"{wide:.2f}", title, below
