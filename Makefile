# 回音: one command each. `make help` lists them. Set-up happens by itself, once.

PYTHON ?= python3
BIN := .venv/bin
SHEETS := $(shell find web/assets -type f -not -path '*/__pycache__/*')
CATALOGUES := $(wildcard web/translations/en/LC_MESSAGES/*.po)
DOMAINS := hall portal staff mail

export PYTHON
# A command starts in a third of the time when its modules were compiled before, whatever the shell says.
export PYTHONDONTWRITEBYTECODE :=

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help run test check bench recount rehearsal lock assets strings ready ready-dev clean

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

run: ready ## start the whole office with demonstration data on http://127.0.0.1:5000
	@$(BIN)/huiyin demo $(ARGS)

test: ready-dev ## the whole suite, on SQLite and on PostgreSQL (ARGS="-k word" for a part)
	@bash scripts/browser.sh
	$(BIN)/pytest -n auto $(ARGS)

check: ## what CI runs: the suite and every check of the code
	@bash .ci/run

bench: ready-dev ## how fast it is, against a floor measured in the same run
	$(BIN)/python -m benchmarks $(ARGS)

recount: ready-dev ## how long 100,000 cases take to be counted anew under another calendar
	$(BIN)/python -m benchmarks.recount $(ARGS)

rehearsal: ready-dev ## run the real texts in a folder through the office (DATA=folder)
	@test -n "$(DATA)" || { echo "Say where the texts are: make rehearsal DATA=folder" >&2; exit 2; }
	$(BIN)/python -m benchmarks.rehearsal "$(DATA)" $(ARGS)

lock: ready ## renew requirements/*.txt and package-lock.json (ARGS=--upgrade for newer versions)
	bash scripts/lock.sh $(ARGS)

assets: .venv/.stamp-run ## build the style sheets anew
	$(BIN)/python -m web.assets.build
	@touch .venv/.stamp-assets

strings: .venv/.stamp-run ## collect the Chinese texts of all four catalogues, list what lacks English
	@for domain in $(DOMAINS); do $(BIN)/python scripts/strings.py $$domain || exit 1; done

clean: ## forget everything that was made, but not the office's data
	rm -rf .venv .tools node_modules web/static/css web/static/vendor web/fonts
	rm -rf .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis mutants
	find web/translations -name '*.mo' -delete
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# What stands ready before anything runs. Each stamp is younger than what it was made from.

ready: .venv/.stamp-run .venv/.stamp-assets .venv/.stamp-strings
ready-dev: .venv/.stamp-dev .venv/.stamp-assets .venv/.stamp-strings

.venv/.stamp-run: requirements/run.txt pyproject.toml
	@bash scripts/setup.sh run
	@touch $@

# The long list contains the short one.
.venv/.stamp-dev: requirements/dev.txt pyproject.toml
	@bash scripts/setup.sh dev
	@touch .venv/.stamp-run $@

.venv/.stamp-assets: package-lock.json $(SHEETS) | .venv/.stamp-run
	@echo "Building the style sheets ..." >&2
	@$(BIN)/python -m web.assets.build
	@touch $@

.venv/.stamp-strings: $(CATALOGUES) | .venv/.stamp-run
	@$(BIN)/python scripts/strings.py --compile
	@touch $@
