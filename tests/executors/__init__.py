"""Promises of who does the trainings."""
