"""The view "Two side by side": which of two classifiers is right where, and whether one is better by more than chance.

Knows predictions of two. Does not know how a picture of them is shown.
"""

from __future__ import annotations

import streamlit as st

from model.evaluation import mistakes
from ui.evaluate import examples_view
from ui.evaluate.networks import Evaluated, choose_other
from ui.text import plain

# Who reads a picture right, as `mistakes.who_is_right` groups them.
_GROUPS = {
    "both": "Both: {count:,}",
    "only_first": "Only {first}: {count:,}",
    "only_second": "Only {second}: {count:,}",
    "neither": "Neither: {count:,}",
}


def show(evaluated: Evaluated) -> None:
    """Let a second network be chosen, and show the comparison."""
    from model.evaluation.metrics import compare  # brings scikit-learn

    one = evaluated.predictions
    other = choose_other(one, "other")
    if other is None:
        return
    first, second = plain(evaluated.label), plain(other.label)
    predicted = one.predicted, other.predictions.predicted
    st.markdown(compare(*predicted, one.labels).in_words(f"“{first}”", f"“{second}”"))
    groups = mistakes.who_is_right(*predicted, one.labels)
    group = st.radio(
        "Who is right?",
        list(_GROUPS),
        index=1,
        format_func=lambda group: _GROUPS[group].format(first=first, second=second, count=len(groups[group])),
    )
    st.caption(f"Below each picture: what “{first}” reads, then what “{second}” reads.")
    examples_view.show_pictures(one, groups[group], other.predictions)
