# Two commands do everything: `make run` and `make test`. They need Python 3.11 to 3.13 with venv and pip, and make.

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet
RUN_READY := $(VENV)/.ready-to-run
TEST_READY := $(VENV)/.ready-to-test

.PHONY: help run test test-long test-server test-web faults long lint format catalogues docs pictures bench bench-full audit lock clean

help:
	@echo "make run         the desk (without a terminal: the caseload and the due work), on a demo county at first"
	@echo "make test        everything that is checked: style, types, imports, tests"
	@echo "make test-web    the desk in a real browser; needs Chromium"
	@echo "make test-server everything that uses a database once more, on PostgreSQL"
	@echo "make faults      do harm in every way we know, and print what was lost: nothing"
	@echo "make long        all of it: tests, browser, measurements"
	@echo "make lint        style, types and imports alone"
	@echo "make catalogues  compile the English and Chinese sentences"
	@echo "make docs        write the generated documents anew"
	@echo "make pictures    take the pictures of the desk anew"
	@echo "make bench       measure for some minutes, and write docs/measured.md"
	@echo "make bench-full  the same at full size, for an hour or two"
	@echo "make audit       compare the libraries with the lock, and list their licences"
	@echo "make lock        choose the locked versions anew"

run: $(RUN_READY)
	@$(BIN)/dibao db status --quiet >/dev/null 2>&1 || $(BIN)/dibao demo
	@if [ -t 0 ] && [ -t 1 ]; then $(BIN)/dibao desk; else $(BIN)/dibao caseload && $(BIN)/dibao due; fi

test: lint
	$(BIN)/pytest -n 2

test-web: $(TEST_READY)
	DIBAO_NEEDS_BROWSER=1 $(BIN)/pytest tests/web

test-server: $(TEST_READY)
	DIBAO_TEST_STORE=postgresql $(BIN)/pytest -n 2 tests

faults: $(TEST_READY)
	@PYTHONPATH=. $(BIN)/python -m tests.faults

long: test test-long test-server test-web bench

test-long: $(TEST_READY)
	$(BIN)/pytest -n 2 -m long

lint: $(TEST_READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

format: $(TEST_READY)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

catalogues: $(TEST_READY)
	$(BIN)/python tools/catalogues.py

docs: $(TEST_READY)
	$(BIN)/python tools/generated_docs.py

pictures: $(TEST_READY)
	$(BIN)/python -m tests.tui.pictures

bench: $(TEST_READY)
	@$(PIP) --require-hashes -r requirements/bench.txt
	@PYTHONPATH=. $(BIN)/python -m benchmarks

bench-full: $(TEST_READY)
	@$(PIP) --require-hashes -r requirements/bench.txt
	@PYTHONPATH=. $(BIN)/python -m benchmarks full

audit: $(TEST_READY)
	@$(BIN)/python tools/licences.py

# Names, versions and hashes, and no address of an index: the files install from whatever index a machine has.
COMPILE := .venv-lock/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --no-annotate --no-header
lock:
	@test -x .venv-lock/bin/uv || { $(FIND_PYTHON) "$$python" -m venv .venv-lock && .venv-lock/bin/python -m pip install --quiet uv; }
	$(COMPILE) pyproject.toml requirements/run.in -o requirements/run.txt
	$(COMPILE) pyproject.toml requirements/test.in -c requirements/run.txt -o requirements/test.txt
	$(COMPILE) requirements/bench.in -c requirements/test.txt -o requirements/bench.txt

clean:
	rm -rf $(VENV) .venv-lock .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache dist

FIND_PYTHON = python=""; for name in python3.11 python3.12 python3.13 python3; do \
	if $$name -c 'import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' 2>/dev/null; \
	then python=$$name; break; fi; done; \
	test -n "$$python" || { echo "dibao needs Python 3.11, 3.12 or 3.13 with venv and pip; none was found." >&2; exit 1; };

$(BIN)/python:
	@$(FIND_PYTHON) "$$python" -m venv $(VENV)

$(RUN_READY): $(BIN)/python requirements/run.txt pyproject.toml
	$(PIP) --require-hashes -r requirements/run.txt
	$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

$(TEST_READY): $(RUN_READY) requirements/test.txt
	$(PIP) --require-hashes -r requirements/test.txt
	@touch $@
