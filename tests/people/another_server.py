"""A second server of the same class, as far as people are concerned: says what it is asked, line by line.

`python -m tests.people.another_server` reads expressions of Python, and prints what each is as JSON.
"""

from __future__ import annotations

import json
import sys

from model.people import nicknames, passcode, rules, tokens

KNOWN = {"nicknames": nicknames, "passcode": passcode, "rules": rules, "tokens": tokens}

if __name__ == "__main__":
    for line in sys.stdin:
        print(json.dumps(eval(line, dict(KNOWN))), flush=True)
