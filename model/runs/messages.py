"""What is said of a run: the state of a run holds a reason and values; the sentence is made here, where it is shown.

Knows words. Does not know runs.
"""

from __future__ import annotations

from collections.abc import Mapping

from model.errors import InklingError

MESSAGES = {
    "killed": (
        "The training was ended from outside: the computer was switched off, or it ran out of memory or disk."
        " Press “Go on” to continue from the last finished epoch."
    ),
    "damaged-state": (
        "What this run was doing cannot be read: a file is damaged. Press “Go on” to continue from the last finished"
        " epoch."
    ),
    "went-back": "The last epochs were damaged on the disk, so it went on after epoch {epoch}.",
    "began-anew": "All finished epochs were damaged on the disk, so it began anew.",
    "paused-before": "Paused before the training began.",
    "paused": "Paused after {epochs} of {planned} epochs.",
    "stopped-before": "Stopped before the training began.",
    "stopped": "Stopped after {epochs} of {planned} epochs; the best one is kept.",
    "stopped-in-first-epoch": "Stopped after 0 of {planned} epochs; what it had learned by then is kept.",
    "loss-below": "Stopped early after epoch {epochs}: the loss came below {below:g}.",
    "validation-loss-below": "Stopped early after epoch {epochs}: the validation loss came below {below:g}.",
    "loss-not-falling": (
        "Stopped early after epoch {epochs}: the loss had not fallen for {patience} epochs; it was lowest in epoch"
        " {best}."
    ),
    "validation-loss-not-falling": (
        "Stopped early after epoch {epochs}: the validation loss had not fallen for {patience} epochs; it was lowest in"
        " epoch {best}."
    ),
    "exploded-later": "The training exploded after epoch {epochs}; the best epoch before is kept.",
    "memory-full": "The memory was full. Close other programs, or choose a smaller batch.",
    "disk-fault": "A file could not be written ({fault}). Free some disk, then press “Go on”.",
    "fault": "The training met a fault ({fault}). Open the log, or start it anew.",
}
AS_WRITTEN = "as-written"  # of versions before 0.5, which wrote sentences into the state


def sentence(reason: str, values: Mapping[str, object]) -> str:
    """Return the sentence for a reason and values that fit it; "" for none.

    The sentence of an error, which is not in `MESSAGES`, is one of the values.
    """
    return MESSAGES.get(reason, "{sentence}").format(**values) if reason else ""


def fits(reason: str, values: Mapping[str, object]) -> bool:
    """Return whether the values are those that the sentence for the reason needs."""
    try:
        sentence(reason, values)
    except (KeyError, TypeError, ValueError):  # a value is missing, or of another type
        return False
    return True


def values_of(error: InklingError) -> dict[str, object]:
    """Return the values of an error as JSON holds them, and its sentence with them."""
    plain = {
        name: value if isinstance(value, int | float | str) else str(value) for name, value in error.values.items()
    }
    return {**plain, "sentence": str(error)}
