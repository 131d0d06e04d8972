"""Mistakes in Affine."""

from __future__ import annotations

from typing import Any

import numpy as np

from exercises.exercise_01_network.parts import network
from grader.checks import Misconception, misconception
from reference.affine import Affine


def _affines(
    cls: Any, caught_by: str = "derivative", catalogue: Any = (), in_network: str = "backpropagation"
) -> list[Misconception]:
    """A wrong affine layer, by itself and in the network; "" where a network of such layers does not run."""
    found = [misconception("affine", caught_by=caught_by, catalogue=catalogue, Affine=cls)]
    if in_network:
        net = network(affine=cls)
        found.append(misconception("network", caught_by=in_network, catalogue=catalogue, TwoLayerNet=net))
    return found


def _in_one_layer(cls: Any, catalogue: Any) -> list[Misconception]:
    """A wrong affine layer in the first or in the second place of the network, beside a right one."""
    return [
        misconception("network", caught_by="backpropagation", catalogue=catalogue, TwoLayerNet=network(**layers))
        for layers in ({"affine": cls, "second": Affine}, {"second": cls})
    ]


class _NotTransposed(Affine):
    def backward(self, dout):
        super().backward(dout)
        return (dout @ self.W).reshape(self.original_x_shape)


class _ReshapesWeights(Affine):
    """W in the shape of its transpose, read row by row."""

    def backward(self, dout):
        super().backward(dout)
        return (dout @ self.W.reshape(self.W.shape[::-1])).reshape(self.original_x_shape)


class _Changed(Affine):
    """An affine layer whose parameter gradients are changed after they were computed."""

    def backward(self, dout):
        dx = super().backward(dout)
        self.change(dout)
        return dx


class _ReshapesInput(_Changed):
    """x in the shape of its transpose, read row by row."""

    def change(self, dout):
        self.dW = self.x.reshape(self.x.shape[::-1]) @ dout


class _WeightsTransposed(_Changed):
    def change(self, dout):
        self.dW = dout.T @ self.x


class _WeightsAveraged(_Changed):
    def change(self, dout):
        self.dW = self.dW / len(dout)


class BothAveraged(_Changed):
    def change(self, dout):
        self.dW, self.db = self.dW / len(dout), self.db / len(dout)


class _BiasAveraged(_Changed):
    def change(self, dout):
        self.db = np.mean(dout, axis=0)


class _BiasOtherAxis(_Changed):
    def change(self, dout):
        self.db = np.sum(dout, axis=1)


class _BiasNotSummed(_Changed):
    def change(self, dout):
        self.db = dout


class _BiasOneNumber(_Changed):
    def change(self, dout):
        self.db = np.sum(dout)


class _BiasWithoutSlope(_Changed):
    """db is still what the constructor may have set it to."""

    def change(self, dout):
        self.db = 0 * self.db


class _BiasKeepsAxis(_Changed):
    def change(self, dout):
        self.db = np.sum(dout, axis=0, keepdims=True)


class _NotReshaped(Affine):
    def backward(self, dout):
        return super().backward(dout).reshape(len(dout), -1)


class _Dots(Affine):
    """Takes x as it is, which is right for rows only."""

    def forward(self, x):
        self.x = x
        return np.dot(x, self.W) + self.b

    def backward(self, dout):
        self.dW, self.db = np.dot(self.x.T, dout), np.sum(dout, axis=0)
        return np.dot(dout, self.W.T)


class _Multiplies(Affine):
    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, dout):
        self.dW, self.db = self.x.T @ dout, np.sum(dout, axis=0)
        return dout @ self.W.T


class _NoBias(Affine):
    def forward(self, x):
        return super().forward(x) - self.b


class _BiasTwice(Affine):
    def forward(self, x):
        return super().forward(x) + self.b


class _BiasSubtracted(Affine):
    def forward(self, x):
        return super().forward(x) - 2 * self.b


class _InputNotTransposed(Affine):
    """x · dout, which has shapes that fit where there are as many samples as inputs."""

    def backward(self, dout):
        self.dW, self.db = self.x @ dout, np.sum(dout, axis=0)
        return (dout @ self.W.T).reshape(self.original_x_shape)


class _FlattensOtherwise(Affine):
    """Flattened as (-1, N) and turned: right as long as there is one sample, or one number a sample."""

    def forward(self, x):
        self.original_x_shape = x.shape
        self.x = x.reshape(-1, x.shape[0]).T if x.ndim > 2 else x
        return self.x @ self.W + self.b

    def backward(self, dout):
        dx = super().backward(dout)
        return dx.reshape(len(dout), -1).T.reshape(dx.shape) if dx.ndim > 2 else dx


