"""Everything in Inkling that is true without a browser: pictures, networks, training, runs.

Knows nothing of Streamlit, `ui` or `pages`. Each package stands on those above it in README's tree.
"""
