"""Tests of the languages, and the tool behind `make languages`."""
