"""The remedies as switches, each with its sentence; augmentation shows what it does.

Knows remedies. Does not know what else is chosen.
"""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from model.config import TrainingConfig
from model.datasets.pictures import NO_CLASS, Pictures
from model.languages.translation import _
from model.runtime.worker import run_command
from model.training.remedies import REMEDIES
from ui import faults, html
from ui.train import setting_widgets

_ELSEWHERE = "data"  # more pictures: a slider of its own
_SIDE = 48  # px


def choose(config: TrainingConfig, key: str) -> TrainingConfig:
    """Let remedies be switched on, and return the training with them.

    Args:
        config: the training without them.
        key: the same as long as the switches stay as they are.
    """
    st.caption(_("Against overfitting. “More pictures” is the slider above."))
    for name, remedy in REMEDIES.items():
        if name == _ELSEWHERE:
            continue
        is_on = setting_widgets.switch(_(remedy.title), f"{name}-{key}")
        st.caption(_(remedy.sentence))
        if is_on:
            config = remedy.applied(config)
        if is_on and name == "augmentation":
            with faults.shown():  # the training can be started all the same
                _show_augmentation(config.data)
    below = setting_widgets.number("stop_below", config.stop_below, f"stop_below-{key}", step=0.01)
    return config.replace(stop_below=below)


def _show_augmentation(data: str) -> None:
    """Show some pictures, and what augmentation makes of them."""
    with st.spinner(_("Bending six pictures …")):
        before, after = _augmented(data)
    html.show(html.strip(before, _SIDE, [_("A training picture")] * len(before)))
    html.show(html.strip(after, _SIDE, [_("The same picture, augmented")] * len(after)))


@st.cache_data(show_spinner=False, max_entries=20)
def _augmented(data: str) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    with TemporaryDirectory() as folder:
        file = Path(folder) / "augmented.npz"
        run_command("augment", str(file), "--data", data)
        with np.load(file, allow_pickle=False) as archive:
            before, after = (_pixels(archive[name]) for name in ("before", "after"))
    return before, after


def _pixels(x: NDArray[np.uint8]) -> NDArray[np.uint8]:
    return Pictures(x, np.full(len(x), NO_CLASS)).pixels
