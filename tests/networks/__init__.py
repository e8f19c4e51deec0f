"""Tests of `model.networks`."""
