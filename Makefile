# `make run` opens the app, `make test` proves it: by lint, types, unit and browser tests, each a target of its own, too.
# All set up what they need; the second time they are quick.

PYTHON ?= $(shell for python in python3.13 python3.12 python3.11 python3 python; do \
	$$python -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' >/dev/null 2>&1 \
	&& { echo $$python; break; }; done)
BIN := .venv/bin
# Most of what is installed is never imported; Python compiles the rest when it is.
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile

# A tool that needs the network gets a venv of its own, which is thrown away: none gets into the app's.
TOOL = tool=$$(mktemp -d) && trap 'rm -rf "$$tool"' EXIT && $(PYTHON) -m venv "$$tool" && \
	"$$tool/bin/python" -m pip install --quiet --disable-pip-version-check

# Three files of tests at a time, the long ones of the browser first: trainings and browsers wait much.
PYTEST := $(BIN)/python -m pytest --numprocesses 3 --dist loadfile --no-loadscope-reorder

TRAIN = $(BIN)/python -m model train --network shipped $(addprefix --strokes ,$(STROKES))

# Each of hundreds of processes would compile all of our modules anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run test lint types tests unit browser languages pretrained constraints audit
.PHONY: .venv/browser .venv/postgresql .venv/nginx .venv/slurm

run: .venv/ready
	$(BIN)/python -m ui

# The types are looked at while the tests wait for browsers and trainings.
test: lint
	$(MAKE) --jobs 2 types tests

tests: .venv/browser .venv/postgresql .venv/nginx .venv/slurm
	$(PYTEST)

lint: .venv/ready-for-tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: .venv/ready-for-tests
	$(BIN)/mypy

# All tests but those that drive a browser.
unit: .venv/postgresql .venv/slurm
	$(PYTEST) --ignore tests/browser

browser: .venv/browser .venv/postgresql .venv/nginx
	$(PYTEST) tests/browser

# Brings the catalogues up to date with the sentences of the code, and says which are left to be translated. FILES="FILE
# FILE" brings translations that somebody made in catalogues of their own.
languages: .venv/ready-for-tests
	$(BIN)/python -m tests.languages.catalogues $(FILES)

# Trains the classifier that is shipped anew, on two cores in about three quarters of an hour, then makes what
# "Look inside" looks up. STROKES="FILE FILE" adds real pen strokes.
pretrained: .venv/ready
	$(TRAIN) --save-to model/pretrained
	$(BIN)/python -m model index model/pretrained

# Writes the versions of all that the requirements bring along. Those of the file stay, where the requirements allow it.
constraints:
	$(TOOL) uv==0.13.9 && sed '/^-/d' requirements.txt requirements-onnx.txt requirements-ray.txt tests/requirements.txt | \
		"$$tool/bin/uv" pip compile --quiet --universal --python-version 3.11 --no-annotate \
		--custom-compile-command "make constraints" --output-file constraints.txt -

# Looks whether faults are known of the versions that are installed.
audit:
	$(TOOL) pip-audit==2.10.1 && "$$tool/bin/pip-audit" --strict --requirement constraints.txt --no-deps --disable-pip

.venv/ready: requirements.txt constraints.txt
	@test -n "$(PYTHON)" || { echo "Inkling needs Python 3.11, 3.12 or 3.13. Install one, then type this again."; exit 1; }
	$(PYTHON) -m venv .venv
	$(PIP) -r requirements.txt
	@touch $@

.venv/ready-for-tests: .venv/ready requirements-onnx.txt requirements-ray.txt tests/requirements.txt
	$(PIP) -r tests/requirements.txt
	@touch $@

.venv/browser: .venv/ready-for-tests
	$(BIN)/python -m tests.browser.chromium

.venv/postgresql: .venv/ready-for-tests
	$(BIN)/python -m tests.postgresql

.venv/nginx: .venv/ready-for-tests
	$(BIN)/python -m tests.nginx

.venv/slurm: .venv/ready-for-tests
	$(BIN)/python -m tests.slurm
