"""The page "Look inside": the choice of network and picture, and one module for each view.

Knows opened networks and Streamlit. Does not know how networks are trained, or the other pages.
"""