class _Accumulates(Affine):
    dW: Any = 0.0
    db: Any = 0.0

    def backward(self, dout):
        dW, db = self.dW, self.db
        dx = super().backward(dout)
        self.dW, self.db = dW + self.dW, db + self.db
        return dx


class _OutFirst(Affine):
    """W is read as (out, in)."""

    def forward(self, x):
        self.original_x_shape = x.shape
        self.x = x.reshape(len(x), -1)
        return self.x @ self.W.T + self.b

    def backward(self, dout):
        self.dW, self.db = dout.T @ self.x, np.sum(dout, axis=0)
        return (dout @ self.W).reshape(self.original_x_shape)


class _EntryByEntry(Affine):
    def forward(self, x):
        self.original_x_shape = x.shape
        self.x = x.reshape(len(x), -1)
        return self.x * self.W + self.b


class _AveragesDout(Affine):
    def backward(self, dout):
        dout /= len(dout)
        return super().backward(dout)


def _training_itself(rate: float, biases: bool) -> Any:
    class TrainsItself(Affine):
        def backward(self, dout):
            dx = super().backward(dout)
            self.W -= rate * self.dW
            self.b -= rate * self.db * biases
            return dx

    return TrainsItself


class _TurnsItsWeights(Affine):
    def backward(self, dout):
        self.dW, self.db = self.x.T @ dout, np.sum(dout, axis=0)
        self.W = self.W.T
        return (dout @ self.W).reshape(self.original_x_shape)


affine_not_transposed = _affines(_NotTransposed, catalogue="C01")
affine_reshaped_for_transposed = [*_affines(_ReshapesInput), *_affines(_ReshapesWeights)]
affine_weights_transposed = _affines(_WeightsTransposed, catalogue="C02")
affine_weights_averaged = [
    *_affines(_WeightsAveraged, catalogue="C03"),
    *_in_one_layer(_WeightsAveraged, "C03"),
]
affine_bias_averaged = [*_affines(_BiasAveraged, catalogue="C04"), *_in_one_layer(_BiasAveraged, "C04")]
affine_both_averaged = _affines(BothAveraged, catalogue=("C03", "C04"), in_network="")
affine_bias_other_axis = _affines(_BiasOtherAxis, catalogue="C05")
affine_bias_not_summed = _affines(_BiasNotSummed, catalogue="C06")
affine_bias_one_number = _affines(_BiasOneNumber, catalogue="C07")
affine_bias_without_slope = _affines(_BiasWithoutSlope)
affine_bias_keeps_axis = _affines(_BiasKeepsAxis, catalogue="C08")
affine_not_reshaped = _affines(_NotReshaped, "image_input", "C09", in_network="")
affine_images_not_laid_out = [
    *_affines(_Dots, "image_input", in_network=""),
    *_affines(_Multiplies, "image_input", in_network=""),
]
affine_without_bias = [
    *_affines(_NoBias, "values", "C10", in_network="class_scores"),
    *(
        misconception("network", caught_by="class_scores", catalogue="C10", TwoLayerNet=network(**layers))
        for layers in ({"affine": _NoBias, "second": Affine}, {"second": _NoBias})
    ),
]
affine_bias_miscounted = [
    *_affines(_BiasTwice, "values", "C10", in_network="class_scores"),
    *_affines(_BiasSubtracted, "values", "C10", in_network="class_scores"),
]
affine_input_not_transposed = misconception("affine", caught_by="derivative", Affine=_InputNotTransposed)
affine_flattens_otherwise = _affines(_FlattensOtherwise, "image_input", "C11", in_network="")
affine_accumulates = _affines(_Accumulates, "not_accumulated", "C12", in_network="training")
affine_out_first = _affines(_OutFirst, "values", "C14", in_network="")
affine_entry_by_entry = _affines(_EntryByEntry, "values", "L03", in_network="")
affine_averages_dout = _affines(_AveragesDout, in_network="")
affine_trains_itself = [
    wrong
    for rate in (0.1, 0.01)
    for biases in (True, False)
    for wrong in _affines(_training_itself(rate, biases), "twice", in_network="training")
]
affine_turns_its_weights = _affines(_TurnsItsWeights, "twice", in_network="")
