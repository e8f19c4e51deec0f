"""Promises of the room `model.versions`."""
