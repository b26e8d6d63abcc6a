# Two commands matter: `make demo` and `make test`. Everything they need is made at need in .venv.
PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
STAMP := $(VENV)/.ready
TESTS := $(VENV)/.tests
PIP := $(PY) -m pip --disable-pip-version-check
# Shows a line a package; the exit code is pip's own, which a pipe would hide.
define install
@( $(PIP) install --progress-bar off --require-hashes -r $(1); echo $$? > $(VENV)/.rc ) | awk '/^(Collecting|Installing)/ {printf "  %s\n", substr($$0, 1, 100); fflush()}'
@exit $$(cat $(VENV)/.rc)
endef

.PHONY: help demo test lint types unit bench soak mutants fmt lock wheel clean

help: ## show the commands
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

$(STAMP): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Selaras needs Python 3.11 or newer, and this is %d.%d: run `make PYTHON=/path/to/python3.11 ...`." % sys.version_info[:2])'
	@echo "Setting up .venv (once; a minute or two) ..."
	@$(PYTHON) -m venv $(VENV)
	$(call install,requirements.lock)
	@$(PIP) install --quiet --no-deps --no-build-isolation -e .
	@$(PY) -m compileall -q engine sandbox
	@touch $@

$(TESTS): requirements-test.lock $(STAMP)
	@echo "Adding what the tests need to .venv (once) ..."
	$(call install,requirements-test.lock)
	@touch $@

demo: $(STAMP) ## a seller's world on this machine, nothing to configure
	@$(PY) main.py demo

test: $(TESTS) ## lint, types and all tests
	@echo "ruff ..."  && $(PY) -m ruff check . && $(PY) -m ruff format --check .
	@echo "mypy ..."  && $(PY) -m mypy
	@echo "pytest ..." && $(PY) -m pytest -n auto --dist loadfile -q -m "not acceptance and not browser"
	@echo "the page ..." && $(PY) -m pytest -q -m "browser and not acceptance"
	@echo "the real program ..." && $(PY) -m pytest -q -m acceptance

unit: $(TESTS) ## the fast tests only
	@$(PY) -m pytest -n auto --dist loadfile -q -m "not acceptance and not browser"

bench: $(STAMP) ## what a cycle costs, beside floors of the same run (minutes)
	@$(PY) -m benchmarks.cycle

soak: $(STAMP) ## the simulation with fresh seeds on every core; MINUTES=n, ten by default
	@$(PY) -m simulation.soak --minutes $(or $(MINUTES),10)

mutants: $(STAMP) ## deliberate bugs that the simulation must catch
	@$(PY) -m simulation.mutants

fmt: $(TESTS) ## format and fix what can be fixed by itself
	@$(PY) -m ruff format . && $(PY) -m ruff check --fix .

LOCK := uv pip compile pyproject.toml --generate-hashes --no-emit-index-url --no-header --no-annotate --universal --python-version 3.11

lock: ## pin the dependencies again (needs uv)
	$(LOCK) --extra build -o requirements.lock
	$(LOCK) --all-extras -c requirements.lock -o requirements-test.lock

wheel: $(STAMP) ## build the wheel into dist/
	@$(PY) -m pip wheel --disable-pip-version-check --quiet --no-deps --no-build-isolation -w dist .

clean: ## remove what was made here
	rm -rf $(VENV) dist build .pytest_cache .mypy_cache .ruff_cache
