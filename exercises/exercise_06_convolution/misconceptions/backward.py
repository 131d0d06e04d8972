"""Mistakes in a convolution's backward."""

from __future__ import annotations

import numpy as np

from exercises.exercise_06_convolution.misconceptions.shared import PLANAR, in_filters
from exercises.exercise_06_convolution.misconceptions.windows import ScattersStepByStep
from exercises.exercise_06_convolution.sliding import Conv, Windows


class _AveragedW(Conv):
    def slope_of_W(self, dy):
        return super().slope_of_W(dy) / len(dy)


class _AveragedWOverAll(Conv):
    def slope_of_W(self, dy):
        return super().slope_of_W(dy) / (dy.shape[0] * dy.shape[2])


class _LastWindow(Conv):
    def slope_of_W(self, dy):
        return super().slope_of_W(np.where(np.arange(dy.shape[2]) == dy.shape[2] - 1, dy, 0.0))


class _LastWindowOfLastImage(_LastWindow):
    def slope_of_W(self, dy):
        return super().slope_of_W(np.where(np.arange(len(dy))[:, None, None] == len(dy) - 1, dy, 0.0))


class _LastImage(Conv):
    def slope_of_W(self, dy):
        return super().slope_of_W(np.where(np.arange(len(dy))[:, None, None] == len(dy) - 1, dy, 0.0))


class _FlippedSlope(Conv):
    def slope_of_W(self, dy):
        return np.flip(super().slope_of_W(dy), axis=tuple(range(2, self.W.ndim)))


class _TurnedSlope(Conv):
    """(C·K, F) reshaped to W's shape, without turning it first."""

    def slope_of_W(self, dy):
        return super().slope_of_W(dy).reshape(len(self.W), -1).T.reshape(self.W.shape)


class _FlatSlope(Conv):
    """(F, C·K), as the product gives it."""

    def slope_of_W(self, dy):
        return super().slope_of_W(dy).reshape(len(self.W), -1)


class _FlatSlopeOfColumns(Conv):
    """(C·K, F), as the other product gives it."""

    def slope_of_W(self, dy):
        return super().slope_of_W(dy).reshape(len(self.W), -1).T


class _ChannelsLastSlope(Conv):
    """(F, *K, C)"""

    def slope_of_W(self, dy):
        return np.moveaxis(super().slope_of_W(dy), 1, -1)


class _ReshapedWithChannelsLast(Conv):
    """The table's rows are taken for (*K, C)."""

    def shape(self):
        return len(self.W), *self.W.shape[2:], self.W.shape[1]

    def slope_of_W(self, dy):
        return super().slope_of_W(dy).reshape(self.shape())


class _MovedToChannelsFirst(_ReshapedWithChannelsLast):
    def slope_of_W(self, dy):
        return np.moveaxis(super().slope_of_W(dy), -1, 1)


class _FiltersLastSlope(Conv):
    """(C, *K, F), the table (C·K, F) as it is."""

    def slope_of_W(self, dy):
        return np.moveaxis(super().slope_of_W(dy), 0, -1)


class _ChannelsFirstSlope(Conv):
    """(C, F, *K)"""

    def slope_of_W(self, dy):
        return np.swapaxes(super().slope_of_W(dy), 0, 1)


class _WidthFirstSlope(Conv):
    """(F, C, FW, FH)"""

    def slope_of_W(self, dy):
        return np.swapaxes(super().slope_of_W(dy), 2, 3)


class _ReshapedWidthFirst(Conv):
    """The table's rows are taken for (C, FW, FH)."""

    def slope_of_W(self, dy):
        f, c, high, wide = self.W.shape
        return super().slope_of_W(dy).reshape(f, c, wide, high)


class _ReshapedAndTurned(_ReshapedWidthFirst):
    def slope_of_W(self, dy):
        return np.swapaxes(super().slope_of_W(dy), 2, 3)


class _BiasByBatch(Conv):
    def slope_of_b(self, dy):
        return np.sum(dy, axis=0).reshape(dy.shape[1], *self.out)


class _BiasByPosition(Conv):
    """Summed over positions only."""

    def slope_of_b(self, dy):
        return np.sum(dy, axis=2)


class _BiasByWindow(Conv):
    """Summed over filters, one number for each row of the table."""

    def slope_of_b(self, dy):
        return np.sum(dy, axis=1).reshape(-1)


