"""Which of the digits are on show: whose, which digit, and what is asked about them.

Knows samples as they are listed. Does not know how they are shown.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Literal, NamedTuple

import streamlit as st

from model.languages.translation import N_, _
from model.people.rules import rules
from model.people.visitor import Visitor
from model.samples.listing import Listed
from model.samples.sample import NO_DIGIT
from ui import language, session
from ui.digits import doubted

Kind = Literal["waiting", "doubted", "misread", "removed"]
KINDS: dict[Kind, str] = {
    "waiting": N_("waits for approval"),
    "doubted": N_("looks mislabelled"),
    "misread": N_("was misread"),
    "removed": N_("removed"),
}


class Pool(NamedTuple):
    """What a visitor may see.

    Attributes:
        samples: removed ones too, the newest first.
        names: what their writers are called, by their ids; none where that is nobody's business.
        may_change: whether the visitor may relabel and remove them.
        may_approve: whether the visitor lets them be learned from.
        must_be_approved: whether they are learned from only after that.
    """

    samples: Sequence[Listed]
    names: Mapping[str, str]
    may_change: bool
    may_approve: bool
    must_be_approved: bool

    def waits(self, one: Listed) -> bool:
        """Whether a sample waits until the teacher approves it."""
        return self.must_be_approved and not one.is_approved and not one.is_removed

    @property
    def kept(self) -> list[Listed]:
        """All that are not removed."""
        return [one for one in self.samples if not one.is_removed]


class Chosen(NamedTuple):
    """What is on show.

    Attributes:
        samples: in the order in which they are shown.
        name: tells this choice from others; "" where nothing was chosen.
        are_removed: whether they were removed.
    """

    samples: Sequence[Listed]
    name: str
    are_removed: bool


def label_in_words(label: int) -> str:
    """Return a label as it is said: "7"; "no digit"."""
    return _("no digit") if label == NO_DIGIT else str(label)


def pool_of(samples: Sequence[Listed], names: Mapping[str, str], by: Visitor) -> Pool:
    """Return what a visitor may see: the teacher everything; a pupil what is theirs, or what the class learns from."""
    approval = rules().approval
    if by.is_teacher:
        return Pool(samples, names, may_change=True, may_approve=approval, must_be_approved=approval)
    if st.session_state.get(session.DIGITS_WHOSE, "mine") == "mine":
        mine = [one for one in samples if by.owns(one.writer)]
        return Pool(mine, {}, may_change=True, may_approve=False, must_be_approved=approval)
    learned = [one for one in samples if not one.is_removed and (one.is_approved or not approval)]
    return Pool(learned, {}, may_change=False, may_approve=False, must_be_approved=approval)


def choose_whose() -> None:
    """Let a pupil say which digits they look at."""
    # NOTE: the digits that a pupil wrote, or those of all
    labels = {"mine": _("Mine"), "class": _("The class's")}
    st.segmented_control(
        _("Whose digits?"), list(labels), format_func=lambda whose: labels[whose], default="mine",
        key=language.kept(session.DIGITS_WHOSE), required=True, label_visibility="collapsed",
    )  # fmt: skip


def choose(pool: Pool) -> Chosen:
    """Let some of them be chosen, and return those."""
    with st.container(key="digits-filter"):
        label = st.pills(
            _("Which digit?"), [*range(10), NO_DIGIT], format_func=label_in_words,
            key=language.kept(session.DIGITS_LABEL), label_visibility="collapsed", wrap=False,
        )  # fmt: skip
        kind = _choose_kind(pool)
        writer = _choose_writer(pool)
    return _chosen(pool, label, kind, writer)


def _choose_kind(pool: Pool) -> Kind | None:
    left_out = {"waiting"} if not pool.must_be_approved else set()
    offered = [kind for kind in KINDS if kind not in (left_out if pool.may_change else {"waiting", "removed"})]
    return st.pills(
        _("Only some?"), offered, format_func=lambda kind: _(KINDS[kind]), key=language.kept(session.DIGITS_KIND),
        label_visibility="collapsed", wrap=False,
    )  # fmt: skip


def _choose_writer(pool: Pool) -> str | None:
    if len(pool.names) < 2:
        return None
    chosen: str | None = st.selectbox(
        _("Writer"), sorted(pool.names, key=lambda writer: pool.names[writer].casefold()), index=None,
        format_func=lambda writer: pool.names.get(writer, ""), key=language.kept(session.DIGITS_WRITER, pool.names),
        placeholder=_("Everybody"), label_visibility="collapsed", width=240,
    )  # fmt: skip
    return chosen


def _chosen(pool: Pool, label: int | None, kind: Kind | None, writer: str | None) -> Chosen:
    def is_meant(one: Listed) -> bool:
        return label in (None, one.label) and writer in (None, one.writer)

    are: dict[Kind | None, Callable[[Listed], bool]] = {
        "waiting": pool.waits,
        "misread": lambda one: one.was_misread and not one.is_removed,
        "removed": lambda one: one.is_removed,
    }
    of_kind = are.get(kind, lambda one: not one.is_removed)
    found = [one for one in pool.samples if of_kind(one) and is_meant(one)]
    if kind == "doubted":
        doubts = doubted.among(found)
        found = sorted((one for one in found if one.id in doubts), key=lambda one: -doubts[one.id].confidence)
    is_all = (label, kind, writer) == (None, None, None)
    return Chosen(found, "" if is_all else f"{label} {kind} {writer}", kind == "removed")
