# `make run` opens the app, `make test` proves it: by lint, types, unit and browser tests, each a target of its own, too.
# All set up what they need; the second time they are quick.

PYTHON ?= $(shell for python in python3.13 python3.12 python3.11 python3 python; do \
	$$python -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' >/dev/null 2>&1 \
	&& { echo $$python; break; }; done)
BIN := .venv/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check

# Two files of tests at a time, the long ones of the browser first: trainings and browsers wait much.
PYTEST := $(BIN)/python -m pytest --numprocesses 2 --dist loadfile --no-loadscope-reorder

TRAIN = $(BIN)/python -m model train --network shipped $(if $(STROKES),--strokes $(STROKES))

.PHONY: run test lint types unit browser pretrained .venv/browser

run: .venv/ready
	$(BIN)/streamlit run app.py

test: lint types .venv/browser
	$(PYTEST)

lint: .venv/ready-for-tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: .venv/ready-for-tests
	$(BIN)/mypy

# All tests but those that drive a browser.
unit: .venv/ready-for-tests
	$(PYTEST) --ignore tests/browser

browser: .venv/browser
	$(PYTEST) tests/browser

# Trains the classifier that is shipped anew, on two cores in about an hour: three teachers, then the network that
# learns from them and from the labels, then what "Look inside" looks up. STROKES=FILE adds real pen strokes.
pretrained: .venv/ready
	$(TRAIN) --epochs 8 --seed 11 --save-to var/teachers/11
	$(TRAIN) --epochs 8 --seed 12 --save-to var/teachers/12
	$(TRAIN) --epochs 8 --seed 13 --save-to var/teachers/13
	$(TRAIN) $(addprefix --teacher var/teachers/,11 12 13) --save-to model/pretrained
	$(BIN)/python -m model index model/pretrained

.venv/ready: requirements.txt
	@test -n "$(PYTHON)" || { echo "Inkling needs Python 3.11, 3.12 or 3.13. Install one, then type this again."; exit 1; }
	$(PYTHON) -m venv .venv
	$(PIP) -r requirements.txt
	@touch $@

.venv/ready-for-tests: .venv/ready tests/requirements.txt
	$(PIP) -r tests/requirements.txt
	@touch $@

.venv/browser: .venv/ready-for-tests
	$(BIN)/python -m tests.browser.chromium
