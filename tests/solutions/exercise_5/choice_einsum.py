import numpy as np


def l1_penalty(W, lam):
    return lam * np.einsum("i,i->", W.ravel(), np.sign(W).ravel())


def l1_gradient(W, lam):
    with np.errstate(invalid="ignore", divide="ignore"):
        return lam * np.nan_to_num(W / np.abs(W))


def l2_penalty(W, lam):
    return lam * np.vdot(W, W) / 2


def l2_gradient(W, lam):
    return lam * W.copy()


def p_norm(W, p):
    return np.exp(np.log(np.sum(np.abs(W) ** p)) / p) if np.any(W) else 0.0


class Dropout:
    def __init__(self, dropout_ratio=0.5):
        self.dropout_ratio = dropout_ratio

    def forward(self, x, train_flg=True):
        if train_flg:
            p = [self.dropout_ratio, 1 - self.dropout_ratio]
            self.mask = np.random.choice([0, 1], size=x.shape, p=p)
        else:
            # 推論時も backward が使えるようにしておく
            self.mask = 1 - self.dropout_ratio
        return x * self.mask

    def backward(self, dout):
        return dout * self.mask


def regularized_gradients(params, grads, lam, kind):
    """Adds to grads themselves, as in the book's weight decay, and returns them."""
    for name in grads:
        if "W" in name:
            grads[name] += dict(l1=l1_gradient, l2=l2_gradient)[kind](params[name], lam)
    return grads
