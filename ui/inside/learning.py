"""The view "How it learned": what the network made of the picture after each epoch of its training.

Knows the epochs that were kept. Does not know how weights are stored.
"""

from __future__ import annotations

import streamlit as st

from model.runs import snapshots
from ui import html, resources
from ui.inside.maps import show_layer
from ui.inside.subject import Subject, bars


def show(subject: Subject) -> None:
    """Let an epoch be chosen, and show what the network of then made of the picture."""
    epochs = snapshots.epochs(subject.folder)
    if len(epochs) < 2:
        st.info("This network kept no snapshots. Train one on the page “Train”, and choose it above.")
        return
    st.caption("Epoch 0 is before the training: the weights are random.")
    epoch = st.select_slider("After epoch", epochs, epochs[-1])
    history = resources.checkpoint_history(subject.folder)
    activations = history.activations(epoch, subject.activations.image)
    html.show(html.row(bars(subject, activations.probabilities)))
    for title, output in zip(subject.inspector.titles, activations.outputs, strict=True):
        if output.ndim == 3:
            show_layer(title, output)
