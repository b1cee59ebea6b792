# make serve | site | offline | index | test | bench | lint | clean — nothing is needed but Python ≥ 3.11 and make
# (lint, check-site and lighthouse also need npm, with Node.js 20.19, 22.16 or ≥ 24).

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
ADDRESS ?= 127.0.0.1:8000

# Material prints a notice about its successor at every build; the plan for it is in ARCHITECTURE.md.
export NO_MKDOCS_2_WARNING := 1

.PHONY: serve site offline index test bench lint format check-site lighthouse screenshots clean
.DEFAULT_GOAL := site

$(VENV)/.installed: requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "$(PYTHON) is older than 3.11: install Python 3.11, or name one: make PYTHON=python3.12"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

serve: $(VENV)/.installed
	$(BIN)/mkdocs serve --dev-addr $(ADDRESS)

site: $(VENV)/.installed
	$(BIN)/mkdocs build --strict

# Unpacked anywhere, a USB stick too: site/index.html opens, reads and searches without a server.
offline: site
	$(BIN)/python -m zipfile -c offline.zip site

index: $(VENV)/.installed
	$(BIN)/python build_index.py

test: $(VENV)/.installed
	$(BIN)/python -m hansearch.chromium
	$(BIN)/pytest --numprocesses auto --dist loadfile

# make bench [CORPUS=DIR QUERIES=FILE] [PER_KIND=N], or GROWTH=1 CORPUS=DIR; MiniSearch takes part where npm is there.
bench: $(VENV)/.installed
	$(BIN)/pip install --quiet --disable-pip-version-check -r bench/requirements.txt
	$(if $(shell command -v npm),$(MAKE) --no-print-directory node_modules/.installed)
	$(BIN)/python -m hansearch.chromium
	$(BIN)/python -m bench $(if $(CORPUS),--corpus "$(CORPUS)") $(if $(QUERIES),--queries "$(QUERIES)") \
		$(if $(PER_KIND),--per-kind $(PER_KIND)) $(if $(GROWTH),--growth)

lint: $(VENV)/.installed node_modules/.installed
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/helpcenter check
	npx --no-install tsc --project .
	npx --no-install tsc --project tsconfig.worker.json
	npx --no-install eslint .

format: $(VENV)/.installed
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

# What must hold of the built site: weight, links, markup, accessibility. The limits are in tools/check_site.py.
check-site: site node_modules/.installed
	$(BIN)/python -m hansearch.chromium
	$(BIN)/python -m tools.check_site

# The same for Lighthouse's scores; five runs of three pages take some minutes.
lighthouse: site node_modules/.installed
	$(BIN)/python -m hansearch.chromium
	$(BIN)/python -m tools.check_site --lighthouse

screenshots: site
	$(BIN)/python -m hansearch.chromium
	$(BIN)/python -m tools.screenshots

node_modules/.installed: package.json package-lock.json
	@command -v npm >/dev/null || { echo "make lint, check-site and lighthouse need npm: install Node.js 20.19, 22.16, or 24 and newer"; exit 1; }
	npm ci --no-audit --no-fund --loglevel=error
	@touch $@

clean:
	rm -rf $(VENV) node_modules site .cache/hansearch search_index/*.seg search_index/*.toc search_index/*.json search_index/*WRITELOCK
