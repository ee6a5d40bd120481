# The two commands that matter: `make demo` and `make test`. Python 3.11+ and make are all they need.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input
# The demonstration is for this machine alone; `make demo HOST=0.0.0.0` opens it to others, with its accounts for all.
HOST ?= 127.0.0.1
PORT ?= 8000
# What every link says: where the demonstration is opened.
demo: export STORE_BASE_URL ?= http://$(if $(filter 127.0.0.1 0.0.0.0 :: [::] ::1,$(HOST)),localhost,$(HOST)):$(PORT)
WORKERS ?= 2
LONG := bench policies search/faults search/engines search/test_rebuilding.py search/test_several_workers.py \
	search/test_relevance.py store/odd store/work store/test_backup.py store/test_preparing.py

# Processes that tests start read compiled code, whatever a machine says.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help demo serve test test-fast audit judge lint bench assets lock format screenshots clean

help: ## what one can make
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 14

$(VENV)/base: requirements/base.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 ou plus récent est nécessaire (PYTHON=… make …)")'
	@test -x $(BIN)/python || { echo "Environnement Python : création dans $(VENV)"; $(PYTHON) -m venv $(VENV); }
	@echo "Environnement Python : installation des bibliothèques"
	@$(PIP) install -r requirements/base.txt
	@touch $@

$(VENV)/dev: requirements/dev.txt $(VENV)/base
	@echo "Environnement Python : installation des outils de test"
	@$(PIP) install -r requirements/dev.txt
	@touch $@

demo: $(VENV)/base ## the Store on http://localhost:8000, with its demo catalogue
	@mkdir -p "$${STORE_DATA_DIR:-var}/assets" "$${STORE_DATA_DIR:-var}/static"
	@$(BIN)/python manage.py prepare_demo
	@echo "Le Store est ouvert : $$STORE_BASE_URL/ (Ctrl+C pour arrêter)"
	@export DEBUG=false DJANGO_SETTINGS_MODULE=store.settings.dev; $(BIN)/python manage.py work & \
		trap "kill $$! 2>/dev/null" EXIT; trap exit INT TERM; $(BIN)/gunicorn store.wsgi --bind $(HOST):$(PORT) \
		--workers $(WORKERS) --threads 4 --log-level warning

serve: $(VENV)/base ## the demonstration for a developer: it starts again at each change of the code
	@mkdir -p "$${STORE_DATA_DIR:-var}/assets" "$${STORE_DATA_DIR:-var}/static"
	@$(BIN)/python manage.py prepare_demo
	STORE_BASE_URL=$${STORE_BASE_URL:-http://localhost:$(PORT)} $(BIN)/python manage.py runserver $(HOST):$(PORT)

test: $(VENV)/dev lint ## linters, then the whole test suite (on PostgreSQL too when POSTGRES_URL is set)
	@BIN=$(BIN) sh tests/run.sh

test-fast: $(VENV)/dev ## what a developer runs at each change: no browser, no server, nothing that takes minutes
	$(BIN)/python -m pytest -n $${TEST_WORKERS:-2} --dist loadscope -m "not browser and not elasticsearch" $(LONG:%=--ignore tests/%)

audit: $(VENV)/dev ## known vulnerabilities of what production installs, where the network allows asking
	@$(PIP) install --quiet pip-audit
	$(BIN)/pip-audit --requirement requirements/base.txt

lint: $(VENV)/dev ## formatting, style, types, import directions, templates
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports
	$(BIN)/mypy
	$(BIN)/djlint --quiet --lint templates

format: $(VENV)/dev ## format the code
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(VENV)/dev ## search, side by side with Wagtail's own, for an hour (BENCH="--sizes 1000": for a minute)
	$(BIN)/python -m tests.bench search $(BENCH)
	$(BIN)/python -m tests.bench pages
	$(BIN)/python -m tests.bench needs
	$(BIN)/python -m tests.bench funding
	$(BIN)/python -m tests.bench throughput

screenshots: $(VENV)/dev ## the pictures of docs/screenshots, taken from a running demo
	$(BIN)/python -m tests.screenshots

judge: ## Lighthouse and html-validate on the eight main pages of a running demo (Node and Chromium are needed)
	cd .ci/pages && npm install --silent --no-package-lock && node judge.mjs $(BASE)

lock: $(VENV)/dev ## compile requirements/*.in into what pip reads
	cd requirements && for name in base dev; do ../$(BIN)/pip-compile --quiet --strip-extras --no-header \
		--no-emit-index-url --no-emit-trusted-host --no-emit-find-links --output-file $$name.txt $$name.in; done

clean: ## remove the environment and the data directory
	rm -rf $(VENV) var
