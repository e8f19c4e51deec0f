"""Tests of `model.images`."""
