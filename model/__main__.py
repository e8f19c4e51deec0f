"""All that the pages do, without a browser: `python -m model --help`."""

import os

from model.languages.translation import language

os.environ["LANGUAGE"] = language()  # click asks gettext by itself, which knows no related languages

from model.cli.main import main  # its helps are put into words as they are imported

main()
