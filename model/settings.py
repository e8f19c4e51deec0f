"""What a setting may be: its title, its help and its bounds; a name that is looked up is refused with those there are.

Knows neither which settings there are nor what the tables hold.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal, NamedTuple, TypeVar

from model.errors import ConfigError
from model.languages.translation import Sentence

Row = TypeVar("Row")


def look_up(table: Mapping[str, Row], what: str, name: object) -> Row:
    """Return the row of that name.

    Args:
        table: rows by their names.
        what: that is looked up, such as "optimizer": a word that `N_` marked, or the name of a setting.
        name: of the row.

    Raises:
        ConfigError: there is none.
    """
    if not isinstance(name, str) or name not in table:
        raise ConfigError(
            "unknown-choice",
            "Unknown {what} {name!r}. Choose one of: {choices}.",
            what=what,
            name=name,
            choices=", ".join(table),
        )
    return table[name]


class Setting(NamedTuple):
    """One setting of a training, as config, command line and page know it.

    Attributes:
        title: what it is called; like `help`, it is put into words where it is shown.
        help: one sentence about it.
        kind: "choice" (of `choices`), "whole" or "number" (from `least` to `most`), "switch", "text" or "list".
        least: the smallest value that is allowed; of a number that must be more than 0, 0 with `above_least`.
        most: the largest.
        above_least: whether the smallest value itself is refused.
        choices: the rows that can be chosen from, by their ids; a row that is added is a choice.
    """

    title: Sentence
    help: Sentence
    kind: Literal["choice", "whole", "number", "switch", "text", "list"]
    least: float = 0
    most: float = 0
    above_least: bool = False
    choices: Mapping[str, object] = MappingProxyType({})

    def check(self, name: str, value: object) -> None:
        """Refuse a value that cannot be.

        Raises:
            ConfigError: it is of another type, out of its bounds, or no choice.
        """
        match self.kind:
            case "choice":
                look_up(self.choices, name, value)
            case "whole":
                self._check_whole(name, value)
            case "number":
                self._check_number(name, value)
            case "switch":
                if not isinstance(value, bool):
                    raise ConfigError(
                        "no-switch", "{name} must be true or false. Received: {value!r}.", name=name, value=value
                    )
            case "text":
                if not isinstance(value, str):
                    raise ConfigError("no-text", "{name} must be a text. Received: {value!r}.", name=name, value=value)
            case "list":  # what it may hold differs: see `TrainingConfig`
                if not isinstance(value, list | tuple):
                    raise ConfigError("no-list", "{name} must be a list. Received: {value!r}.", name=name, value=value)

    def _check_whole(self, name: str, value: object) -> None:
        if isinstance(value, bool) or not isinstance(value, int) or not self.least <= value <= self.most:
            raise ConfigError(
                "no-whole-number",
                "{name} must be a whole number from {least} to {most}. Received: {value!r}.",
                name=name, least=self.least, most=self.most, value=value,
            )  # fmt: skip

    def _check_number(self, name: str, value: object) -> None:
        number = value if isinstance(value, int | float) and not isinstance(value, bool) else float("nan")
        if self.above_least and not self.least < number <= self.most:
            raise ConfigError(
                "no-number-above",
                "{name} must be more than {least} and at most {most}. Received: {value!r}.",
                name=name, least=self.least, most=self.most, value=value,
            )  # fmt: skip
        if not self.least <= number <= self.most:
            raise ConfigError(
                "no-number",
                "{name} must be from {least} and at most {most}. Received: {value!r}.",
                name=name, least=self.least, most=self.most, value=value,
            )  # fmt: skip
