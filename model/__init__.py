"""Everything in Inkling that is true without a browser: pictures, networks, training, runs."""
