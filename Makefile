# Needs Python 3.11 or newer and make, nothing else.
PYTHON ?= $(firstword $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p; done))
VENV := .venv
PY := $(VENV)/bin/python
READY := $(VENV)/.ready

.PHONY: setup demo run test check bench bench-search bench-load bench-delivery lock catalogues clean
.DEFAULT_GOAL := demo

setup: $(READY)

$(READY): requirements.lock
	@test -n "$(PYTHON)" || { echo "Caravan needs Python 3.11 or newer; none was found. Name one: make PYTHON=/path/to/python3"; exit 1; }
	@rm -rf $(VENV)
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo "This Python cannot make a virtual environment. On Debian: apt install python3-venv"; exit 1; }
	$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all: -r requirements.lock
	@touch $(READY)

demo: $(READY)  ## the bot with sample content, in a web page; no token, no network
	$(PY) -m bot demo

run: $(READY)  ## the bot on Telegram; settings come from the environment and .env
	$(PY) -m bot run

test: $(READY)
	$(PY) -m pytest -n 3 -m "not alone"
	$(PY) -m pytest -m alone

check: $(READY)  ## lint, types, and the contracts between the layers
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports

bench: $(READY)  ## updates a second, beside the stock framework
	$(PY) -m bot bench

bench-search: $(READY)  ## how fast the search answers; ARGS="--articles-count 1000000", ARGS=--help
	$(PY) -m tests.bench.search $(ARGS)

bench-load: $(READY)  ## 100,000 articles into the database and the index
	$(PY) -m tests.bench.loading $(ARGS)

bench-delivery: $(READY)  ## one article to 100,000 subscriptions, on both databases
	$(PY) -m tests.bench.delivery $(ARGS)

lock:  ## pins anew what pyproject.toml asks for (needs uv)
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --quiet \
		--extra dev pyproject.toml -o requirements.lock

catalogues: $(READY)  ## takes the texts out of the code into the catalogues
	$(PY) -m bot.locales

clean:
	rm -rf $(VENV) .hypothesis .pytest_cache .mypy_cache .ruff_cache
