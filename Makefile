# make demo   the bundled case, from deal file to report        make test    the whole test suite
# make setup  the environment in .venv, nothing else            make check   format, lint, types, import floors
PYTHON ?= python3
BIN = .venv/bin

.PHONY: demo test setup check lock
demo: setup
	$(BIN)/suitor analyze openai-2025 --out out

test: setup
	$(BIN)/python -m pytest -n 2 --dist loadfile

check: setup
	scripts/check

setup: .venv/ready
.venv/ready: requirements.lock pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

# Hashes and versions only: the list installs from whatever index the machine is set up for.
lock:
	uv pip compile --universal --python-version 3.11 --all-extras --group dev --generate-hashes --no-annotate --no-header \
		--no-emit-index-url --quiet --output-file requirements.lock pyproject.toml
