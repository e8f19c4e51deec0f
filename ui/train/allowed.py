"""What this visitor may start, told before anything is pressed.

Knows what a pupil may train, and the page. Does not know how a training is chosen or started.
"""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from model.config import TrainingConfig
from model.errors import InklingError
from model.runs import allowance
from ui.text import message
from ui.visitor import me

_LOOK_EVERY = 3.0  # s between two looks whether it may be started by now


def refusal(configs: Sequence[TrainingConfig]) -> InklingError | None:
    """Return why this visitor may not start these trainings together now; None where they may."""
    try:
        allowance.check(configs, me())
    except InklingError as error:
        return error
    return None


def is_offered(config: TrainingConfig) -> bool:
    """Whether this visitor may start a training: now, or once others are over."""
    return refusal_at_all([config]) is None


def refusal_at_all(configs: Sequence[TrainingConfig] = ()) -> InklingError | None:
    """Return why this visitor may not start these trainings, now or later; with none, why they may not train."""
    try:
        allowance.check_at_all(configs, me())
    except InklingError as error:
        return error
    return None


def show(refused: InklingError, configs: Sequence[TrainingConfig]) -> None:
    """Say why these cannot be started, as long as that is so: then the page is drawn anew."""
    st.fragment(_show, run_every=_LOOK_EVERY)(refused.reason, configs)


def _show(reason: str, configs: Sequence[TrainingConfig], /) -> None:
    now = refusal(configs)
    if now is None or now.reason != reason:
        st.rerun()
    st.info(message(now))
