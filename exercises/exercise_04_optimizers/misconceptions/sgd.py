"""Mistakes in SGD."""

from __future__ import annotations

import numpy as np

from exercises.exercise_04_optimizers.rules import SGDRule
from grader.checks import misconception


class _TimesParameter(SGDRule):
    def step(self, p, g, s):
        p -= self.lr * g * p


class _RateSquared(SGDRule):
    def step(self, p, g, s):
        p -= self.lr**2 * g


class _SignOnly(SGDRule):
    def step(self, p, g, s):
        p -= self.lr * np.sign(g)


def _clipping(limit: float) -> type[SGDRule]:
    class Clipping(SGDRule):
        def step(self, p, g, s):
            p -= self.lr * np.clip(g, -limit, limit)

    return Clipping


def _clipping_norm(limit: float, together: bool, eps: float) -> type[SGDRule]:
    """Scaled down to this norm: all gradients `together`, or each array by itself."""

    class ClippingNorm(SGDRule):
        def update(self, params, grads):
            norms = {key: float(np.linalg.norm(g)) for key, g in grads.items()}
            if together:
                norms = dict.fromkeys(grads, float(np.linalg.norm(list(norms.values()))))
            for key in params:
                params[key] -= self.lr * grads[key] * min(1.0, limit / (norms[key] + eps or 1.0))

    return ClippingNorm


class _Normalised(SGDRule):
    """Every array's gradient is scaled to norm 1, small ones too."""

    def step(self, p, g, s):
        p -= self.lr * g / (np.linalg.norm(g) + 1e-8)


class _WithoutRate(SGDRule):
    def step(self, p, g, s):
        p -= g


multiplies_by_parameter = misconception("sgd", caught_by="downhill", catalogue="F04", SGD=_TimesParameter)
sgd_rate_squared = misconception("sgd", caught_by="first_step", SGD=_RateSquared)
sgd_sign_only = misconception("sgd", caught_by="first_step", SGD=_SignOnly)


class _SGDWithMomentum(SGDRule):
    def step(self, p, g, s):
        s.v = 0.9 * s.v - self.lr * g
        p += s.v


sgd_is_momentum = misconception("sgd", caught_by="path", SGD=_SGDWithMomentum)
sgd_without_rate = misconception("sgd", caught_by="first_step", SGD=_WithoutRate)
sgd_gradient_normalised = misconception("sgd", caught_by="first_step", SGD=_Normalised)
sgd_gradient_clipped = [
    misconception("sgd", caught_by="first_step", SGD=_clipping(1)),
    misconception("sgd", caught_by="path", SGD=_clipping(5)),
    *(
        misconception("sgd", caught_by="first_step" if limit < 5 else "path", SGD=_clipping_norm(limit, together, eps))
        for limit in (1.0, 5.0)
        for together in (True, False)
        for eps in (1e-6, 0.0)
    ),
]
