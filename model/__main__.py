"""All that the pages do, without a browser: `python -m model --help`."""

from model.cli.main import main

main()
