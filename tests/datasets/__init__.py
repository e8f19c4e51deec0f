"""Tests of `model.datasets`."""
