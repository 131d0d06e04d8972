"""Practicals: experiments on real digits, run on a learner's own code, without isolation, as the learner would.

This package is imported in the notebook's kernel too: `from grader.practical import …` is how a notebook begins.
matplotlib, nbclient and nbconvert come with the extra `practicals`, and are imported where they are needed.
"""
