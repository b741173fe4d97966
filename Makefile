# Two commands do all the set-up, each in an environment of its own: `make demo` for those who
# want to look, `make test` for those who want to change something.

PYTHON ?= python3
DEMO_ENV := build/demo-env
TEST_ENV := build/test-env
CONFORMANCE_ENV := build/conformance-env
# A folder for the demo practice; by default a new one that nothing else uses.
DEMO ?=
PYTEST_ARGS ?=
# For example --only show, -n 5, or --peers.
BENCH_ARGS ?=
# What `make faults` is given, such as a sample and its seed.
FAULTS ?=
# The seeds that `make machines` walks, in this order.
SEEDS ?= $(shell seq 20)
MACHINES := $(shell find tests -name 'test_*_machine.py')
# One worker runs a whole file, so that what a file's tests share is made once, and the files come
# in their order: the last folder has short files, so that both workers end together.
DIST := -n 2 --dist loadfile --no-loadscope-reorder
# CI measures the coverage too; here `make coverage` does, and `make test` is faster without.
COVERAGE ?= $(CI)
# What `make test` does first; empty where it has just been done.
LINT ?= lint
# Kept between runs, bytecode saves each process of the tests some five seconds.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: demo test coverage machines faults bench lint conformance format clean

demo: $(DEMO_ENV)/.ready
	@directory="$(DEMO)"; \
	[ -n "$$directory" ] || directory="$$(mktemp -d)/coach-demo"; \
	$(DEMO_ENV)/bin/coach demo "$$directory" && \
	echo && echo "coach: $(CURDIR)/$(DEMO_ENV)/bin/coach"

test: $(TEST_ENV)/.ready $(LINT)
ifeq ($(COVERAGE),)
	$(TEST_ENV)/bin/pytest $(DIST) $(PYTEST_ARGS)
else
	$(TEST_ENV)/bin/coverage erase
	$(TEST_ENV)/bin/coverage run -m pytest $(DIST) $(PYTEST_ARGS)
	$(TEST_ENV)/bin/coverage combine -q
	$(TEST_ENV)/bin/coverage report
endif

coverage:
	$(MAKE) test COVERAGE=1

# Every state machine, from each seed: two seeds at a time, and what one of them finds is printed.
machines: $(TEST_ENV)/.ready
	@printf '%s\n' $(SEEDS) | xargs -P 2 -I {} sh -c '\
	said=$$($(TEST_ENV)/bin/pytest -q --hypothesis-profile=free --hypothesis-seed={} $(MACHINES) 2>&1) \
	&& echo "seed {}: all holds" \
	|| { echo "$$said"; echo "seed {} fails; to see it again: make machines SEEDS={}"; exit 1; }'

# No text of a private note on the disk, as strace sees it; then every fault in every call to the file
# system of every command: killed, interrupted, refused by the system. It takes long; for example FAULTS="--sample 10 --seed 7", or --only "invoice" --kind EIO.
faults: $(TEST_ENV)/.ready
	CI=true $(TEST_ENV)/bin/pytest -q tests/process/test_private_notes.py
	$(TEST_ENV)/bin/python -m tests.process.faults $(FAULTS)

# What each command costs, as a table for docs/performance.md; it wants an idle machine. What is
# measured is installed from a wheel, where our templates are compiled.
bench: $(DEMO_ENV)/.ready
	@$(DEMO_ENV)/bin/python -m benchmarks.bench $(BENCH_ARGS)

lint: $(TEST_ENV)/.ready
	$(TEST_ENV)/bin/ruff check .
	$(TEST_ENV)/bin/ruff format --check .
	$(TEST_ENV)/bin/mypy
	$(TEST_ENV)/bin/lint-imports

# The e-invoices before the official rules, all documents before veraPDF, the dashboard in Chromium;
# without Java or Chromium it says so, and fails in CI.
conformance: $(CONFORMANCE_ENV)/.ready
	$(CONFORMANCE_ENV)/bin/python -m pytest $(DIST) conformance

format: $(TEST_ENV)/.ready
	$(TEST_ENV)/bin/ruff format .
	$(TEST_ENV)/bin/ruff check --fix .

clean:
	rm -rf build dist .coverage .coverage.* .mypy_cache .ruff_cache .pytest_cache .hypothesis

$(DEMO_ENV)/.ready: pyproject.toml $(shell find src templates examples tools -type f -not -name '*.pyc')
	$(PYTHON) -m venv $(DEMO_ENV)
	$(DEMO_ENV)/bin/python -m pip install --quiet --disable-pip-version-check .
	@touch $@

$(CONFORMANCE_ENV)/.ready: pyproject.toml
	$(PYTHON) -m venv $(CONFORMANCE_ENV)
	$(CONFORMANCE_ENV)/bin/python -m pip install --quiet --disable-pip-version-check --editable '.[conformance]'
	@touch $@

$(TEST_ENV)/.ready: pyproject.toml
	$(PYTHON) -m venv $(TEST_ENV)
	$(TEST_ENV)/bin/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@
