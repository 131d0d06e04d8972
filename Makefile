# Everything from a clean clone: `make demo` shows the main job, `make test` passes the tests.

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
PEERS := .venv-peers
LAB := .venv-jupyterlab

.PHONY: demo test check exercises test-backends test-gpu docs links bench bench-compare bench-regressions bench-peers look jupyterlab practicals fuzz hostile clean

demo: $(READY)  ## grade a shipped sample submission of exercise_4 with two real mistakes
	@$(BIN)/grade submit exercise_4 exercises/exercise_04_optimizers/samples/two_mistakes.py \
		--gradebook demo/gradebook.sqlite --exit-zero

# Where Python may not keep its bytecode, each of the hundreds of commands that the tests start compiles everything anew.
unexport PYTHONDONTWRITEBYTECODE

# Tests run side by side: threads of BLAS in each would wait for one another's cores.
test practicals: export OPENBLAS_NUM_THREADS = 1
test practicals: export OMP_NUM_THREADS = 1
test practicals: export MKL_NUM_THREADS = 1

test: $(READY)  ## lint, types and all tests; under 15 minutes on 2 cores
	$(BIN)/ruff check .
	$(BIN)/ruff format --check -q .
	$(BIN)/pytest -n auto --dist worksteal

check: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check -q .
	$(BIN)/mypy

exercises: $(READY)  ## the author's gate, all members of all families of mistakes; right answers under more seeds
	$(BIN)/grade author check
	$(BIN)/pytest -m slow -n auto tests/test_solutions.py tests/author

docs: $(READY)  ## the site, in docs/_build/html
	$(BIN)/sphinx-build -q -n -W --keep-going docs docs/_build/html
	@echo docs/_build/html/index.html

links: $(READY)  ## whether the addresses that the site names answer; needs a network
	$(BIN)/sphinx-build -q -b linkcheck docs docs/_build/links

fuzz: $(READY)  ## damaged frames, notebooks, zips and TOML: some minutes
	$(BIN)/python -m tests.fuzz wire 6000000
	$(BIN)/python -m tests.fuzz notebook 40000
	$(BIN)/python -m tests.fuzz zip 40000
	$(BIN)/python -m tests.fuzz toml 10000

hostile: $(READY)  ## every attack at every level and as an ordinary user, in a run of the size of a class; faults
	$(BIN)/pytest -m slow tests/test_hostile.py tests/test_faults.py tests/test_clocks.py tests/cli/test_killed.py

test-backends: $(READY)  ## the reference and all checks with PyTorch's arrays, in an environment of its own (.venv-torch)
	test -x .venv-torch/bin/python || $(PYTHON) -m venv .venv-torch
	.venv-torch/bin/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]' 'torch==2.13.0'
	.venv-torch/bin/python -m pytest -rs -m "slow or not slow" tests/test_backends.py

test-gpu: $(READY)  ## the same with CuPy on a GPU, where CuPy is installed; elsewhere each test is skipped with its reason
	$(BIN)/pytest -rs -m "slow or not slow" tests/test_backends.py -k cupy

bench: $(READY)  ## every table that claims of speed rest on; under 12 minutes, on a machine with nothing else to do
	$(BIN)/python benchmarks

bench-compare: $(READY)  ## what has become slower or faster between the two newest runs of `make bench`
	$(BIN)/python benchmarks compare

bench-regressions: $(READY) $(PEERS)/.ready  ## small pieces timed by pytest-benchmark, against its last run here
	$(BIN)/python benchmarks regressions

bench-peers: $(READY) $(PEERS)/.ready  ## the environment of other tools that `make bench` compares with; a class by them
	$(BIN)/python benchmarks/class.py --classes --peers $(PEERS)
	$(PEERS)/bin/python benchmarks/deep_network.py

look: $(READY)  ## every practical in both languages, in Chromium: narrow and wide, light and dark; pictures in build/look
	$(BIN)/python scripts/look.py

jupyterlab: $(LAB)/.ready  ## a practical run and looked at in JupyterLab's own server
	$(LAB)/bin/python scripts/jupyterlab.py

practicals: $(READY)  ## the report's claims, asked of all practicals, quick and full: about six minutes on a quiet machine
	$(BIN)/pytest -m slow -n 2 --dist loadfile tests/practical

$(LAB)/.ready: pyproject.toml
	test -x $(LAB)/bin/python || $(PYTHON) -m venv $(LAB)
	$(LAB)/bin/python -m pip install --quiet --disable-pip-version-check jupyterlab selenium --editable '.[practicals]'
	@touch $@

$(PEERS)/.ready: benchmarks/peers.txt
	test -x $(PEERS)/bin/python || $(PYTHON) -m venv $(PEERS)
	$(PEERS)/bin/python -m pip install --quiet --disable-pip-version-check --requirement $<
	@touch $@

$(READY): pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "NN Kata needs Python 3.11 or newer; this is " + sys.version)'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@

clean:
	rm -rf $(VENV) $(PEERS) $(LAB) demo build dist docs/_build docs/exercises .mypy_cache .ruff_cache
