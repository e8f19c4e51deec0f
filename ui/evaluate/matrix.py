"""The confusion matrix, and the pairs that are confused most, as buttons: figures in, safe markup out.

Knows figures and names of classes. Does not know pictures, or what a press does.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from markupsafe import Markup

from model.evaluation.mistakes import Confusion
from model.languages.translation import _
from ui import html, theme

Cell = tuple[int, int]  # a class and what it is taken for, from 0

_MOST_WITH_FIGURES = 15  # classes; the cells of more are too small
_LONG = 2  # characters of a name; longer ones stand upright above a column
_FAINTEST, _RIGHT, _WRONG = 0.15, 0.35, 0.75  # opacity: the figures on it stay readable, and what is wrong stands out


def name_of(cell: Cell) -> str:
    """Return the name by which a press tells a cell: "7-2"."""
    return f"{cell[0]}-{cell[1]}"


def cell_of(name: str, classes: int) -> Cell | None:
    """Return the cell of such a name, None where it is none: it may be any text."""
    if not re.fullmatch(r"[0-9]{1,4}-[0-9]{1,4}", name):
        return None
    true, predicted = map(int, name.split("-"))
    return (true, predicted) if max(true, predicted) < classes else None


def pairs(confusions: Sequence[Confusion], classes: Sequence[str]) -> Markup:
    """Return a sentence for each confusion, each a button."""
    item = Markup('<li><button type="button" data-press="{}">{}</button></li>')
    items = [item.format(name_of((one.true, one.predicted)), one.in_words(classes)) for one in confusions]
    heading = _("Confused most") if items else _("Nothing is confused")
    return Markup('<p class="ink-pairs"><b>{}</b></p><ul class="ink-pairs">{}</ul>').format(
        heading, html.together(*items)
    )


def table(matrix: Sequence[Sequence[int]], classes: Sequence[str], chosen: Cell | None) -> Markup:
    """Return the matrix: what is right blue, what is wrong orange; each cell that holds pictures is a button.

    Args:
        matrix: pictures of each class (row) that were taken for each class (column).
        classes: their names.
        chosen: the cell that is framed, if any.
    """
    most = max((count for at, row in enumerate(matrix) for to, count in enumerate(row) if at != to), default=0)
    rows = [
        html.together(
            Markup('<tr><th scope="row">{}</th>').format(classes[true]),
            *(_cell((true, predicted), row, classes, most, chosen) for predicted in range(len(row))),
            Markup("</tr>"),
        )
        for true, row in enumerate(matrix)
    ]
    upright = " upright" if any(len(name) > _LONG for name in classes) else ""
    small = " small" if len(classes) > _MOST_WITH_FIGURES else ""
    heads = html.together(*(Markup('<th scope="col"><span>{}</span></th>').format(name) for name in classes))
    whole = (
        '<div class="ink-matrix-frame"><table class="ink-matrix{}{}" aria-label="{}">'
        "<thead><tr><td></td>{}</tr></thead><tbody>{}</tbody></table></div><p>{}</p>"
    )
    legend = _(
        "A row: all pictures with that label. A column: what they are read as. Press a cell to see its pictures."
    )
    return Markup(whole).format(upright, small, _("Confusion matrix"), heads, html.together(*rows), legend)


def _cell(cell: Cell, row: Sequence[int], classes: Sequence[str], most: int, chosen: Cell | None) -> Markup:
    """Return one cell of a row; `most` is the largest number of pictures that are confused alike."""
    true, predicted = cell
    count, of = row[predicted], sum(row)
    if not count:
        return Markup("<td></td>")
    if true == predicted:
        tint = theme.tint(theme.RIGHT, _FAINTEST + (_RIGHT - _FAINTEST) * count / of)
    else:
        tint = theme.tint(theme.WRONG, _FAINTEST + (_WRONG - _FAINTEST) * count / most)
    button = (
        '<td><button type="button" data-press="{}" aria-label="{}" aria-pressed="{}" style="background: {}">{}</button>'
        "</td>"
    )
    words = Confusion(true, predicted, count, of).in_words(classes)
    figure = "" if len(classes) > _MOST_WITH_FIGURES else str(count)
    return Markup(button).format(name_of(cell), words, "true" if cell == chosen else "false", tint, figure)
