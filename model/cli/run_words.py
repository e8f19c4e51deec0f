"""What the command line says of runs, in words.

Knows the status of a run. Does not know what a command does with it.
"""

from __future__ import annotations

from model.languages.translation import N_, _

STATUS = {
    "queued": N_("queued"),
    "running": N_("running"),
    "stopping": N_("stopping"),
    "paused": N_("paused"),
    "finished": N_("finished"),
    "stopped": N_("stopped"),
    "failed": N_("failed"),
}


def test_accuracy(share: float) -> str:
    """Return how many of its test pictures the network of a run reads right, 0 to 1."""
    return _("test accuracy {share:.2%}").format(share=share)
