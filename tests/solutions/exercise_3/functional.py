"""Pure functions with a dict of settings and a cache; the class only carries both. ε = 1e-5."""

import numpy as np


def batchnorm_forward(x, gamma, beta, bn_param):
    mode = bn_param["mode"]
    eps = bn_param.get("eps", 1e-5)
    momentum = bn_param.get("momentum", 0.9)
    D = x.shape[1]
    running_mean = bn_param.get("running_mean", np.zeros(D, dtype=x.dtype))
    running_var = bn_param.get("running_var", np.zeros(D, dtype=x.dtype))
    cache = None
    if mode == "train":
        mean, var = x.mean(axis=0), x.var(axis=0)
        ivar = 1.0 / np.sqrt(var + eps)
        x_hat = (x - mean) * ivar
        out = gamma * x_hat + beta
        cache = (x_hat, gamma, ivar)
        running_mean = momentum * running_mean + (1 - momentum) * mean
        running_var = momentum * running_var + (1 - momentum) * var
    elif mode == "test":
        out = gamma * (x - running_mean) / np.sqrt(running_var + eps) + beta
    else:
        raise ValueError(mode)
    bn_param["running_mean"] = running_mean
    bn_param["running_var"] = running_var
    return out, cache


def batchnorm_backward(dout, cache):
    x_hat, gamma, ivar = cache
    N = dout.shape[0]
    dbeta = np.sum(dout, axis=0)
    dgamma = np.sum(dout * x_hat, axis=0)
    dx_hat = dout * gamma
    dx = ivar / N * (N * dx_hat - np.sum(dx_hat, axis=0) - x_hat * np.sum(dx_hat * x_hat, axis=0))
    return dx, dgamma, dbeta


def spatial(fn, image, *rest):
    N, C, H, W = image.shape
    flat = image.transpose(0, 2, 3, 1).reshape(N * H * W, C)
    out, *more = fn(flat, *rest)
    return (out.reshape(N, H, W, C).transpose(0, 3, 1, 2), *more)


class BatchNormalization:
    def __init__(self, gamma, beta, momentum=0.9, running_mean=None, running_var=None):
        self.gamma, self.beta = gamma, beta
        self.param = {"momentum": momentum}
        if running_mean is not None:
            self.param["running_mean"] = running_mean
        if running_var is not None:
            self.param["running_var"] = running_var

    @property
    def running_mean(self):
        return self.param["running_mean"]

    @property
    def running_var(self):
        return self.param["running_var"]

    def forward(self, x, train_flg=True):
        self.param["mode"] = "train" if train_flg else "test"
        if x.ndim == 4:
            out, cache = spatial(batchnorm_forward, x, self.gamma, self.beta, self.param)
        else:
            out, cache = batchnorm_forward(x, self.gamma, self.beta, self.param)
        if cache is not None:
            self.cache = cache
        return out

    def backward(self, dout):
        if dout.ndim == 4:
            dx, self.dgamma, self.dbeta = spatial(batchnorm_backward, dout, self.cache)
        else:
            dx, self.dgamma, self.dbeta = batchnorm_backward(dout, self.cache)
        return dx
