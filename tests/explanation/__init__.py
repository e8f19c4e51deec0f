"""Tests of `model.explanation`."""
