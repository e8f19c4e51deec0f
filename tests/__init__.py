"""The tests; each is named as a promise."""
