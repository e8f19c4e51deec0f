"""What is started: one run, or several that belong together.

Knows configs and groups. Does not know how it is chosen or shown.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from model.config import TrainingConfig
from model.errors import InklingError
from model.networks.optimizers import OPTIMIZERS
from model.runs.groups import Kind
from ui.train.words import REMEDY_OF, setting_in_words

_SHOWN_ABOVE = ("network", "layers", "data", "epochs", "share")  # in the three steps


@dataclass(frozen=True)
class Plan:
    """What is to be started.

    Attributes:
        config: the training; of several, what they have in common.
        usual: the training with the settings that its network is known for.
        key: of the form's settings, see `training_form`; "" where there is no form.
        stands_in: whether the pictures that were on the screen are gone, and these took their place.
        fault: why it cannot be started, if it cannot.
        kind: None for one run.
        configs: of several, by what each stands for; see `groups.create`.
    """

    config: TrainingConfig
    usual: TrainingConfig
    key: str = ""
    stands_in: bool = False
    fault: InklingError | None = None
    kind: Kind | None = None
    configs: dict[str, TrainingConfig] = field(default_factory=dict)

    @property
    def all_configs(self) -> list[TrainingConfig]:
        """The trainings, one or several."""
        return list(self.configs.values()) if self.kind else [self.config]

    def unusual(self) -> dict[str, str]:
        """Return the settings under “More settings” that are not as usual: in words, by their keys in the form."""
        changed = [each for each in self.config.differing(self.usual) if each not in _SHOWN_ABOVE]
        optimizer = self.config.optimizer
        if "optimizer" in changed and self.config.learning_rate == OPTIMIZERS[optimizer].usual_rate:
            changed = [each for each in changed if each != "learning_rate"]  # it came with the optimizer
        return {self._key(each): setting_in_words(self.config, each) for each in changed}

    def _key(self, setting: str) -> str:
        key = f"{REMEDY_OF.get(setting, setting)}-{self.key}"
        return f"{key}-{self.config.optimizer}" if setting == "learning_rate" else key