class _BiasKeepsRow(Conv):
    """(1, F)"""

    def slope_of_b(self, dy):
        return super().slope_of_b(dy).reshape(1, -1)


class _BiasAsOne(Conv):
    def slope_of_b(self, dy):
        return np.sum(dy)


class _BiasKeepsAxes(Conv):
    def slope_of_b(self, dy):
        return super().slope_of_b(dy).reshape(1, -1, *(1 for _ in self.out))


class _BiasAveraged(Conv):
    def slope_of_b(self, dy):
        return np.mean(dy, axis=(0, 2))


class _BiasAveragedOverBatch(Conv):
    def slope_of_b(self, dy):
        return np.mean(np.sum(dy, axis=2), axis=0)


class _BiasAveragedOverPositions(Conv):
    def slope_of_b(self, dy):
        return np.sum(np.mean(dy, axis=2), axis=0)


class _TurnedKernel(Conv):
    """In the form of a full convolution, with the kernel as it is."""

    def slope_of_x(self, dy):
        flipped = np.flip(self.W, axis=tuple(range(2, self.W.ndim))).reshape(len(self.W), -1)
        return self.spread(flipped.T @ dy)


class _DoutReshaped(Conv):
    """dout (N, F, *out) reshaped to (N·L, F)."""

    def unshaped(self, dout):
        n, f = dout.shape[:2]
        return dout.reshape(n, -1, f).transpose(0, 2, 1)


class _DoutReshapedRightBias(_DoutReshaped):
    def backward(self, dout):
        dx = super().backward(dout)
        self.db = np.sum(dout, axis=(0, *range(2, dout.ndim)))
        return dx


class _DoutAcrossImages(Conv):
    """dout (N, F, *out) reshaped to (F, N·L)."""

    def unshaped(self, dout):
        n, f = dout.shape[:2]
        return dout.reshape(f, n, -1).transpose(1, 0, 2)


class _DoutAcrossImagesRightBias(_DoutAcrossImages):
    def backward(self, dout):
        dx = super().backward(dout)
        self.db = np.sum(dout, axis=(0, *range(2, dout.ndim)))
        return dx


class _DoutTurned(Conv):
    """dout's columns before its rows."""

    def unshaped(self, dout):
        return super().unshaped(dout.swapaxes(-1, -2))


class _NotDilated(Conv):
    def spread(self, columns):
        lay = ScattersStepByStep(self.W.shape[2:], self.stride, self.pad)
        return lay.scatter(columns.reshape(len(columns), -1, *self.W.shape[2:], *self.out), self.x.shape)


class _WithoutPaddingInSlope(Conv):
    """dW is taken from the image without its padding; what lies outside is lost."""

    def slope_of_W(self, dy):
        inside = Windows(self.W.shape[2:], self.stride, self.pad)
        inside.padded = lambda x, value: np.pad(x, [(0, 0), (0, 0)] + [(0, 2 * self.pad)] * (x.ndim - 2))
        self.columns = self.in_columns(inside.gather(self.x))
        return super().slope_of_W(dy)


class _DividedX(Conv):
    def slope_of_x(self, dy):
        return super().slope_of_x(dy) / len(dy)


class _ReluSlopeMissing(Conv):
    """Gradients of the filters are kept in an array that starts at ones."""

    def slope_of_W(self, dy):
        return 1 + super().slope_of_W(dy)


class _Accumulates(Conv):
    def slope_of_W(self, dy):
        self.sum = getattr(self, "sum", 0) + super().slope_of_W(dy)
        return self.sum


class _AccumulatesBoth(_Accumulates):
    def slope_of_b(self, dy):
        self.biases = getattr(self, "biases", 0) + super().slope_of_b(dy)
        return self.biases


class _AccumulatesBias(Conv):
    def slope_of_b(self, dy):
        self.biases = getattr(self, "biases", 0) + super().slope_of_b(dy)
        return self.biases


class _ScalesWeights(Conv):
    """Takes a step of its own in backward."""

    def backward(self, dout):
        dx = super().backward(dout)
        self.W -= 0.1 * self.dW
        self.b -= 0.1 * self.db
        return dx


class _FlattensWeights(Conv):
    """Sets `W.shape` to multiply, and puts it back only in backward's copy."""

    def backward(self, dout):
        dx = super().backward(dout)
        self.W.shape = (len(self.W), -1)
        return dx


