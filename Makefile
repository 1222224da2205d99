# Needs python3 (3.11+) and a package index; nothing else. Everything lives in .venv.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
EXPORT := $(BIN)/uv export --quiet --frozen --no-dev --no-emit-project
export UV_COMPILE_BYTECODE := 1
export UV_PROJECT_ENVIRONMENT := $(VENV)
# A process that may not write bytecode pays for compiling at every start.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: install demo run test lint bench soak docs rehearse screenshots lock sbom clean

install: $(VENV)/.installed

$(VENV)/.installed: pyproject.toml uv.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Watchline needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) --version 2>&1). Try: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@test -x $(BIN)/uv || $(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	@$(BIN)/uv sync --quiet --frozen --inexact --python $(BIN)/python
	@touch $@

demo: install
	@$(BIN)/watchline demo

run: install
	@$(BIN)/watchline run

test: lint
	$(BIN)/python -m pytest -n 2 --dist loadgroup

lint: install
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: install
	@$(BIN)/uv sync --quiet --frozen --inexact --group bench --python $(BIN)/python
	@for script in benchmarks/*.py; do $(BIN)/python $$script || exit 1; done

# What the tests try briefly, for SOAK_MINUTES; SOAK names scenarios of soak/, without it all.
SOAK_MINUTES ?= 30
soak: install
	@$(BIN)/python -m soak --minutes $(SOAK_MINUTES) $(SOAK)

# docker-compose.yml as processes of this machine, with a worker killed in a cycle; needs PostgreSQL and redis-server.
rehearse: install
	@$(BIN)/python -m rehearsal

# The pages and schemas of docs/ that are made from the code.
docs: install
	@$(BIN)/python -m docs.generate

screenshots: install
	$(BIN)/python -m docs.screenshots

# The lock, and what is made from it: pins for pip, and the list of licences. Set UPGRADE=1 for newer versions.
lock: install
	$(BIN)/uv lock $(if $(UPGRADE),--upgrade)
	$(EXPORT) --no-hashes --no-annotate --no-header --format requirements.txt >constraints.txt
	$(BIN)/uv sync --quiet --frozen --inexact --python $(BIN)/python
	$(BIN)/python -m tools.licences

# What is installed, as CycloneDX, and the same with hashes for pip install --require-hashes.
sbom: install
	@mkdir -p dist
	$(EXPORT) --format cyclonedx1.5 --preview-features sbom-export >dist/watchline.cdx.json
	$(EXPORT) --format requirements.txt --no-annotate >dist/requirements.txt

clean:
	rm -rf $(VENV) var .mypy_cache .pytest_cache .ruff_cache
