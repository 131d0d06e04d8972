"""Mistakes in global pooling."""

from __future__ import annotations

from typing import Any

import numpy as np

from exercises.exercise_06_convolution.misconceptions.shared import in_global
from reference import pooling as right_pooling


class _GlobalMean(right_pooling.GlobalAveragePooling):
    def area(self):
        return int(np.prod(self.shape[2:]))


class _OverBatchToo(_GlobalMean):
    def forward(self, x):
        super().forward(x)
        return np.mean(x, axis=(0, 2, 3))


class _OverChannels(_GlobalMean):
    def forward(self, x):
        super().forward(x)
        return np.mean(x, axis=1)


class _RowMeans(_GlobalMean):
    def forward(self, x):
        super().forward(x)
        return np.mean(x, axis=3)


class _GlobalSum(_GlobalMean):
    def forward(self, x):
        return super().forward(x) * self.area()

    def backward(self, dout):
        return super().backward(dout) * self.area()


class _GlobalNotShared(_GlobalMean):
    def backward(self, dout):
        return super().backward(dout) * self.area()


class _GlobalByHeight(_GlobalMean):
    def backward(self, dout):
        return super().backward(dout) * self.shape[3]


class _GlobalByHeightSquared(_GlobalMean):
    def backward(self, dout):
        return super().backward(dout) * self.shape[3] / self.shape[2]


class _GlobalByAllSizes(_GlobalMean):
    """`x.size` in place of H·W"""

    def backward(self, dout):
        return super().backward(dout) / (self.shape[0] * self.shape[1])


class _GlobalDividesDout(_GlobalMean):
    def backward(self, dout):
        dx = super().backward(dout)
        dout /= self.area()
        return dx


class _SmallDx(_GlobalMean):
    """(N, C, 1, 1)"""

    def backward(self, dout):
        return dout[:, :, None, None] / self.area()


def _keeps_axes(cls: Any) -> Any:
    class KeepsAxes(cls):
        """(N, C, 1, 1)"""

        def forward(self, x):
            return super().forward(x)[:, :, None, None]

        def backward(self, dout):
            return super().backward(dout.reshape(dout.shape[:2]))

    return KeepsAxes


class _GlobalAllWinners(right_pooling.GlobalMaxPooling):
    def forward(self, x):
        self.x = x
        return super().forward(x)

    def backward(self, dout):
        return dout[:, :, None, None] * (self.x == np.max(self.x, axis=(2, 3), keepdims=True))


class _GlobalToAll(_GlobalAllWinners):
    def backward(self, dout):
        return np.broadcast_to(dout[:, :, None, None], self.x.shape).copy()


class _GlobalWinnerDivided(right_pooling.GlobalMaxPooling):
    """The largest pixel gets its dout, divided as if for a mean."""

    def backward(self, dout):
        return super().backward(dout) / np.prod(self.shape[2:])


class _GlobalToTheFirst(right_pooling.GlobalMaxPooling):
    def forward(self, x):
        out = super().forward(x)
        self.arg_max = np.zeros_like(self.arg_max)
        return out


class _GlobalToTheSmallest(right_pooling.GlobalMaxPooling):
    """`argmin` in place of `argmax`"""

    def forward(self, x):
        super().forward(-x)
        return np.max(x, axis=(2, 3))


class _GlobalSmallest(right_pooling.GlobalMaxPooling):
    def forward(self, x):
        return -super().forward(-x)


class _GlobalTimesValue(_GlobalAllWinners):
    def backward(self, dout):
        return super().backward(dout) * self.x


class _GlobalMask(_GlobalAllWinners):
    """The slope without what comes from above."""

    def backward(self, dout):
        return super().backward(np.ones_like(dout))


class _WinnersOfBatch(_GlobalAllWinners):
    axes: Any = (0, 2, 3)

    def backward(self, dout):
        return dout[:, :, None, None] * (self.x == np.max(self.x, axis=self.axes, keepdims=True))


class _WinnerOfAll(_WinnersOfBatch):
    axes = None


class WinnersByRow(right_pooling.GlobalMaxPooling):
    """One row for each channel, `argmax` along these axes: across channels no row has its own."""

    axis: Any = 1

    def forward(self, x):
        rows = x.reshape(x.shape[0] * x.shape[1], -1)
        self.keep(shape=x.shape, arg_max=np.argmax(rows, axis=self.axis))
        return np.max(rows, axis=1).reshape(x.shape[:2])

    def keep(self, **state):
        vars(self).update(state)

    def backward(self, dout):
        dx = np.zeros((dout.size, int(np.prod(self.shape[2:]))))
        dx[np.arange(dout.size), self.arg_max] = dout.flatten()
        return dx.reshape(self.shape)


class _WinnersAcrossRows(WinnersByRow):
    axis = 0


class _WinnerOfAllRows(WinnersByRow):
    axis = None


