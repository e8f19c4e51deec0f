"""Several runs on the page: a race, the folds of a cross-validation, seeds, or runs that were chosen to be compared.

Knows run folders and Streamlit. Does not know how a training is chosen.
"""

from __future__ import annotations

import streamlit as st

from model import groups, runs
from model.datasets import about
from model.errors import InklingError
from model.groups import Group
from model.runs import Run
from ui import charts, reading, run_view, state

_SHOWN = 24  # pictures that every run gets wrong


def is_changing(group: Group) -> bool:
    """Whether one of the runs will still change by itself."""
    return any(run_view.is_changing(run) for run in group.runs().values())


def show(group_id: str, changes: bool) -> None:
    """Show a group: how far its runs are, their curves over one another, and what they came to.

    Args:
        group_id: which group.
        changes: whether the page as a whole was drawn while the group was changing.
    """
    runs.advance()
    try:
        group = groups.find(group_id)
    except InklingError as error:
        st.error(str(error))
        return
    changing = is_changing(group)
    if changes and not changing:
        st.rerun()
    members = group.runs()
    st.subheader(f":material/stacked_line_chart: {group.title}", anchor=False)
    over = sum(not run_view.is_changing(run) for run in members.values())
    if changing:
        st.progress(over / len(members), f"{over} of {len(members)} runs are over.")
        st.button("Stop all", icon=":material/stop:", on_click=_stop_all, args=(group,))
    st.caption(run_view.in_words(next(iter(members.values())).config()))
    show_overlaid(members)
    show_results(group)
    if not changing and len(members) > 1:
        show_always_wrong(group)


def _stop_all(group: Group) -> None:
    for run in reversed(group.runs().values()):  # the last first: none is started meanwhile
        runs.stop(run)


def show_overlaid(members: dict[str, Run]) -> None:
    """Show the curves of several runs over one another."""
    histories = {name: run.history() for name, run in members.items()}
    if any(histories.values()):
        for place, metric in zip(st.columns(2, gap="large"), ("accuracy", "loss"), strict=True):
            place.altair_chart(charts.overlay(metric, histories), key=f"overlay-{metric}")


def show_results(group: Group) -> None:
    """Show what each run came to, best first in a race; and mean and spread of folds and seeds."""
    rows = groups.results(group)
    if group.kind == "race":
        rows.sort(key=lambda row: -(row.test_accuracy or 0))
    st.table(
        [
            {
                "Run": row.name,
                "State": run_view.STATUS[row.run.state().status][0],
                "Epochs": str(row.epochs),
                "Validation": _share(row.validation_accuracy),
                "Test": _share(row.test_accuracy),
                "Time per epoch": "–" if row.seconds_per_epoch is None else f"{row.seconds_per_epoch:.1f} s",
            }
            for row in rows
        ]
    )
    if group.kind == "race":
        return
    for what, values in (
        ("Validation", [row.validation_accuracy for row in rows]),
        ("Test", [row.test_accuracy for row in rows]),
    ):
        known = [value for value in values if value is not None]
        if known:
            mean, spread = groups.mean_and_spread(known)
            st.markdown(
                f"{what} accuracy of {len(known)} runs: mean **{mean:.2%}**, spread **{100 * spread:.2f} points**",
                help="The spread is the standard deviation: most runs lie within so many points of the mean.",
            )


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.2%}"


def show_always_wrong(group: Group) -> None:
    """Show the test pictures that every run gets wrong."""
    first = next(iter(group.runs().values()))  # all are of the same pictures
    test, classes = state.test_pictures(first.folder), about(first.config()).classes
    wrong, judged = groups.always_wrong(group, test.y)
    if not judged:
        return
    st.markdown(f"**{len(wrong)} of {len(test):,} test pictures are wrong in all {judged} runs**")
    chosen = test[wrong[:_SHOWN]]
    pictures = chosen.x[..., 0] if chosen.x.shape[3] == 1 else chosen.x
    st.html(reading.strip(list(pictures), 56, [f"Labelled {classes[label]}" for label in chosen.y]))
    if len(wrong):
        st.caption("Their labels: " + ", ".join(classes[label] for label in chosen.y))


def show_comparison(chosen: list[Run]) -> None:
    """Show 2 to 6 runs over one another, and the settings in which they differ."""
    named = {f"{at}. {run.config().title}, {run.id[11:13]}:{run.id[13:15]}": run for at, run in enumerate(chosen, 1)}
    show_overlaid(named)
    configs = {name: run.config() for name, run in named.items()}
    first = next(iter(configs.values()))
    differing = sorted({setting for config in configs.values() for setting in first.differing(config)})
    rows = [
        {
            "Setting": setting.replace("_", " "),
            **{name: _said(getattr(config, setting)) for name, config in configs.items()},
        }
        for setting in differing
    ]
    cards = {name: run.card() for name, run in named.items()}
    rows.append(
        {"Setting": "test accuracy"}
        | {name: _share(card["figures"]["test_accuracy"] if card else None) for name, card in cards.items()}
    )
    st.table(rows)


def _said(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return f"{len(value)} layers"
    return f"{value:g}" if isinstance(value, float) else str(value)
