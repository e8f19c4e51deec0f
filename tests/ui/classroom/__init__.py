"""Promises of the room `ui.classroom`."""
