"""The view "Two networks": which of two classifiers is right where, and whether one is better by more than chance.

Knows predictions of two. Does not know how a picture is shown large.
"""

from __future__ import annotations

import streamlit as st
from markupsafe import Markup

from model.evaluation import mistakes
from model.evaluation.mistakes import Indices
from model.evaluation.predictions import Predictions
from model.languages.percent import percent
from model.languages.translation import N_, _
from ui import html, language
from ui.evaluate import picture_dialog, wall
from ui.evaluate.networks import Evaluated, choose_other
from ui.pressing import pressable
from ui.text import plain

# Who reads a picture right, as `mistakes.who_is_right` groups them.
_GROUPS = {
    "only_first": N_("Only the first"),
    "only_second": N_("Only the second"),
    "neither": N_("Neither"),
    "both": N_("Both"),
}


def show(evaluated: Evaluated) -> None:
    """Let a second network be chosen, and show the comparison."""
    from model.evaluation.metrics import compare  # brings scikit-learn

    one = evaluated.predictions
    left, right = st.columns([2, 3], gap="medium")
    with left:
        other = choose_other(one, "other")
        if other is None:
            return
        predicted = one.predicted, other.predictions.predicted
        named = f"“{evaluated.label}”", f"“{other.label}”"
        st.markdown(plain(compare(*predicted, one.labels).in_words(*named)))
        groups = mistakes.who_is_right(*predicted, one.labels)
        labels = {
            group: _("{name}: {value}").format(name=_(name), value=f"{len(groups[group]):,}")
            for group, name in _GROUPS.items()
        }
        group = st.radio(
            _("Who is right?"),
            list(labels),
            format_func=labels.__getitem__,
            key=language.kept("evaluate-who", labels),
            horizontal=True,
        )
    with right:
        _show_both(evaluated, other, groups[group], f"{group} {one.folder} {other.predictions.folder}")


def _show_both(evaluated: Evaluated, other: Evaluated, places: Indices, key: str) -> None:
    """Show the pictures at these places, with both answers beside each."""
    one = evaluated.predictions
    shown = min(len(places), wall.at_once(key))
    rows = (_row(index, one, other.predictions) for index in map(int, places[:shown]))
    table = '<table class="ink-two"><thead><tr><td></td>{}{}</tr></thead><tbody>{}</tbody></table>'
    heads = _head(evaluated), _head(other)
    markup = Markup(table).format(*heads, html.together(*rows))
    pressable(markup, "evaluate-two", lambda name: picture_dialog.choose(name, one))
    if not shown:
        st.markdown(_("There is no such picture."))
    wall.more(key, shown, len(places))
    picture_dialog.show_chosen(one)


def _head(evaluated: Evaluated) -> Markup:
    predictions = evaluated.predictions
    figure = _("{wrong:,} of {pictures:,} wrong").format(wrong=predictions.wrong, pictures=len(predictions.labels))
    return Markup('<th scope="col">{}<br><small>{}</small></th>').format(evaluated.label, figure)


def _row(index: int, one: Predictions, other: Predictions) -> Markup:
    """Return a picture, and beside it what the two read."""
    label = one.classes[one.labels[index]]
    button = Markup('<button type="button" data-press="{}">{}</button>')
    said = _("Test picture {number:,}, its label says {label}").format(number=index + 1, label=label)
    picture = button.format(index, wall.picture(index, one, said))
    row = Markup('<tr><th scope="row">{}<span>{}</span></th>{}{}</tr>')
    return row.format(picture, label, _answer(index, one), _answer(index, other))


def _answer(index: int, predictions: Predictions) -> Markup:
    look = wall.look(index, predictions)
    cell = Markup('<td class="{}"><b>{}</b> <span>{}</span><br><small>{}</small></td>')
    sure = _("{confidence} sure").format(confidence=percent(float(predictions.probabilities[index].max())))
    return cell.format(look, predictions.classes[predictions.predicted[index]], _(wall.LOOKS[look]), sure)
