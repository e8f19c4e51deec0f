"""Tests of `model.evaluation`."""
