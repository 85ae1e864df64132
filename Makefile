# Every target explains itself: `make help`.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

VENV := .venv
BIN := $(VENV)/bin
# The first Python of the right age on the PATH; `make install PYTHON=...` takes another.
RIGHT_AGE := import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))
PYTHON ?= $(shell for name in python3 python3.13 python3.12 python3.11; do \
	"$$name" -c '$(RIGHT_AGE)' >/dev/null 2>&1 && { echo "$$name"; exit; }; done; echo python3)
# Wheels only: a missing wheel should say so at once, not ask for a compiler.
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
LOCKED := $(PIP) install --no-deps --require-hashes --only-binary :all:
COMPILE := $(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --quiet \
	--no-header --no-annotate --no-emit-index-url --no-emit-find-links $(if $(UPGRADE),--upgrade)

CODE := $(wildcard worker deploy tests)
SCRIPTS = .ci/run $(shell find . -name '*.sh' -not -path './.*')

.PHONY: help install demo test check kafka image-check bench eval dashboards sbom lock clean

help: ## Show this list
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' Makefile

install: $(VENV)/.project ## Make .venv with the locked dependencies; then .venv/bin/pagewire works

demo: ## Show it all on a local Kafka: make demo [PAGES=file-or-folder]
	@$(PYTHON) -c 'from deploy.local.fetching import check_tools; check_tools()'
	@$(MAKE) -s install
	@$(BIN)/python -m deploy.local.demo $(if $(PAGES),--pages "$(PAGES)")

test: $(VENV)/.dev ## Run every test, against real Kafka: make test [ARGS="-k ledger"]
	@$(BIN)/python -m pytest $(ARGS)

check: $(VENV)/.dev ## Lint, format, types, architecture, shell scripts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy $(CODE)
	PATH="$(CURDIR)/$(BIN):$$PATH" shellcheck $(SCRIPTS)
	$(BIN)/python -m pytest --quiet tests/test_architecture.py

kafka: install ## Run the local broker; it keeps its data in .kafka: make kafka [PORT=19092] [CLEAN=1]
	@$(BIN)/python -m deploy.local.broker $(if $(PORT),--port "$(PORT)") $(if $(CLEAN),--clean)

image-check: install ## Build the image and run it locked down; needs root and Debian's buildah
	@$(BIN)/python -m deploy.image.check

bench: $(VENV)/.dev ## Measure speed, memory and latency; prints ratios
	@$(BIN)/python -m tests.benchmarks.bench

eval: $(VENV)/.project ## Score the bundled models: make eval CORPORA=folder [GOLD="files"]
	@test -n "$(CORPORA)" || { echo "make eval CORPORA=folder; model/README.md says what is in it" >&2; exit 2; }
	@for profile in news news_fast; do \
		$(BIN)/python model/evaluate.py --model worker/enrichment/models/$$profile everything \
			--corpora "$(CORPORA)" $(if $(GOLD),--gold $(GOLD)) || exit; \
	done

dashboards: $(VENV)/.dev ## Write deploy/grafana/dashboards/*.json again
	@$(BIN)/python -m deploy.grafana

sbom: $(VENV)/.dev ## List what ships, with its licences: dist/pagewire.cdx.json (CycloneDX)
	@mkdir -p dist
	@$(BIN)/python -m deploy.supply_chain.sbom $(BIN)/python dist/pagewire.cdx.json

lock: $(VENV)/.python ## Write requirements/*.txt and docs/licences.md again: make lock [UPGRADE=1]
	@$(LOCKED) -r requirements/lock.txt
	$(COMPILE) requirements/lock.in -o requirements/lock.txt
	$(COMPILE) requirements/build.in -o requirements/build.txt
	$(COMPILE) pyproject.toml -o requirements/runtime.txt
	$(COMPILE) pyproject.toml --extra dev -c requirements/runtime.txt -o requirements/dev.txt
	$(COMPILE) requirements/supply.in -c requirements/dev.txt -o requirements/supply.txt
	@$(BIN)/python -m deploy.supply_chain.licences

clean: ## Remove .venv, caches and build results
	rm -rf $(VENV) build dist .pytest_cache .ruff_cache .mypy_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Stamps inside .venv: a step runs again only when what it reads has changed.
$(VENV)/.python:
	@command -v "$(PYTHON)" >/dev/null || { \
		echo "make: no $(PYTHON) here: install Python 3.11 to 3.13, or say PYTHON=/path/to/it" >&2; exit 1; }
	@"$(PYTHON)" -c '$(RIGHT_AGE)' || { \
		echo "make: $(PYTHON) is $$("$(PYTHON)" -V 2>&1), Pagewire needs 3.11 to 3.13:" \
			"say PYTHON=/path/to/it" >&2; exit 1; }
	@"$(PYTHON)" -c 'import venv, ensurepip' 2>/dev/null || { \
		echo "make: $(PYTHON) lacks venv or pip: install them (Debian: apt-get install python3-venv)" \
			>&2; exit 1; }
	@"$(PYTHON)" -m venv --clear $(VENV)
	@touch $@

$(VENV)/.runtime: $(VENV)/.python requirements/runtime.txt requirements/build.txt
	@echo "Installing the locked dependencies into $(VENV) (a minute or two the first time)" >&2
	@$(LOCKED) -r requirements/runtime.txt -r requirements/build.txt
	@touch $@

$(VENV)/.project: $(VENV)/.runtime pyproject.toml
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: $(VENV)/.project requirements/dev.txt requirements/supply.txt
	@echo "Installing the locked development tools into $(VENV)" >&2
	@$(LOCKED) -r requirements/dev.txt -r requirements/supply.txt
	@touch $@
