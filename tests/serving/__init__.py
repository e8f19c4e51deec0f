"""Promises of what stands between the network and the pages."""
