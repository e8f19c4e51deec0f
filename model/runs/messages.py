"""What is said of a run: the state of a run holds a reason and values; the sentence is made here, where it is shown.

Knows words. Does not know runs.
"""

from __future__ import annotations

from collections.abc import Mapping

from model.errors import InklingError, Words, as_json, from_json
from model.languages.translation import N_, Sentence

MESSAGES = {
    "killed": N_(
        "The training was ended from outside: the computer was switched off, or it ran out of memory or disk."
        " Press “Go on” to continue from the last finished epoch."
    ),
    "damaged-state": N_(
        "What this run was doing cannot be read: a file is damaged. Press “Go on” to continue from the last finished"
        " epoch."
    ),
    "engine-silent": N_(
        "Nothing is heard of this training, as the cluster cannot be reached. It may go on there; it is asked again by"
        " itself."
    ),
    "went-back": N_("The last epochs were damaged on the disk, so it went on after epoch {epoch}."),
    "began-anew": N_("All finished epochs were damaged on the disk, so it began anew."),
    "paused-before": N_("Paused before the training began."),
    "paused": N_("Paused after {epochs} of {planned} epochs."),
    "stopped-before": N_("Stopped before the training began."),
    "stopped-between": N_("Stopped after {epochs} of {planned} epochs, before it went on."),
    "stopped": N_("Stopped after {epochs} of {planned} epochs; the best one is kept."),
    "stopped-last-kept": N_("Stopped after {epochs} of {planned} epochs; the last one is kept."),
    "stopped-in-first-epoch": N_("Stopped after 0 of {planned} epochs; what it had learned by then is kept."),
    "loss-below": N_("Stopped early after epoch {epochs}: the loss came below {below:g}."),
    "validation-loss-below": N_("Stopped early after epoch {epochs}: the validation loss came below {below:g}."),
    "loss-not-falling": N_(
        "Stopped early after epoch {epochs}: the loss had not fallen for {patience} epochs; it was lowest in epoch"
        " {best}."
    ),
    "validation-loss-not-falling": N_(
        "Stopped early after epoch {epochs}: the validation loss had not fallen for {patience} epochs; it was lowest in"
        " epoch {best}."
    ),
    "exploded-later": N_("The training exploded after epoch {epochs}; the best epoch before is kept."),
    "exploded-later-last-kept": N_("The training exploded after epoch {epochs}; the last epoch before is kept."),
    "memory-full": N_("The memory was full. Close other programs, or choose a smaller batch."),
    "disk-fault": N_("A file could not be written ({fault}). Free some disk, then press “Go on”."),
    "fault": N_("The training met a fault ({fault}). Open the log, or start it anew."),
}
SOURCE = "source"  # among the values of an error: its sentence with its places, in English
AS_WRITTEN = "as-written"  # of versions before 0.5, which wrote sentences into the state


def sentence(reason: str, values: Mapping[str, object]) -> str:
    """Return the sentence for a reason and values that fit it, in the reader's language; "" for none."""
    return words(reason, values).in_words() if reason else ""


def words(reason: str, values: Mapping[str, object]) -> Words:
    """Return the sentence for a reason and values that fit it, to be said in any language.

    The sentence of an error, which is not in `MESSAGES`, is one of the values.
    """
    if reason in MESSAGES:
        return Words(MESSAGES[reason], **values)
    if SOURCE not in values:  # of versions before 0.6, which wrote the error's sentence as it was said
        return Words(Sentence("{sentence}"), sentence=str(values["sentence"]))
    return Words(Sentence(values[SOURCE]), **{name: from_json(value) for name, value in values.items()})


def fits(reason: str, values: Mapping[str, object]) -> bool:
    """Return whether the values are those that the sentence for the reason needs."""
    try:
        sentence(reason, values)
    except (AttributeError, IndexError, KeyError, TypeError, ValueError):  # a value is missing, or of another type
        return False
    return True


def values_of(error: InklingError) -> dict[str, object]:
    """Return the values of an error as JSON holds them, and its sentence in English, with its places, among them."""
    return {**{name: as_json(value) for name, value in error.values.items()}, SOURCE: error.sentence}
