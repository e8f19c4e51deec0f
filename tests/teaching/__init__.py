"""Promises of the room `model.teaching`."""