class _GlobalFlatDx(WinnersByRow):
    """(N·C, H·W)"""

    def backward(self, dout):
        return super().backward(dout).reshape(dout.size, -1)


class _MaskTimesDout(_GlobalAllWinners):
    """dout (N, C) beside (N, C, H, W), without the two axes that it lacks."""

    def backward(self, dout):
        return (self.x == np.max(self.x, axis=(2, 3), keepdims=True)) * dout


class _DoutTimesMask(_GlobalAllWinners):
    def backward(self, dout):
        return dout * (self.x == np.max(self.x, axis=(2, 3), keepdims=True))


class _OnesTimesDout(_GlobalMean):
    def backward(self, dout):
        return np.ones(self.shape) * dout / self.area()


class _DoutTimesOnes(_GlobalMean):
    def backward(self, dout):
        return dout / self.area() * np.ones(self.shape)


class _MeanForLargest(right_pooling.GlobalMaxPooling):
    def forward(self, x):
        super().forward(x)
        return np.mean(x, axis=(2, 3))


class _LargestForMean(_GlobalMean):
    def forward(self, x):
        super().forward(x)
        return np.max(x, axis=(2, 3))


def _largest_along(axis: int) -> Any:
    class OneAxis(right_pooling.GlobalMaxPooling):
        def forward(self, x):
            super().forward(x)
            return np.max(x, axis=axis)

    return OneAxis


class _GlobalMaxSpreads(right_pooling.GlobalMaxPooling):
    def backward(self, dout):
        return np.broadcast_to(dout[:, :, None, None] / np.prod(self.shape[2:]), self.shape).copy()


class _LargestOfImage(_GlobalAllWinners):
    """The largest over all channels."""

    def forward(self, x):
        super().forward(x)
        return np.broadcast_to(np.max(x, axis=(1, 2, 3))[:, None], x.shape[:2]).copy()


class _LargestOfBatch(_GlobalAllWinners):
    def forward(self, x):
        super().forward(x)
        return np.broadcast_to(np.max(x, axis=(0, 2, 3))[None], x.shape[:2]).copy()


class _WinnersOfOneImage(_GlobalAllWinners):
    """The mask is of the largest pixel of all channels."""

    def backward(self, dout):
        return dout[:, :, None, None] * (self.x == np.max(self.x, axis=(1, 2, 3), keepdims=True))


global_over_batch = [in_global(_OverBatchToo, "average_values"), in_global(_LargestOfBatch, "largest_values")]
global_over_channels = [
    in_global(_OverChannels, "average_values", "J12"),
    in_global(_LargestOfImage, "largest_values", "J12"),
]
global_one_axis = [
    in_global(_RowMeans, "average_values"),
    *(in_global(_largest_along(axis), "largest_values") for axis in (2, 3)),
]
global_is_the_other = [in_global(_MeanForLargest, "largest_values"), in_global(_LargestForMean, "average_values")]
global_sum = in_global(_GlobalSum, "average_values")
global_keeps_axes = [
    in_global(_keeps_axes(right_pooling.GlobalAveragePooling), "average_values"),
    in_global(_keeps_axes(right_pooling.GlobalMaxPooling), "largest_values"),
]
global_not_shared = in_global(_GlobalNotShared, "average_derivative", "J09")
global_by_height = [in_global(cls, "average_derivative") for cls in (_GlobalByHeight, _GlobalByHeightSquared)]
global_by_all_sizes = in_global(_GlobalByAllSizes, "average_derivative")
global_not_broadcast = [
    in_global(_SmallDx, "average_derivative"),
    in_global(_GlobalFlatDx, "largest_derivative"),
]
global_dout_not_reshaped = [
    *(in_global(cls, "average_derivative") for cls in (_OnesTimesDout, _DoutTimesOnes)),
    *(in_global(cls, "largest_derivative") for cls in (_MaskTimesDout, _DoutTimesMask)),
]
global_divides_dout = in_global(_GlobalDividesDout, "untouched")
global_ties_all_in_full = in_global(_GlobalAllWinners, "ties", "J01")
global_max_spreads = in_global(_GlobalMaxSpreads, "largest_derivative", "J02")
global_winner_of_image = in_global(_WinnersOfOneImage, "largest_derivative", "J12")
global_winner_of_batch = [
    in_global(cls, "largest_derivative")
    for cls in (_WinnersOfBatch, _WinnerOfAll, _WinnersAcrossRows, _WinnerOfAllRows)
]
global_max_to_all = in_global(_GlobalToAll, "largest_derivative")
global_max_divided = in_global(_GlobalWinnerDivided, "largest_derivative")
global_max_to_the_first = in_global(_GlobalToTheFirst, "largest_derivative")
global_max_to_the_smallest = in_global(_GlobalToTheSmallest, "largest_derivative")
global_max_times_value = in_global(_GlobalTimesValue, "largest_derivative")
global_max_is_min = in_global(_GlobalSmallest, "largest_values")
global_dout_missing = in_global(_GlobalMask, "largest_derivative")
