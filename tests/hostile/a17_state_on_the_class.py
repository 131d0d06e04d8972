# a17: The layer keeps what it saw on the class.
# grade exercise_1.affine: 0 values raised
import numpy as np
class Affine:
    seen = {}
    def __init__(self, W, b):
        Affine.seen.update(W=W, b=b)
    def forward(self, x):
        Affine.seen["x"] = x
        return x.reshape(len(x), -1) @ Affine.seen["W"] + Affine.seen["b"]
    def backward(self, dout):
        x, W = Affine.seen["x"], Affine.seen["W"]
        Affine.dW = x.reshape(len(x), -1).T @ dout
        Affine.db = dout.sum(axis=0)
        return (dout @ W.T).reshape(x.shape)
