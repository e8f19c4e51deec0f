"""The three commands of Slurm as programs that give recorded answers (slurm_answers.json), and keep what was asked.

The answers of a scene to a command are given one after the other; the last is given again and again.
"""

from __future__ import annotations

import json
from pathlib import Path

_ANSWERS = json.loads(Path(__file__).with_suffix(".json").read_text())
_PROGRAM = """\
#!/bin/sh
cat > "$0.script"
echo "$@" >> "$0.asked"
number=$(wc -l < "$0.asked")
while [ ! -e "$0.$number.code" ]; do number=$((number - 1)); done
cat "$0.$number.errors" >&2
cat "$0.$number.output"
exit "$(cat "$0.$number.code")"
"""


class Recorded:
    """Programs in a folder that must come first on the path."""

    def __init__(self, place: Path) -> None:
        """Answer nothing yet."""
        self.place = place

    def scene(self, name: str) -> None:
        """Give the answers of a scene from now on."""
        for file in self.place.iterdir():
            file.unlink()
        for command, answers in _ANSWERS[name].items():
            program = self.place / command
            program.write_text(_PROGRAM)
            program.chmod(0o755)
            for number, answer in enumerate(answers, start=1):
                for part, said in zip(("code", "output", "errors"), answer, strict=True):
                    (self.place / f"{command}.{number}.{part}").write_text(str(said))

    def asked(self, command: str) -> list[str]:
        """Return the words of each call of a command in this scene."""
        asked = self.place / f"{command}.asked"
        return asked.read_text().splitlines() if asked.exists() else []

    def lose(self) -> None:
        """Let there be no controller."""
        self.scene("is silent")

    def begin(self) -> None:
        """Let the controller be back."""
        self.scene("is back")
