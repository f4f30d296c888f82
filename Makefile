# run, test, setup, check, bench, dist: each a few lines. PYTHON names the interpreter to set up with.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: run test setup check bench dist bill tables lock screenshots

run: setup
	$(BIN)/errcode serve

test: setup
	$(BIN)/python -m pytest --numprocesses=auto --maxprocesses=8 --dist=loadfile --hypothesis-profile=steady --cov --cov-report=term

setup: .venv/.done

.venv/.done: pyproject.toml requirements.txt requirements-dev.txt
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "errcode needs Python 3.11 or newer; say make PYTHON=python3.12")'
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

check: setup
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/errcode knowledge check

bench: setup
	$(BIN)/python -m tests.bench

# What is released: the source distribution, the wheel, and the bill of materials of the locked versions.
dist: setup
	rm -rf dist
	$(BIN)/uv build --quiet --no-build-isolation --python $(BIN)/python
	$(BIN)/check-wheel-contents dist/*.whl
	$(MAKE) --no-print-directory bill

# pyproject.toml leaves the version to the tag; the bill's own part has to have it.
BILL := dist/errcode.cdx.json
bill:
	sed "s/^dynamic = .*/version = \"$$($(BIN)/python -m hatchling version)\"/" pyproject.toml > $(BILL).toml
	$(BIN)/python -W ignore -m cyclonedx_py requirements requirements.txt --pyproject $(BILL).toml --output-reproducible --output-file $(BILL)
	rm $(BILL).toml

# The character tables, from OpenCC and pypinyin.
tables: setup
	$(BIN)/python -m tests.core.han_table_source > bot/core/han_table.py

# The pictures of README, taken anew in the Chromium of this machine.
screenshots: setup
	$(BIN)/python -m tests.browser.screenshots

# The locked versions, with hashes and without addresses.
lock: setup
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links \
		--no-header --output-file requirements.txt pyproject.toml
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links \
		--no-header --group dev --constraint requirements.txt --output-file requirements-dev.txt pyproject.toml
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links \
		--no-header --extra otel --constraint requirements-dev.txt --output-file requirements-otel.txt pyproject.toml
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links \
		--no-header --constraint requirements-dev.txt --output-file requirements-build.txt --group build
