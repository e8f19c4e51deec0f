"""Tests of `model.cli`."""
