# `make run` opens the app, `make test` proves it. Both set up what they need; the second time they are quick.

PYTHON ?= $(shell for python in python3.13 python3.12 python3.11 python3 python; do \
	$$python -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' >/dev/null 2>&1 \
	&& { echo $$python; break; }; done)
BIN := .venv/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check

.PHONY: run test

run: .venv/ready
	$(BIN)/streamlit run app.py

test: .venv/ready-for-tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m tests.browser.chromium
	$(BIN)/python -m pytest

.venv/ready: requirements.txt
	@test -n "$(PYTHON)" || { echo "Inkling needs Python 3.11, 3.12 or 3.13. Install one, then type this again."; exit 1; }
	$(PYTHON) -m venv .venv
	$(PIP) -r requirements.txt
	@touch $@

.venv/ready-for-tests: .venv/ready tests/requirements.txt
	$(PIP) -r tests/requirements.txt
	@touch $@
