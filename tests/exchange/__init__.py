"""Promises of the room `model.exchange`."""
