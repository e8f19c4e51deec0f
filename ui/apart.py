"""Names that would be the same, told apart by a number.

Knows names. Does not know of what.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping


def told_apart(names: Mapping[str, str]) -> dict[str, str]:
    """Return names by their ids, no two alike: of those that are, the first stays so, the next is "… (2)".

    Where somebody is called "… (2)" already, it is "… (3)": no name depends on those that come after it.
    """
    found: dict[str, str] = {}
    taken: set[str] = set()
    times: Counter[str] = Counter()
    for each, name in names.items():
        apart = name
        while apart in taken:
            times[name] += 1
            apart = f"{name} ({times[name] + 1})"
        taken.add(apart)
        found[each] = apart
    return found
