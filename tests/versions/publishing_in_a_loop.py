"""A process that publishes versions 1 and 2 in turn, until it is killed; it says on a line that it has begun.

python -m tests.versions.publishing_in_a_loop
"""

from __future__ import annotations

from itertools import cycle

from model.versions import published


def main() -> None:
    """Publish, and publish, and publish."""
    published.current()
    print("begun", flush=True)
    for number in cycle((1, 2)):
        published.publish(number)


if __name__ == "__main__":
    main()
