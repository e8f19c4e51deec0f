"""Promises of the room `model.samples`."""
