"""Each figure that the README quotes, by one command: `python -m benchmarks.NAME`, with `--json` for machines."""
