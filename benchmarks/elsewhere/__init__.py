"""The optimisers of exercise_4 as an exercise of other graders, each built and run as its documentation says.

The questions are the same (`questions`): every optimiser on as many drawn paths as ours has examples, with gradients
of 0, tiny ones, a changing rate, two optimisers at once and defaults, compared with the reference's formulas. What the
others do not do, naming the mistake and isolating the submission, they are not asked for.
"""
