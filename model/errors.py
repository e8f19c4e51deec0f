"""The errors of Inkling. `str(error)` is one sentence that says what happened and what to do."""


class InklingError(Exception):
    """Base of all errors that a user can act on."""


class ConfigError(InklingError):
    """A training configuration holds a value that cannot work."""


class PictureError(InklingError):
    """A file or an array is no picture that can be read."""


class DataError(InklingError):
    """A data set is missing or damaged."""


class ClassifierError(InklingError):
    """A trained classifier is missing or damaged."""


class TrainingError(InklingError):
    """A training came to nothing."""


class RunError(InklingError):
    """A training run is missing, damaged, or in a state that forbids what was asked."""


class ExplanationError(InklingError):
    """A look inside makes no sense for this network or picture."""


class WorkerError(InklingError):
    """What a process of its own was to do came to nothing."""
