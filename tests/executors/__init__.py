"""Tests of `model.executors`."""
