"""A process that writes samples: `python -m tests.storage.writing_samples FIRST COUNT`.

Each is written by itself, and its number is printed when it is kept.
"""

from __future__ import annotations

import sys

from model.samples import store
from tests.storage.marked import marked

if __name__ == "__main__":
    first, count = map(int, sys.argv[1:])
    print("ready", flush=True)
    for number in range(first, first + count):
        store.add([marked(number)])
        print(number, flush=True)
