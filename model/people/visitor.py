"""Who does something: the teacher, or a pupil with an anonymous id.

Knows two roles. Does not know how a visitor is recognised (see `tokens`), nor what each may do: that is checked where
the deed is done.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Visitor:
    """Who does something.

    Attributes:
        id: tells pupils apart, 16 hexadecimal digits; says nothing about a person.
        is_teacher: whether they may do all.
    """

    id: str
    is_teacher: bool = False

    @property
    def owner(self) -> str:
        """What is written beside what they make: a pupil's id; "" of the teacher, at whichever device."""
        return "" if self.is_teacher else self.id

    def owns(self, owner: str) -> bool:
        """Whether they may change what belongs to an owner: what is theirs; the teacher, everything."""
        return self.is_teacher or (bool(self.id) and owner == self.id)


TEACHER = Visitor("", is_teacher=True)  # who sits at the computer: also the command line
