"""After the teaching: how the class's digits were read before and are read now, and whom the network is to answer.

Knows comparisons and versions. Does not know how anything was trained; the pictures are in `before_after`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import streamlit as st
from markupsafe import Markup

from model.languages.joining import in_a_row
from model.languages.translation import _, ngettext
from model.people.visitor import Visitor
from model.runs.store import Run
from model.samples import listing
from model.teaching.comparison import Comparison, Example, Row, compare
from model.versions import registry
from ui import glossary, html, version_names
from ui.digits import before_after, writers
from ui.digits.before_after import Change
from ui.digits.choosing import label_in_words
from ui.networks import choosing, going
from ui.text import plain

_AT_ONCE = 18  # digits of a wall that are shown at first
_LOST = 0.001  # of MNIST: more is worth a word


def show(run: Run, by: Visitor) -> None:
    """Show it all.

    Raises:
        InklingError: what was learned or one of the two networks is gone.
    """
    with st.spinner(_("Both networks read the digits that were kept apart …")):
        found = compare(run.folder)
    st.subheader(_("Before and after"), anchor=False)
    picture, words = st.columns([3, 2], gap="medium")
    with picture:
        if found.after.total:
            html.show(before_after.bars(found.before, found.after, found.intervals))
    with words:
        st.markdown(plain(in_words(found)))
        st.markdown(plain(mnist_in_words(found)))
        glossary.terms("held-out", "interval")
        _show_version(run)
    _show_details(found, by)


def in_words(found: Comparison) -> str:
    """Return what became of the digits that were kept apart, and whether that is more than chance."""
    before, after = found.before, found.after
    if not after.total:
        return _("No digits were kept apart, so nobody knows how much it has learned. Collect more writers.")
    if found.is_of_one_writer:
        said = _("Of {total:,} digits that it never learned from, it read {before:,} right before, and {after:,} now.")
    else:
        said = _(
            "Of {total:,} digits by pupils it never learned from, it read {before:,} right before, and {after:,} now."
        )
    return in_a_row(said.format(total=after.total, before=before.right, after=after.right), _chance(found))


def _chance(found: Comparison) -> str:
    from model.evaluation.metrics import better_by_chance  # brings scikit-learn

    is_better = found.after.right > found.before.right
    return better_by_chance(_("The taught network") if is_better else _("The network before"), found.p_value)


def mnist_in_words(found: Comparison) -> str:
    """Return whether it has forgotten what it knew."""
    before, after = found.mnist_before, found.mnist_after
    if after.share < before.share - _LOST:
        said = _(
            "It has forgotten some of what it knew: of MNIST's {total:,} it read {before:,} before, {after:,} now."
        )
    else:
        said = _("It has not forgotten MNIST: of its {total:,} it read {before:,} right before, {after:,} now.")
    return said.format(total=after.total, before=before.right, after=after.right)


def _show_version(run: Run) -> None:
    """Say which version it is, and let it answer."""
    version = registry.of(run.folder)
    if version is None:
        return
    st.markdown(_("It is the network **{name}**.").format(name=plain(version_names.numbered(version))))
    choosing.show_choices(version)
    with st.container(horizontal=True, gap="small"):
        st.page_link(
            "pages/networks.py", label=_("This network among all"), icon=":material/neurology:",
            query_params={going.VERSION: str(version.number)},
        )  # fmt: skip
        st.page_link(
            "pages/train.py", label=_("How it learned"), icon=":material/show_chart:", query_params={"run": run.id}
        )  # fmt: skip


def _show_details(found: Comparison, by: Visitor) -> None:
    """Show each writer, each digit, and the digits that were won and lost."""
    pupils, digits = st.columns(2, gap="medium")
    with pupils:
        _show_changes(
            _("Each pupil: the ring is before, the dot is now"),
            of_writers(found.by_writer, writers.names(listing.everything(), by)),
        )
    with digits:
        _show_changes(_("Each digit: the ring is before, the dot is now"), of_digits(found.by_digit))
    won, lost = len(found.gained), len(found.lost)
    said = ngettext("It reads this one now", "It reads these {count:,} now", won).format(count=won)
    _show_wall("gained", said, found.gained, before_after.gained)
    said = ngettext("It lost this one", "It lost these {count:,}", lost).format(count=lost)
    _show_wall("lost", said, found.lost, before_after.lost)


def _show_changes(caption: str, changes: Sequence[Change]) -> None:
    if changes:
        html.show(before_after.changes(caption, changes))


def of_writers(rows: Sequence[Row], names: Mapping[str, str]) -> list[Change]:
    """Return what changed for each writer, by their names; who has none has taken all their digits back."""
    return [Change(names.get(row.id) or _("Somebody (deleted)"), row.before, row.after) for row in rows]


def of_digits(rows: Sequence[Row]) -> list[Change]:
    """Return what changed for each digit."""
    return [Change(label_in_words(int(row.id)), row.before, row.after) for row in rows]


def _show_wall(key: str, title: str, examples: Sequence[Example], wall: Callable[[Sequence[Example]], Markup]) -> None:
    """Show digits under their title, at first some of them; nothing where there are none."""
    if not examples:
        return
    st.subheader(title, anchor=False)
    is_whole = st.session_state.get(f"teach-all-{key}")
    html.show(wall(examples if is_whole else examples[:_AT_ONCE]))
    if len(examples) > _AT_ONCE:
        st.toggle(_("Show all {count}").format(count=len(examples)), key=f"teach-all-{key}")