class _ReshapesDout(Conv):
    def backward(self, dout):
        dx = super().backward(dout)
        dout.shape = (*dout.shape[:2], -1)
        return dx


class _NoSlopes(Conv):
    """dx alone."""

    def slope_of_W(self, dy):
        return None

    def slope_of_b(self, dy):
        return None


class _NoSlopeOfW(Conv):
    def slope_of_W(self, dy):
        return None


class _NoSlopeOfB(Conv):
    def slope_of_b(self, dy):
        return None


class _GivesAllSlopes(Conv):
    """`return dx, self.dW, self.db`"""

    def backward(self, dout):
        return super().backward(dout), self.dW, self.db


dW_averaged = [*in_filters(_AveragedW, "derivative", "I10"), *in_filters(_AveragedWOverAll, "derivative", "I10")]
dW_overwritten = [
    *in_filters(_LastWindow, "derivative", "I12"),
    *in_filters(_LastWindowOfLastImage, "derivative", "I12"),
    *in_filters(_LastImage, "derivative", "I12"),
]
dW_flipped = in_filters(_FlippedSlope, "derivative", "I17")
dW_not_turned = in_filters(_TurnedSlope, "derivative")
dW_flat = [*in_filters(_FlatSlope, "derivative"), *in_filters(_FlatSlopeOfColumns, "derivative")]
dW_channels_last = [
    *in_filters(_ChannelsLastSlope, "derivative"),
    *in_filters(_ReshapedWithChannelsLast, "derivative"),
    *in_filters(_MovedToChannelsFirst, "derivative"),
]
dW_axes_exchanged = [
    *in_filters(_FiltersLastSlope, "derivative"),
    *in_filters(_ChannelsFirstSlope, "derivative"),
    *in_filters(_WidthFirstSlope, "derivative", of=PLANAR),
    *in_filters(_ReshapedWidthFirst, "derivative", of=PLANAR),
    *in_filters(_ReshapedAndTurned, "derivative", of=PLANAR),
]
dW_of_unpadded_image = in_filters(_WithoutPaddingInSlope, "backward_with_padding")
db_not_summed = [
    *in_filters(_BiasByBatch, "derivative", "I15"),
    *in_filters(_BiasByPosition, "derivative", "I15"),
    *in_filters(_BiasByWindow, "derivative", "I15"),
]
db_keeps_axes = [*in_filters(_BiasKeepsAxes, "derivative"), *in_filters(_BiasKeepsRow, "derivative")]
db_one_number = in_filters(_BiasAsOne, "derivative")
db_averaged = [
    *in_filters(_BiasAveraged, "derivative", "I16"),
    *in_filters(_BiasAveragedOverBatch, "derivative", "I16"),
    *in_filters(_BiasAveragedOverPositions, "derivative", "I16"),
]
dx_kernel_turned = in_filters(_TurnedKernel, "derivative", "I18")
dx_divided_by_batch = in_filters(_DividedX, "derivative")
dx_stride_forgotten = in_filters(_NotDilated, "backward_with_stride", "I24")
dout_not_reordered = [
    *in_filters(_DoutReshaped, "derivative", "I19"),
    *in_filters(_DoutReshapedRightBias, "derivative", "I19"),
    *in_filters(_DoutAcrossImages, "derivative", "I19"),
    *in_filters(_DoutAcrossImagesRightBias, "derivative", "I19"),
]
dout_turned = in_filters(_DoutTurned, "derivative", of=PLANAR)
dW_starts_at_one = in_filters(_ReluSlopeMissing, "derivative")
slopes_accumulate = [
    *in_filters(_Accumulates, "own_forward", of=PLANAR),
    *in_filters(_AccumulatesBoth, "own_forward", of=PLANAR),
    *in_filters(_AccumulatesBias, "own_forward", of=PLANAR),
]
trains_itself = in_filters(_ScalesWeights, "untouched", of=PLANAR)
reshapes_weights = in_filters(_FlattensWeights, "untouched", of=PLANAR)
reshapes_dout = in_filters(_ReshapesDout, "untouched", of=PLANAR)
slopes_not_kept = [
    *in_filters(_NoSlopes, "derivative"),
    *in_filters(_NoSlopeOfW, "derivative"),
    *in_filters(_NoSlopeOfB, "derivative"),
]
slopes_returned = in_filters(_GivesAllSlopes, "derivative")
