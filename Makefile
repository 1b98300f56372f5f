# One target per habit. Nothing here is needed to use the library: see README.md.

VENV   := .venv
PYTHON := $(VENV)/bin/python
SUDO   := $(if $(filter 0,$(shell id -u)),,sudo)
# What tests need beyond PyPI: a browser, what manim is built with, and, unless they are there from
# elsewhere, Python's headers, npm for KaTeX and Java for the checker of HTML.
HEADERS := $(shell python3 -c "import sysconfig; print(sysconfig.get_path('include'))")
SYSTEM_PACKAGES := chromium gcc libc6-dev libcairo2-dev libpango1.0-dev pkg-config \
	$(if $(wildcard $(HEADERS)/Python.h),,python3-dev) \
	$(if $(shell command -v npm),,nodejs npm) $(if $(shell command -v java),,default-jre-headless)
# Tests are many small matrix products: threads would wait for one another. With SCIPY_ARRAY_API,
# scikit-learn's checks of estimators run all of them.
PYTEST := SCIPY_ARRAY_API=1 OPENBLAS_NUM_THREADS=1 OMP_NUM_THREADS=1 $(PYTHON) -m pytest
QUICK := not slow and not system and not mnist

COVERAGE := $(PYTEST:pytest=coverage)
CHAPTERS := $(wildcard logreg_edu/*.py)
CHAPTER_TESTS := $(CHAPTERS) $(wildcard $(CHAPTERS:logreg_edu/%=tests/test_%)) tests/test_fast_solvers.py \
	tests/test_transformers.py

MKDOCS := OPENBLAS_NUM_THREADS=1 $(if $(SITE_URL),SITE_URL=$(SITE_URL)) NO_MKDOCS_2_WARNING=1 $(PYTHON) -m mkdocs

.PHONY: site site-files serve sample pretrained help demo test test-rest test-all setup-system check format coverage audit trust fuzz mutants defaults results bench bench-peers marks animations notebooks clean

help:  ## list the targets
	@grep -E '^[a-z-]+:.*##' Makefile | sed -E 's/:.*## /\t/' | expand -t 16

demo: $(VENV)/.demo  ## train the ten models on 5,000 real digits
	$(VENV)/bin/logreg-edu train

test: $(VENV)/.test  ## the quick tests, which need no system package, no network and no MNIST
	$(PYTEST) -n 2 --dist loadfile -m "$(QUICK)"

test-rest: $(VENV)/.test-all  ## the tests that make test leaves out; first, once: make setup-system
	$(PYTEST) -n 2 --dist loadgroup -m "not ($(QUICK))"

test-all: $(VENV)/.test-all  ## all tests; first, once: make setup-system
	$(PYTEST) -n 2 --dist loadgroup

setup-system:  ## install the system packages that test-all needs (Debian, Ubuntu)
	@missing=$$(for p in $(SYSTEM_PACKAGES); do dpkg -s $$p >/dev/null 2>&1 || echo $$p; done); \
	if [ -z "$$missing" ]; then echo "System packages are there: $(SYSTEM_PACKAGES)"; else \
	set -ex; $(SUDO) apt-get update; \
	$(SUDO) env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $$missing; fi

check: $(VENV)/.test  ## format, lint, types
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/ruff check .
	$(VENV)/bin/mypy

format: $(VENV)/.test  ## put the code into its form
	$(VENV)/bin/ruff format .
	$(VENV)/bin/ruff check --fix .

coverage: $(VENV)/.test  ## measure that the quick tests run every line and branch of the chapters
	$(COVERAGE) run -m pytest -q --no-header -m "$(QUICK)" $(CHAPTER_TESTS)
	$(COVERAGE) report

audit: $(VENV)/.fuzz $(VENV)/.mutation  ## a short run of trust, fuzz and mutants, and whether they find what is broken
	$(PYTEST) -n 2 audit/tests

trust: $(VENV)/.test  ## try thousands of bad inputs, and count what goes wrong
	$(PYTHON) -m audit.trust

fuzz: $(VENV)/.fuzz  ## let a fuzzer look for files that the readers do not expect (6 minutes; FUZZ_SECONDS=600: an hour)
	$(PYTHON) -m audit.fuzz $(or $(FUZZ_SECONDS),60)

mutants: $(VENV)/.mutation  ## change the chapters one place at a time: do their tests notice? (long; SAMPLE=60: fewer)
	$(PYTEST:pytest=audit.mutants) $(if $(SAMPLE),--sample $(SAMPLE))

defaults: $(VENV)/.test  ## choose again, on validation digits, the default l2 and which answers are clear (needs MNIST)
	$(PYTHON) benchmarks/choose_defaults.py
	$(PYTHON) benchmarks/choose_ladder.py
	$(PYTHON) -m benchmarks.reject

bench: $(VENV)/.test  ## compare time and memory with scikit-learn and SciPy, quiet and busy (25 minutes)
	$(PYTHON) -m benchmarks.bench

bench-peers: $(VENV)/.test  ## the same with JAX, PyTorch and others, which it installs in build/ (20 minutes)
	$(PYTHON) -m benchmarks.bench --only peers

marks: site  ## measure the built site as a phone sees it: Lighthouse, the page to draw on, Python (needs Chromium)
	$(PYTHON) -m benchmarks.lighthouse
	$(PYTHON) -m benchmarks.playground
	$(PYTHON) -m benchmarks.python_in_page

results: $(VENV)/.test  ## measure again every figure that README and site quote (needs MNIST)
	$(PYTHON) benchmarks/make_results.py
	$(PYTHON) -m benchmarks.make_ladder

animations: $(VENV)/.animations  ## film the animations that have changed; first, once: make setup-system
	OPENBLAS_NUM_THREADS=1 $(PYTHON) -m animations

notebooks: $(VENV)/.notebooks  ## write the exercises as notebooks into build/notebooks
	$(PYTHON) -m logreg_edu.exercises.notebooks build/notebooks

site-files: $(VENV)/.docs
	$(PYTHON) -m docs.tools.downloads
	$(PYTHON) -m docs.tools.pyodide_files
	$(PYTHON) -m docs.tools.codemirror

site: site-files  ## build the site into site/, with the files that it hands out
	$(MKDOCS) build --strict
	$(PYTHON) -m docs.tools.downloads site

serve: site-files  ## preview the site
	$(MKDOCS) serve

clean:  ## remove what the other targets made, but for runs/
	rm -rf $(VENV) node_modules docs/assets/katex docs/assets/pyodide docs/assets/codemirror docs/downloads build dist site *.egg-info .pytest_cache .ruff_cache .mypy_cache .hypothesis

$(VENV)/bin/python:
	python3 -m venv $(VENV)

# One stamp per kind of installation: done once, and again when pyproject.toml changes.
$(VENV)/.demo: $(VENV)/bin/python pyproject.toml
	$(PYTHON) -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

node_modules/.katex: package-lock.json
	npm ci --omit=dev --ignore-scripts --silent
	@touch $@

node_modules/.dev: package-lock.json
	npm ci --ignore-scripts --silent
	@touch $@ node_modules/.katex

$(VENV)/.docs: $(VENV)/bin/python pyproject.toml node_modules/.katex
	$(PYTHON) -m pip install --quiet --disable-pip-version-check --editable ".[docs]"
	$(PYTHON) -c "from docs.tools import katex; katex.install()"
	@touch $@

$(VENV)/.test: $(VENV)/bin/python pyproject.toml
	$(PYTHON) -m pip install --quiet --disable-pip-version-check --editable ".[test]"
	@touch $@ $(VENV)/.demo

$(VENV)/.test-all: $(VENV)/bin/python pyproject.toml node_modules/.dev
	$(PYTHON) -m pip install --quiet --disable-pip-version-check --editable ".[test,system-test,docs,animations,notebooks]"
	$(PYTHON) -c "from docs.tools import katex; katex.install()"
	@touch $@ $(VENV)/.test $(VENV)/.demo

# These are extras of the same name; what they run may need what the tests need.
$(addprefix $(VENV)/.,animations notebooks mutation fuzz): $(VENV)/.%: $(VENV)/.test
	$(PYTHON) -m pip install --quiet --disable-pip-version-check --editable ".[test,$*]"
	@touch $@

sample: $(VENV)/.test  ## make the shipped sample of 5,000 digits again (needs MNIST)
	$(PYTHON) -m benchmarks.make_sample

pretrained: $(VENV)/.test  ## make the shipped models again (needs MNIST)
	$(VENV)/bin/logreg-edu train --data mnist --official-split --out build/pretrained
	cp build/pretrained/model.npz logreg_edu/pretrained.npz
	$(VENV)/bin/logreg-edu ladder filters-100 --out logreg_edu/pretrained_filters.npz
