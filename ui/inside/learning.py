"""The view "How it learned": what the network made of the picture after each epoch of its training.

Knows the epochs that were kept. Does not know how weights are stored.
"""

from __future__ import annotations

import streamlit as st

from model.languages.translation import _
from model.runs import snapshots
from ui import html, language, resources
from ui.inside.maps import columns
from ui.inside.subject import Subject


def can_be_shown(subject: Subject) -> bool:
    """Whether the network kept what it was during its training."""
    return len(snapshots.epochs(subject.folder)) > 1


def show(subject: Subject) -> None:
    """Let an epoch be chosen, and show what the network of then made of the picture."""
    epochs = snapshots.epochs(subject.folder)
    key = language.kept(f"after-epoch-{subject.folder.name}")
    epoch = st.select_slider(_("After epoch"), epochs, epochs[-1], key=key)
    st.caption(_before(subject))
    history = resources.checkpoint_history(subject.folder)
    with st.container(key="learned"):
        html.show(columns(subject, history.activations(epoch, subject.activations.image), with_buttons=False))


def _before(subject: Subject) -> str:
    """Return what the network was before its training: one that was taught began with another's weights."""
    if subject.inspector.classifier.card.config.get("base"):
        return _("Epoch 0 is before the training: the weights are those of the network that it began with.")
    return _("Epoch 0 is before the training: the weights are random.")
