"""Tests of `model.inference`."""
