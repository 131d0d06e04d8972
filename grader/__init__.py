"""NN Kata: a grader for deep-learning exercises written by hand in NumPy."""

__version__ = "0.1.0"


def load_ipython_extension(shell: object) -> None:
    """`%load_ext grader` in a notebook, see `grader.jupyter`."""
    from grader.jupyter import load

    load(shell)
