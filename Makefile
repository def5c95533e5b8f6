# Every command a newcomer needs. Each is a line or three; nothing is hidden behind them.
PORT ?= 8000
PY = .venv/bin/python
# One process more than processors: a test that waits for a server or a browser leaves them to another.
WORKERS ?= $(shell expr $$(nproc) + 1)
# Stores of tests commit as durably as any; where there is memory enough for them, no disk has to wait for it.
TESTS_IN := $(shell [ "$$(df --output=avail /dev/shm 2>/dev/null | tail -1)" -gt 8000000 ] 2>/dev/null && echo /dev/shm || echo /tmp)

.venv/installed: requirements.txt
	python3 -m venv .venv
	.venv/bin/pip install --quiet --require-hashes --requirement requirements.txt
	touch .venv/installed

run: .venv/installed   ## a demonstration unit on http://localhost:$(PORT)
	PORT=$(PORT) $(PY) -m app.demonstration

reset:                 ## forget the demonstration unit; the next `make run` makes a new one
	rm -rf var

# One process drives the browser, page after page, while the others run the rest (tests/conftest.py).
test: .venv/installed  ## everything this machine can test; says what is missing
	PYTEST_DEBUG_TEMPROOT=$(TESTS_IN) $(PY) -m pytest --numprocesses $(WORKERS) --dist loadscope --no-loadscope-reorder $(ARGS)

check: lint            ## style, types, floors, house rules
	$(PY) -m pytest tests/house

lint: .venv/installed
	.venv/bin/ruff check . && .venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/lint-imports

bench: .venv/installed ## measure what the README claims
	$(PY) -m bench $(ARGS)

lock:                  ## compile requirements.txt from pyproject.toml, with hashes
	python3 -m venv .venv-lock && .venv-lock/bin/pip install --quiet pip-tools
	.venv-lock/bin/pip-compile --quiet --all-extras --strip-extras --generate-hashes --no-emit-index-url --no-emit-find-links --no-emit-trusted-host --no-emit-options --no-header --output-file requirements.txt pyproject.toml
	rm -rf .venv-lock

.PHONY: run reset test check lint bench lock
