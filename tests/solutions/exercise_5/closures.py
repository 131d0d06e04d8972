"""The mask lives in a closure; CS231n's keep probability together with the inverted form."""
import numpy as np

_rng = np.random.RandomState()


def _penalty(f):
    return lambda W, lam: lam * f(np.asarray(W, dtype=float)).sum()


def _slope(df):
    return lambda W, lam: lam * df(np.asarray(W, dtype=float))


l1_penalty, l1_gradient = _penalty(np.abs), _slope(np.sign)
l2_penalty, l2_gradient = _penalty(lambda w: w * w / 2), _slope(lambda w: +w)
p_norm = lambda W, p: sum(abs(w) ** p for w in np.asarray(W, dtype=float).ravel().tolist()) ** (1 / p)


class Dropout:
    def __init__(self, keep_prob=0.5):
        self.keep_prob = keep_prob
        self._back = None

    def forward(self, x, train_flg=True):
        if not train_flg:
            return +x
        keep = self.keep_prob
        U = (_rng.rand(*x.shape) < keep) / keep
        self._back = lambda dout: dout * U
        return x * U

    def backward(self, dout):
        return self._back(dout)


def regularized_gradients(params, grads, lam, kind):
    rule = dict(l1=l1_gradient, l2=l2_gradient)[kind]
    return dict((k, g + rule(params[k], lam)) if k.startswith("W") else (k, g + 0) for k, g in grads.items())
