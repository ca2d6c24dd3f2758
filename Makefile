# Needs Python 3 and make. Everything else is put into .uv and .venv beside this file.
.DEFAULT_GOAL := help
.PHONY: help setup serve many shell test test-all check check-chat check-deploy train ingest evaluate bench audit
MAKEFLAGS += --no-print-directory

UV := .uv/bin/uv
PYTHON := $(shell cat .python-version)
PYENV_ROOT ?= $(HOME)/.pyenv
# pyenv's shims stand for other Pythons in each folder, and for none where the wanted one is missing: go past them
WITHOUT_SHIMS := PATH="$$(ls -d $(PYENV_ROOT)/versions/$(PYTHON).*/bin 2>/dev/null | tr '\n' ':')$$(echo "$$PATH" | tr ':' '\n' | grep -v /shims | paste -sd: -)"
ENV := .venv/.complete
IN_ENV := .venv/bin
CHAT_TOOLS := tests/browser/node_modules

help:            ## list the targets
	@sed -n 's/^\([a-z-]*\): [^#]*## /  make \1	/p' $(MAKEFILE_LIST) | expand -t 20

setup: $(ENV)    ## everything but serving: install, ingest the articles, train
	@$(MAKE) ingest train

serve: $(ENV)    ## set up what is missing and serve on http://localhost:5005
	@$(IN_ENV)/doula serve

many: $(ENV)     ## serve with two assistants behind HAProxy on http://localhost:8080
	@$(IN_ENV)/python -m deploy.processes

shell: $(ENV)    ## talk to the assistant in this terminal
	@$(IN_ENV)/doula shell

test: $(ENV)     ## run all tests
	@$(IN_ENV)/python -m pytest

test-all: $(ENV) ## ask every question that has an agreed answer, in several wordings
	@$(IN_ENV)/doula test-all

check: $(ENV)    ## format, lint, types, layers, training data, migrations, documents, deploy/
	$(IN_ENV)/ruff format --check .
	$(IN_ENV)/ruff check .
	$(IN_ENV)/mypy
	$(IN_ENV)/lint-imports
	RASA_TELEMETRY_ENABLED=false LOG_LEVEL=WARNING $(IN_ENV)/rasa data validate --fail-on-warnings
	@$(MAKE) check-chat check-deploy
	$(IN_ENV)/python -m pytest tests/unit/test_imports.py tests/unit/test_migrations.py tests/content/test_docs.py -k 'not conversation'

ifeq ($(shell command -v npm),)
check-chat:
	@echo "the chat's JavaScript is not checked: npm is missing"; test -z "$$CI"
else
check-chat: $(CHAT_TOOLS)
	$(CHAT_TOOLS)/.bin/eslint --config tests/browser/eslint.config.js widget
	$(CHAT_TOOLS)/.bin/tsc --project tests/browser
endif

check-deploy: $(UV)
	@$(UV) run --quiet --frozen --script deploy/check.py

train: $(ENV)    ## train the model if anything it is made of has changed
	@$(IN_ENV)/doula train

ingest: $(ENV)   ## make the knowledge base hold exactly the articles it follows, at first those in seeds/
	@$(IN_ENV)/doula ingest

evaluate: $(ENV) ## run the evaluation and write docs/evaluation.md
	@$(IN_ENV)/doula evaluate

bench: $(ENV) train ## measure beside a stock Rasa assistant and write docs/performance.md
	@$(IN_ENV)/python -m bench

audit: $(ENV)    ## look for known vulnerabilities; audit-ignore.txt says what remains and why
	@mkdir -p var
	@$(UV) export --quiet --frozen --no-emit-project --no-emit-package tensorflow --no-emit-package rasa-today --output-file var/audit.txt
	@$(UV) tool run pip-audit --strict --disable-pip --require-hashes --requirement var/audit.txt \
	  $$(sed -n 's/^\([A-Z]\S*\).*/--ignore-vuln \1/p' audit-ignore.txt) \
	|| { echo "audit: not passed. 'could not be audited' means that the vulnerability service is not reachable"; exit 1; }

$(UV):
	@echo "putting uv into .uv …"
	@cd / && python3 -m venv $(CURDIR)/.uv || { echo "python3 cannot make environments: install its venv (Debian: python3-venv)"; exit 1; }
	@.uv/bin/pip install --quiet --disable-pip-version-check uv==0.13.9

$(ENV): $(UV) pyproject.toml uv.lock .python-version $(shell find stubs -type f -not -name '*.pyc')
	@$(WITHOUT_SHIMS) $(UV) python find --quiet $(PYTHON) >/dev/null || $(UV) python install $(PYTHON) || { \
	  echo "doula needs Python $(PYTHON) and none could be had: install it, with your system's packages, pyenv or uv."; exit 1; }
	@echo "installing into .venv, about 1 GB, and compiling …"
	@$(WITHOUT_SHIMS) $(UV) sync --frozen --compile-bytecode --python $(PYTHON) --reinstall-package rasa-today --reinstall-package tensorflow
	@touch $@

$(CHAT_TOOLS): tests/browser/package-lock.json
	@npm ci --prefix tests/browser --no-fund --no-audit --loglevel=error
	@touch $@
