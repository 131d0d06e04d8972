"""The untrusted side: what runs in the process that holds the submission.

Standard library and NumPy only, and nothing of the grader outside this folder: the worker must not be able to
see a reference, an expected value, a seed or a score. Nothing that it answers is trusted; `grader.runners` checks
every byte that comes back.
"""
