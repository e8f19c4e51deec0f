"""Before the teaching: what there is to teach with, what can be expected of it, and the button that starts it.

Knows plans and rights. Does not know how a network is taught.
"""

from __future__ import annotations

import streamlit as st

from model.errors import SampleError
from model.languages.translation import N_, _, ngettext
from model.people.rules import rules
from model.people.visitor import Visitor
from model.samples import store
from model.samples.store import Filter
from model.storage import budget
from model.teaching import actions
from model.teaching.plan import Plan, plan
from ui import faults, glossary, html, language, resources, session
from ui.digits import teach_shown
from ui.draw import keeping
from ui.text import message, plain
from ui.train import allowed, kept, start
from ui.visitor import me

_KEY = "teach-network"
_NETWORKS = {  # whether a new one is taught: what it is called, and what becomes of what was known
    False: (N_("Go on with the network in use"), N_("It keeps what it knows, and learns your digits besides.")),
    True: (N_("A new network"), N_("It knows nothing yet: it learns MNIST and your digits together.")),
}


def show(by: Visitor) -> None:
    """Show what there is, and let it be taught; raises DatabaseError."""
    st.subheader(_("Teach the network your digits"), anchor=False)
    counting, choosing, starting = st.container(), st.empty(), st.container(key="teach-start")
    try:
        with choosing.container():
            planned = plan(resources.answering(), new=_choose_network())
    except SampleError as error:
        choosing.empty()  # there is nothing to choose
        _show_nothing(error, by)
        return
    with counting:
        _show_counts(planned, by)
    with starting:
        _show_start(planned)


def _choose_network() -> bool:
    """Let be chosen which network is taught, and return whether it is a new one."""
    key, value = kept.begin(_KEY, False, list(_NETWORKS))
    chosen = st.radio(
        _("Which network learns them?"), list(_NETWORKS), list(_NETWORKS).index(value),
        format_func=lambda is_new: _(_NETWORKS[is_new][0]), captions=[_(said) for __, said in _NETWORKS.values()],
        key=language.kept(key),
    )  # fmt: skip
    return kept.keep(_KEY, bool(chosen))


def _show_counts(planned: Plan, by: Visitor) -> None:
    """Show how much there is to learn from, and what can be expected of it."""
    export, waiting = planned.export, _waiting()
    writers = ngettext("person wrote them", "people wrote them", export.writers)
    counts = {_("digits"): f"{export.samples:,}", writers: f"{export.writers:,}"}
    if waiting:
        # NOTE: digits that wait for the teacher's approval
        counts[_("waiting for approval")] = f"{waiting:,}"
    html.show(html.figures(counts))
    if waiting:
        _say_waiting(waiting, by)
    st.markdown(plain(planned.counts))
    (st.warning if planned.is_guess else st.markdown)(plain(planned.expectation))
    glossary.terms("fine-tuning", "held-out", "interval")


def _waiting() -> int:
    """Return how many digits wait for the teacher's approval."""
    return sum(store.counts(Filter(is_approved=False)).values()) if rules().approval else 0


def _say_waiting(waiting: int, by: Visitor) -> None:
    if by.is_teacher:
        said = ngettext(
            "{count:,} digit waits for you: approve it under “Digits”, and it is learned, too.",
            "{count:,} digits wait for you: approve them under “Digits”, and they are learned, too.",
            waiting,
        )
    else:
        said = ngettext(
            "{count:,} digit waits for your teacher's approval, and is not learned yet.",
            "{count:,} digits wait for your teacher's approval, and are not learned yet.",
            waiting,
        )
    st.caption(said.format(count=waiting))


def _show_nothing(error: SampleError, by: Visitor) -> None:
    """Say why nothing can be taught, and where digits come from."""
    st.info(message(error))
    if waiting := _waiting():
        _say_waiting(waiting, by)
    if not keeping.is_allowed():
        st.markdown(keeping.switched_off())
        return
    with st.container(horizontal=True):
        st.button(_("Give ten digits"), key="teach-give-ten", icon=":material/draw:", on_click=_show_ten)
        st.page_link("app.py", label=_("Draw a digit"), icon=":material/gesture:")


def _show_ten() -> None:
    st.session_state[session.DIGITS_VIEW] = "ten"


def _show_start(planned: Plan) -> None:
    """Let it be started, where this visitor may; say how long it takes here."""
    refused = allowed.refusal([planned.config])
    if refused:
        allowed.show(refused, [planned.config])
    elif budget.is_used_up():
        st.warning(message(budget.used_up()))
    with st.container(horizontal=True, vertical_alignment="center"):
        # no on_click: it would teach the network that was chosen before the change that came with the press
        pressed = st.button(
            _("Teach it these"), key="teach-start-button", type="primary", icon=":material/school:",
            disabled=refused is not None,
        )  # fmt: skip
        if not refused:
            st.caption(start.how_long([planned.config]), width="stretch")
    if pressed:
        faults.do("run", _teach, planned)


def _teach(planned: Plan) -> None:
    teach_shown.open_run(actions.teach(planned, me()).id)
