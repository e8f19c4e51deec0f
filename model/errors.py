"""The errors of Inkling: a reason and values for programs, one sentence for people."""

from __future__ import annotations


class InklingError(Exception):
    """Base of all errors that a user can act on.

    `str(error)` is one sentence that says what happened and what to do.

    Attributes:
        reason: names what happened, such as "unknown-choice": the key of the sentence in any language.
        values: what is put into the sentence, by the names of its places.
    """

    def __init__(self, reason: str, sentence: str, /, **values: object) -> None:
        """Keep the reason and the values, and make the sentence.

        Args:
            reason: names what happened.
            sentence: with a named place for each value: "There is no run {run}."
            **values: what is put into the places.
        """
        super().__init__(sentence.format(**values))
        self.reason = reason
        self.values = values


class ConfigError(InklingError):
    """A training configuration holds a value that cannot work."""


class PictureError(InklingError):
    """A file or an array is no picture that can be read."""


class DataError(InklingError):
    """A data set is missing or damaged."""


class ClassifierError(InklingError):
    """A trained classifier is missing or damaged."""


class TrainingError(InklingError):
    """A training failed."""


class RunError(InklingError):
    """A training run is missing, damaged, or in a state that forbids what was asked."""


class ExplanationError(InklingError):
    """A look inside makes no sense for this network or picture."""


class WorkerError(InklingError):
    """A command that ran in a process of its own failed."""
