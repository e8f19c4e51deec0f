"""One digit, large: what it is said to be, what the network read, whose it is; relabelled, approved, removed.

Knows samples. Does not know where the picture was pressed.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from contextlib import suppress

import streamlit as st

from model.errors import ClassifierError, SampleError
from model.languages.percent import percent
from model.languages.translation import _
from model.samples import actions, store
from model.samples.sample import NO_DIGIT, Sample
from ui import faults, html, session
from ui.digits import doubted, removed
from ui.digits.choosing import Pool, label_in_words
from ui.text import plain
from ui.times import day_and_time
from ui.visitor import me

_SIDE = 224  # px
_LABEL = "digit-is"


def choose(name: str, shown: Collection[str]) -> None:
    """Let the sample of that id be shown next; the name may be any text, and only what is on the wall is shown."""
    if name in shown:
        st.session_state[session.DIGIT_OPENED] = name


def show_chosen(pool: Pool) -> None:
    """Show the digit that was chosen, over the page, once; raises as `store.find`."""
    sample_id = st.session_state.pop(session.DIGIT_OPENED, None)
    if any(one.id == sample_id for one in pool.samples):
        sample = store.find(sample_id)
        # NOTE: the heading over one of the class's digits
        st.dialog(_("A digit, large"))(_show)(pool, sample)


def _show(pool: Pool, sample: Sample) -> None:
    label = label_in_words(sample.label)
    with st.container(key="digit-one", horizontal=True):
        html.show(html.image(sample.image, _SIDE, _("The picture, as the network sees it")))
        with st.container():
            st.markdown(_("**It is said to be: {label}**").format(label=label))
            for said in (_read_then(sample), _reads_now(pool, sample)):
                if said:
                    st.markdown(plain(said))
            st.caption(_written(pool, sample))
    if pool.may_change:
        _show_deeds(pool, sample)


def _show_deeds(pool: Pool, sample: Sample) -> None:
    key = f"{_LABEL}-{sample.id}"
    # NOTE: before a row of digits to choose from
    st.pills(
        _("It is a …"), [*range(10), NO_DIGIT], default=sample.label, required=True, format_func=label_in_words,
        key=key, on_change=faults.do, args=("digits", _relabel, sample.id),
    )  # fmt: skip
    with st.container(horizontal=True):
        if pool.may_approve and not sample.removed:
            if sample.is_approved:
                _offer(_("Let it wait"), "digit-wait", ":material/hourglass_empty:", _let_wait, sample.id)
            else:
                _offer(_("Approve"), "digit-approve", ":material/check:", approve, {sample.id: sample.label})
        if sample.removed:
            _offer(_("Bring back"), "digit-back", ":material/undo:", removed.bring_back, (sample.id,))
        else:
            _offer(_("Remove"), "digit-remove", ":material/delete:", removed.remove, {sample.id: sample.label})


def _offer(label: str, key: str, icon: str, deed: object, about: object) -> None:
    st.button(label, key=key, icon=icon, on_click=faults.do, args=("digits", deed, about))


def _read_then(sample: Sample) -> str:
    """Return what was read when it was drawn; "" where no network was asked."""
    if not sample.version:
        return ""
    if sample.answer is None:
        return _("When it was drawn, the network was sure of no digit.")
    said = _("When it was drawn, the network read {answer} ({confidence}).")
    return said.format(answer=sample.answer, confidence=percent(sample.confidence))


def _reads_now(pool: Pool, sample: Sample) -> str:
    """Return what the network surely reads now, where that is something else than the label."""
    with suppress(ClassifierError):  # the bar says so
        found = doubted.among([one for one in pool.samples if one.id == sample.id])
        if doubt := found.get(sample.id):
            return doubt.in_words()
    return ""


def _written(pool: Pool, sample: Sample) -> str:
    moment = day_and_time(sample.created.astimezone())
    if sample.writer not in pool.names:
        return moment
    return _("Written by {name}, {moment}").format(name=plain(pool.names[sample.writer]), moment=moment)


def _relabel(sample_id: str) -> None:
    actions.relabel([sample_id], st.session_state[f"{_LABEL}-{sample_id}"], me())


def approve(labels: Mapping[str, int]) -> None:
    """Let samples be learned from, each with the label that was shown; raises as the action, and SampleError."""
    if actions.approve(labels, me()) < len(labels):
        raise SampleError(
            "changed-before-approval",
            "What was relabelled or deleted meanwhile is not approved. Look again at what waits.",
        )


def _let_wait(sample_id: str) -> None:
    actions.let_wait([sample_id], me())
