"""Tests of `model.runs`."""
