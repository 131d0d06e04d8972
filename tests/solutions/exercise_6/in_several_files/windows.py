"""im2col by one index into the padded image, col2im by its adjoint."""

import numpy as np


def _index(shape, filter_h, filter_w, stride, pad):
    """Where in the flattened padded image each number of a table comes from."""
    n, c, h, w = shape[0], shape[1], shape[2] + 2 * pad, shape[3] + 2 * pad
    places = np.arange(n * c * h * w).reshape(n, c, h, w)
    tops, lefts = range(0, h - filter_h + 1, stride), range(0, w - filter_w + 1, stride)
    table = [
        image[:, top : top + filter_h, left : left + filter_w].ravel() for image in places for top in tops for left in lefts
    ]
    return np.array(table), (n, c, h, w)


def im2col(input_data, filter_h, filter_w, stride=1, pad=0):
    index, _ = _index(input_data.shape, filter_h, filter_w, stride, pad)
    return np.pad(input_data, [(0, 0), (0, 0), (pad, pad), (pad, pad)]).ravel()[index]


def col2im(col, input_shape, filter_h, filter_w, stride=1, pad=0):
    index, padded = _index(input_shape, filter_h, filter_w, stride, pad)
    image = np.zeros(padded)
    np.add.at(image.ravel(), index, col)
    return image[:, :, pad : pad + input_shape[2], pad : pad + input_shape[3]]
