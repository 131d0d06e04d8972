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
global_one_axis = in_global(_RowMeans, "average_values")
global_sum = in_global(_GlobalSum, "average_values")
global_keeps_axes = [
    in_global(_keeps_axes(right_pooling.GlobalAveragePooling), "average_values"),
    in_global(_keeps_axes(right_pooling.GlobalMaxPooling), "largest_values"),
]
global_not_shared = in_global(_GlobalNotShared, "average_derivative", "J09")
global_by_height = in_global(_GlobalByHeight, "average_derivative")
global_not_broadcast = in_global(_SmallDx, "average_derivative")
global_divides_dout = in_global(_GlobalDividesDout, "untouched")
global_ties_all_in_full = in_global(_GlobalAllWinners, "ties", "J01")
global_max_spreads = in_global(_GlobalMaxSpreads, "largest_derivative", "J02")
global_winner_of_image = in_global(_WinnersOfOneImage, "largest_derivative", "J12")
