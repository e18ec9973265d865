# The project's commands; `make help` lists them. Needs make and Python 3.11 to 3.13 with venv, nothing else.

PORT ?= 8501
ADDRESS ?= localhost
# Under an address that others reach, any name may lead here; on loopback only its own (.streamlit/config.toml).
HOSTS = $(if $(filter-out localhost 127.0.0.1 ::1,$(ADDRESS)),--server.allowedHosts '*')
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin/python
PIP := $(BIN) -m pip install -qq --disable-pip-version-check

# Stamps carry the checksum of what was installed: an unchanged lock file never installs twice, whatever its date.
RUN_STAMP := $(VENV)/installed-run-$(shell cksum < requirements.txt | tr ' ' '-')
DEV_STAMP := $(VENV)/installed-dev-$(shell cat requirements.txt requirements-dev.txt | cksum | tr ' ' '-')

.DEFAULT_GOAL := help
.PHONY: help run test build check bench peers lock audit shots clean browser

help: ## list the commands
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST)

run: $(RUN_STAMP) ## build the table where it is stale, then serve the dashboard (PORT=8501, ADDRESS=localhost)
	@$(BIN) -m etl build --if-stale
	@echo "The dashboard is at http://$(ADDRESS):$(PORT) (Ctrl-C ends it)"
	@$(BIN) -m streamlit run app.py --server.port $(PORT) --server.address $(ADDRESS) $(HOSTS)

test: $(DEV_STAMP) browser ## style, types, all tests (installs a Chromium where there is none)
	$(BIN) -m ruff check .
	$(BIN) -m mypy
	@CHROMIUM="$$($(FIND_CHROMIUM))" $(BIN) -m pytest -q

build: $(RUN_STAMP) ## read data/press and publish the table
	@$(BIN) -m etl build

check: $(RUN_STAMP) ## rebuild in memory and compare with the published table
	@$(BIN) -m etl check

bench: $(DEV_STAMP) browser ## measure speed, memory, scaling, queries, pages and visitors at once (BENCH=--full for larger sizes)
	@$(BIN) -m benchmarks $(BENCH)
	@CHROMIUM="$$($(FIND_CHROMIUM))" $(BIN) -m benchmarks.dashboard

peers: $(BIN) ## the other dashboards that `make bench` measures beside ours, into .venv-peers
	@$(BIN) -m venv .venv-peers
	@.venv-peers/bin/python -m pip install -qq --disable-pip-version-check -r requirements-peers.txt

shots: $(DEV_STAMP) browser ## screenshots of every page into build/shots
	@CHROMIUM="$$($(FIND_CHROMIUM))" $(BIN) -m tests.screenshots build/shots

lock: $(DEV_STAMP) ## pin what the requirements*.in lists ask for
	$(BIN) -m uv pip compile --quiet --universal --python-version 3.11 -o requirements.txt requirements.in
	$(BIN) -m uv pip compile --quiet --universal --python-version 3.11 -o requirements-dev.txt requirements-dev.in
	$(BIN) -m uv pip compile --quiet --universal --python-version 3.11 -o requirements-cluster.txt requirements-cluster.in
	$(BIN) -m uv pip compile --quiet --universal --python-version 3.11 -o requirements-bench.txt requirements-bench.in
	$(BIN) -m uv pip compile --quiet --universal --python-version 3.11 -o requirements-peers.txt requirements-peers.in

audit: $(DEV_STAMP) ## ask a public database for known weaknesses of the pinned packages (needs the internet)
	@for list in requirements requirements-dev requirements-cluster requirements-bench; do \
		$(BIN) -m uv tool run pip-audit --disable-pip --no-deps --strict -r $$list.txt || exit 1; done

clean: ## remove the environment and what tools leave behind
	rm -rf $(VENV) .venv-peers build test-results .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(BIN):
	@command -v $(PYTHON) > /dev/null || { echo "make: found no $(PYTHON); install Python 3.11, 3.12 or 3.13, or name one: make PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' || { \
		echo "make: found $$($(PYTHON) --version), needs Python 3.11, 3.12 or 3.13; name one: make PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' || { echo "make: this Python has no venv; on Debian: apt-get install python3-venv"; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(RUN_STAMP): $(BIN)
	@echo "Installing requirements.txt into $(VENV) (once, a minute or two)"
	@$(PIP) -r requirements.txt
	@touch $@

# The development lock holds all of requirements.txt at the same versions.
$(DEV_STAMP): $(BIN)
	@echo "Installing requirements-dev.txt into $(VENV) (once, a minute or two)"
	@$(PIP) -r requirements-dev.txt
	@touch $@ $(RUN_STAMP)

FIND_CHROMIUM = for name in "$${CHROMIUM:-}" chromium chromium-browser google-chrome; do command -v "$$name" && break; done
AS_ROOT := $(shell [ "$$(id -u)" = 0 ] || echo sudo)

browser:
	@[ -n "$$($(FIND_CHROMIUM))" ] || { \
		echo "Installing Chromium and a Chinese font, which the browser tests need"; \
		$(AS_ROOT) apt-get update -qq && DEBIAN_FRONTEND=noninteractive $(AS_ROOT) apt-get install -y -qq --no-install-recommends chromium fonts-noto-cjk; \
	} || { echo "make: found no Chromium and could not install one; install it, or name one: CHROMIUM=/path/to/chromium make test"; exit 1; }
