"""My own classes: named, drawn or photographed, trained and tried, one module a step.

Knows collections of pictures, runs and Streamlit. Does not know the other ways to bring pictures (see `ui.train`).
"""
