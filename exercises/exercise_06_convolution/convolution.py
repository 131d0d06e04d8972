"""Exercise 6: convolution and pooling. Formulas, an example: README.en.md, or `grade show exercise_6`.

Write NumPy in place of every `raise` line. No function changes an array that it was given.

images: (N, C, H, W), N images of C channels; filters: (F, C, FH, FW)
output size: OH = (H + 2·pad − FH) // stride + 1, OW likewise; what does not fit a whole window is left out
dout: gradient of the loss with respect to what forward returned, of the same shape

To run on a GPU too (`--backend cupy`), ask an array for its library and use that for np: xp = x.__array_namespace__()
"""

import numpy as np


def im2col(input_data, filter_h, filter_w, stride=1, pad=0):
    """Lay out every window of the images in a row.

    input_data: (N, C, H, W), zeros are padded around it
    returns: (N·OH·OW, C·filter_h·filter_w), rows in the order n, oh, ow, columns in the order c, fh, fw
    """
    raise NotImplementedError("im2col")


def col2im(col, input_shape, filter_h, filter_w, stride=1, pad=0):
    """Put rows of windows back to where im2col took them from; what falls on the same pixel is added.

    col: (N·OH·OW, C·filter_h·filter_w)
    input_shape: (N, C, H, W)
    returns: input_shape, without the padding
    """
    raise NotImplementedError("col2im")


class Convolution:
    """out[n, f, i, j] = b[f] + Σ over c, k, l of x[n, c, i·stride + k, j·stride + l] · W[f, c, k, l]

    W: (F, C, FH, FW), never flipped; b: (F,); pad: zeros on all four sides
    """

    def __init__(self, W, b, stride=1, pad=0):
        self.W = W
        self.b = b
        self.stride = stride
        self.pad = pad
        self.dW = None
        self.db = None

    def forward(self, x):
        """x: (N, C, H, W); returns: (N, F, OH, OW)"""
        raise NotImplementedError("Convolution.forward")

    def backward(self, dout):
        """dout: (N, F, OH, OW); sets self.dW and self.db, the shapes of W and b; returns: dx (N, C, H, W)"""
        raise NotImplementedError("Convolution.backward")


class Pooling:
    """The largest entry of each window, channel by channel; padding never wins."""

    def __init__(self, pool_h, pool_w, stride=2, pad=0):
        self.pool_h = pool_h
        self.pool_w = pool_w
        self.stride = stride
        self.pad = pad

    def forward(self, x):
        """x: (N, C, H, W); returns: (N, C, OH, OW)"""
        raise NotImplementedError("Pooling.forward")

    def backward(self, dout):
        """Each window hands its dout to its largest entry. dout: (N, C, OH, OW); returns: dx (N, C, H, W)"""
        raise NotImplementedError("Pooling.backward")


class AveragePooling:
    """The mean of each window, channel by channel."""

    def __init__(self, pool_h, pool_w, stride=2, pad=0):
        self.pool_h = pool_h
        self.pool_w = pool_w
        self.stride = stride
        self.pad = pad

    def forward(self, x):
        """x: (N, C, H, W); returns: (N, C, OH, OW)"""
        raise NotImplementedError("AveragePooling.forward")

    def backward(self, dout):
        """Each window shares its dout equally. dout: (N, C, OH, OW); returns: dx (N, C, H, W)"""
        raise NotImplementedError("AveragePooling.backward")


class GlobalAveragePooling:
    """The mean of each channel."""

    def forward(self, x):
        """x: (N, C, H, W); returns: (N, C)"""
        raise NotImplementedError("GlobalAveragePooling.forward")

    def backward(self, dout):
        """dout: (N, C); returns: dx (N, C, H, W)"""
        raise NotImplementedError("GlobalAveragePooling.backward")


class GlobalMaxPooling:
    """The largest entry of each channel."""

    def forward(self, x):
        """x: (N, C, H, W); returns: (N, C)"""
        raise NotImplementedError("GlobalMaxPooling.forward")

    def backward(self, dout):
        """dout: (N, C); returns: dx (N, C, H, W)"""
        raise NotImplementedError("GlobalMaxPooling.backward")


class SimpleConvNet:
    """Convolution → ReLU → 2×2 max pooling → affine → ReLU → affine, softmax and cross-entropy as the loss.

    input_dim: (C, H, W); conv_param: {"filter_num": 30, "filter_size": 5, "pad": 0, "stride": 1}
    params: dict of W1 (filter_num, C, filter_size, filter_size), b1 (filter_num,), W2 (pooled, hidden_size),
        b2 (hidden_size,), W3 (hidden_size, output_size), b3 (output_size,); pooled: numbers left of an image
        W normal with standard deviation weight_init_std, b zero
    """

    def __init__(self, input_dim, conv_param, hidden_size=100, output_size=10, weight_init_std=0.01):
        raise NotImplementedError("SimpleConvNet.__init__")

    def predict(self, x):
        """x: (N, C, H, W); returns: (N, output_size) scores, before softmax"""
        raise NotImplementedError("SimpleConvNet.predict")

    def loss(self, x, t):
        """t: (N, output_size) one-hot or (N,) class numbers; returns: one number"""
        raise NotImplementedError("SimpleConvNet.loss")

    def accuracy(self, x, t):
        """returns: the share of images whose highest score is the right class, 0 to 1"""
        raise NotImplementedError("SimpleConvNet.accuracy")

    def gradient(self, x, t):
        """returns: dict of ∂loss/∂params by backpropagation, with the names and shapes of params"""
        raise NotImplementedError("SimpleConvNet.gradient")


class Convolution1d:
    """Bonus. As Convolution, with one axis of positions: sound.

    W: (F, C, K); b: (F,)
    """

    def __init__(self, W, b, stride=1, pad=0):
        self.W = W
        self.b = b
        self.stride = stride
        self.pad = pad
        self.dW = None
        self.db = None

    def forward(self, x):
        """x: (N, C, L); returns: (N, F, OL)"""
        raise NotImplementedError("Convolution1d.forward")

    def backward(self, dout):
        """dout: (N, F, OL); sets self.dW and self.db; returns: dx (N, C, L)"""
        raise NotImplementedError("Convolution1d.backward")


class Convolution3d:
    """Bonus. As Convolution, with three axes of positions: video.

    W: (F, C, FT, FH, FW); b: (F,); the same stride and pad along all three
    """

    def __init__(self, W, b, stride=1, pad=0):
        self.W = W
        self.b = b
        self.stride = stride
        self.pad = pad
        self.dW = None
        self.db = None

    def forward(self, x):
        """x: (N, C, T, H, W); returns: (N, F, OT, OH, OW)"""
        raise NotImplementedError("Convolution3d.forward")

    def backward(self, dout):
        """dout: (N, F, OT, OH, OW); sets self.dW and self.db; returns: dx (N, C, T, H, W)"""
        raise NotImplementedError("Convolution3d.backward")
