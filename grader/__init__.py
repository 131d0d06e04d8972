"""NN Kata: a grader for deep-learning exercises written by hand in NumPy."""

__version__ = "0.1.0"
