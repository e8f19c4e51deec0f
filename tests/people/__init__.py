"""Promises of the room `model.people`."""
