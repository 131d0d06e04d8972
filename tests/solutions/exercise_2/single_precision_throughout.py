import numpy as np

DTYPE = np.float32


def gaussian(shape, std, rng):
    return rng.standard_normal(shape, dtype=DTYPE) * DTYPE(std)


def zeros(shape):
    return np.zeros(shape, dtype=DTYPE)


def fans(shape):
    if len(shape) == 4:
        k = int(shape[2]) * int(shape[3])
        return int(shape[1]) * k, int(shape[0]) * k
    return int(shape[0]), int(shape[1])


def _uniform(shape, limit, rng):
    u = rng.random(shape, dtype=DTYPE)
    u *= DTYPE(2 * limit)
    u -= DTYPE(limit)
    return u


def xavier(shape, rng):
    return gaussian(shape, np.sqrt(1 / fans(shape)[0]), rng)


def xavier_uniform(shape, rng):
    return _uniform(shape, np.sqrt(3 / fans(shape)[0]), rng)


def he(shape, rng):
    return gaussian(shape, np.sqrt(2 / fans(shape)[0]), rng)


def he_uniform(shape, rng):
    return _uniform(shape, np.sqrt(6 / fans(shape)[0]), rng)


def gradient_flow(weights, activation, x, dout):
    weights = [np.asarray(W, DTYPE) for W in weights]
    z = np.asarray(x, DTYPE)
    g = np.array(dout, DTYPE)        # a copy, it is multiplied in place below
    derivs = []
    for W in weights:
        a = np.matmul(z, W)
        if activation == "sigmoid":
            z = DTYPE(1) / (DTYPE(1) + np.exp(-a))
            derivs.append(z * (1 - z))
        elif activation == "tanh":
            z = np.tanh(a)
            derivs.append(1 - z * z)
        elif activation == "relu":
            z = np.maximum(a, DTYPE(0))
            derivs.append((a > 0).astype(DTYPE))
    result = np.zeros(len(weights))
    for k in reversed(range(len(weights))):
        g *= derivs[k]
        result[k] = np.linalg.norm(g.astype(np.float64))
        g = np.matmul(g, weights[k].T)
    return result.tolist()
