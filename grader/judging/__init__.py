"""From what a submission answers to findings: what it is held against, what is asked, and what a wrong answer is.

`evaluate` asks a submission check after check (`question`), over plays and known runs that a `bench` keeps. What comes
out wrong is looked for among the known variants (`diagnose`, with `fitting` for free numbers), else among regularities
of its numbers (`structure`, `distance`); and for the smallest failing example (`smallest`).
"""
