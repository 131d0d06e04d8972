"""Mistakes in max and average pooling."""

from __future__ import annotations

from typing import Any

import numpy as np

from exercises.exercise_06_convolution.misconceptions.shared import POOLS, clearing, in_pools
from exercises.exercise_06_convolution.misconceptions.windows import ScattersStepByStep
from exercises.exercise_06_convolution.sliding import MaxPool, MeanPool, Windows
from grader.checks import misconception


class _AllWinners(MaxPool):
    def shares(self, dout):
        return dout * (self.entries == np.max(self.entries, axis=2, keepdims=True))


class _Spreads(MaxPool):
    def shares(self, dout):
        return np.broadcast_to(dout / self.entries.shape[2], self.entries.shape)


class _ToAll(MaxPool):
    """All pixels get it in full."""

    def shares(self, dout):
        return np.broadcast_to(dout, self.entries.shape)


class _DividesBySize(MaxPool):
    """As in average pooling, on the way back alone."""

    def shares(self, dout):
        return super().shares(dout / self.entries.shape[2])


def _of_ones(pool: Any) -> Any:
    class IgnoresDout(pool):
        """1 for every window, whatever dout says."""

        def backward(self, dout):
            return super().backward(np.ones_like(dout))

    return IgnoresDout


def _padded_with(value: float) -> Any:
    return type("Padded", (MaxPool,), {"value": value})


def _with_zeros(entries: Any) -> Any:
    """The same columns, with padding of 0."""
    return np.where(np.isinf(entries), 0.0, entries)


def _shared(dout: Any, largest: Any) -> Any:
    return dout * largest / np.sum(largest, axis=2, keepdims=True)


class _FoundBesideZeros(MaxPool):
    """Who won is looked for in other columns than the largest is taken from."""

    def shares(self, dout):
        self.entries = _with_zeros(self.entries)
        return super().shares(dout)


class _SharedBesideZeros(MaxPool):
    """The same, where all that equal the largest share alike."""

    def shares(self, dout):
        return _shared(dout, _with_zeros(self.entries) == np.max(self.entries, axis=2, keepdims=True))


class _PadsWithTheSmallest(MaxPool):
    """Padding is as large as the smallest pixel."""

    def forward(self, x):
        self.value = np.min(x)
        return super().forward(x)


class _SharesWithTheSmallest(_PadsWithTheSmallest):
    """All that equal the largest share alike, padding among them."""

    def shares(self, dout):
        return _shared(dout, self.entries == np.max(self.entries, axis=2, keepdims=True))


class _RowForColumn(MaxPool):
    """argmax // pool_h is taken for the column, the rest for the row."""

    def shares(self, dout):
        row, column = self.split(np.argmax(self.entries, axis=2))
        place = np.arange(self.pool_h * self.pool_w)[:, None, None]
        return dout * (place == (row * self.pool_w + column)[:, :, None])

    def split(self, place):
        return place % self.pool_h, place // self.pool_h


class _DividesByHeight(_RowForColumn):
    """argmax // pool_h and argmax % pool_h."""

    def split(self, place):
        return np.minimum(place // self.pool_h, self.pool_h - 1), np.minimum(place % self.pool_h, self.pool_w - 1)


class _TurnsWindow(_RowForColumn):
    def split(self, place):
        row, column = np.divmod(place, self.pool_w)
        return np.minimum(column, self.pool_h - 1), np.minimum(row, self.pool_w - 1)


class _ValueNotSlope(MaxPool):
    """dout times the largest pixel."""

    def shares(self, dout):
        return super().shares(dout) * np.max(self.entries, axis=2, keepdims=True)


class _FirstEntry(MaxPool):
    """Whoever won, dout goes to the window's first pixel."""

    def shares(self, dout):
        place = np.arange(self.pool_h * self.pool_w)[:, None, None]
        return dout * (place == 0)


class _Smallest(MaxPool):
    value = np.inf

    def pooled(self, entries):
        return np.min(entries, axis=2)

    def shares(self, dout):
        place = np.arange(self.pool_h * self.pool_w)[:, None, None]
        return dout * (place == np.argmin(self.entries, axis=2)[:, :, None])


class _MeanForward(MaxPool):
    """`mean` for `max`, on the way forward alone."""

    value = 0.0

    def pooled(self, entries):
        return np.mean(entries, axis=2)


class _LargestForward(MeanPool):
    """`max` for `mean`, on the way forward alone."""

    def pooled(self, entries):
        return np.max(entries, axis=2)


class _LargestMagnitude(MaxPool):
    """Starts its search at 0: below that nothing wins."""

    def pooled(self, entries):
        return np.maximum(np.max(entries, axis=2), 0.0)


def _channels_last(pool: Any) -> Any:
    class ReshapesChannels(pool):
        """(N, OH, OW, C) reshaped to (N, C, OH, OW)."""

        def pooled(self, entries):
            out = super().pooled(entries)
            return out.transpose(0, 2, 3, 1).reshape(out.shape)

    return ReshapesChannels


def _across_channels(pool: Any) -> Any:
    class AcrossChannels(pool):
        """One number for a window of all channels, (N, 1, OH, OW)."""

        def pooled(self, entries):
            reduce = np.max if pool is MaxPool else np.mean
            return reduce(super().pooled(entries), axis=1, keepdims=True)

    return AcrossChannels


def _dout_channels_last(pool: Any) -> Any:
    class ReshapesDoutChannels(pool):
        """dout is taken for (N, OH, OW, C) by a reshape."""

        def backward(self, dout):
            n, c, *out = dout.shape
            return super().backward(dout.reshape(n, *out, c).transpose(0, 3, 1, 2))

    return ReshapesDoutChannels


class _NotShared(MeanPool):
    def shares(self, dout):
        return np.broadcast_to(dout, self.entries.shape)


class _ByStrideSquared(MeanPool):
    def count(self):
        return np.full((1, 1), float(self.stride**2))


class _BySide(MeanPool):
    """By the window's height."""

    def count(self):
        return np.full((1, 1), float(self.pool_h))


class _ByHeightSquared(MeanPool):
    def count(self):
        return np.full((1, 1), float(self.pool_h**2))


class _RealPixelsForward(MeanPool):
    """Padding is left out of the mean, and counted on the way back; or the other way round."""

    inside = True

    def forward(self, x):
        self.real, self.back = self.inside, not self.inside
        return super().forward(x)

    def backward(self, dout):
        self.real = self.back
        return super().backward(dout)

    def count(self):
        if not self.real:
            return super().count()
        lay = self.lay()
        inside = Windows(lay.kernel, self.stride, self.pad).gather(np.ones((1, 1, *self.x.shape[2:])))
        return np.sum(inside, axis=(0, 1, 2, 3))


class _RealPixelsBackward(_RealPixelsForward):
    inside = False


class _WithoutZeros(MeanPool):
    """Of all entries that are not 0."""

    def count(self):
        return np.maximum(np.count_nonzero(self.entries, axis=2), 1)


class _WithoutZerosForward(_WithoutZeros):
    """The way back has equal parts."""

    def shares(self, dout):
        return np.broadcast_to(dout / self.entries.shape[2], self.entries.shape)


class _WithoutZerosBothWays(_WithoutZeros):
    """Where there is 0, nothing comes back either."""

    def shares(self, dout):
        return super().shares(dout) * (self.entries != 0)


class _Sums(MeanPool):
    def count(self):
        return np.ones((1, 1))


class _ToTheFirst(MeanPool):
    """All of it to the window's first pixel."""

    def shares(self, dout):
        shares = np.zeros(self.entries.shape)
        shares[:, :, :1] = dout
        return shares


class _DividesDout(MeanPool):
    def backward(self, dout):
        dx = super().backward(dout)
        dout /= self.pool_h * self.pool_w
        return dx


class _MarksTheLargest(MaxPool):
    """Crosses the winners out in x, so as not to find them again."""

    def forward(self, x):
        out = super().forward(x.copy())
        x[self.backward(np.ones(out.shape)) > 0] = -np.inf
        return out


class _LastWinner(MaxPool):
    """`dx[places] += dout`: of a pixel that several windows chose, only the last one's dout arrives."""

    def backward(self, dout):
        lay = self.lay()
        numbers = np.arange(1.0, self.x[0, 0].size + 1).reshape(1, 1, *self.x.shape[2:])
        pixels = lay.gather(numbers, 0.0).reshape(self.pool_h * self.pool_w, *dout.shape[2:]).astype(int)
        places = np.take_along_axis(pixels[None, None], np.argmax(self.entries, axis=2)[:, :, None], axis=2)[:, :, 0]
        dx = np.zeros((*self.x.shape[:2], self.x[0, 0].size + 1))
        for n, c in np.ndindex(*self.x.shape[:2]):
            dx[n, c][places[n, c]] += dout[n, c]
        return dx[..., 1:].reshape(self.x.shape)


pool_last_winner_only = misconception("pooling", caught_by="backward_with_overlaps", Pooling=_LastWinner)
ties_all_in_full = misconception("pooling", caught_by="ties", catalogue="J01", Pooling=_AllWinners)
max_spreads_evenly = misconception("pooling", caught_by="derivative", catalogue="J02", Pooling=_Spreads)
max_to_all = misconception("pooling", caught_by="derivative", Pooling=_ToAll)
max_divided = misconception("pooling", caught_by="derivative", Pooling=_DividesBySize)
pool_dout_missing = in_pools(_of_ones, "derivative")
max_zero_padding = misconception("pooling", caught_by="negative_images", catalogue="J04", Pooling=_padded_with(0.0))
max_padding_too_large = [
    misconception("pooling", caught_by="negative_images", Pooling=_padded_with(value))
    for value in (-1.0, -10.0, -100.0, -999.0, -1000.0, -9999.0)
]
max_found_beside_zeros = [
    misconception("pooling", caught_by="backward_with_padding", Pooling=_FoundBesideZeros),
    misconception("pooling", caught_by="ties_with_padding", Pooling=_SharedBesideZeros),
]
max_padding_as_small_as_pixels = [
    misconception("pooling", caught_by="ties_with_padding", Pooling=pool)
    for pool in (_PadsWithTheSmallest, _SharesWithTheSmallest)
]
max_row_for_column = [
    misconception("pooling", caught_by="derivative", catalogue="J08", Pooling=_RowForColumn),
    misconception("pooling", caught_by="derivative", catalogue="J08", Pooling=_TurnsWindow),
    misconception("pooling", caught_by="backward_with_overlaps", catalogue="J08", Pooling=_DividesByHeight),
]
max_to_the_first = misconception("pooling", caught_by="derivative", Pooling=_FirstEntry)
max_times_value = misconception("pooling", caught_by="derivative", Pooling=_ValueNotSlope)
max_is_min = misconception("pooling", caught_by="values", Pooling=_Smallest)
pool_is_the_other = [
    *(misconception("pooling", caught_by="values", Pooling=pool) for pool in (_MeanForward, MeanPool)),
    *(misconception("average_pooling", caught_by="values", AveragePooling=pool) for pool in (_LargestForward, MaxPool)),
]
max_starts_at_zero = misconception("pooling", caught_by="values", catalogue="J04", Pooling=_LargestMagnitude)
pool_not_reordered = in_pools(_channels_last, "values", "J06")
pool_dout_not_reordered = in_pools(_dout_channels_last, "derivative", "J06")
pool_across_channels = in_pools(_across_channels, "values", "J12")
average_not_shared = misconception(
    "average_pooling", caught_by="derivative", catalogue="J09", AveragePooling=_NotShared
)
average_by_stride = misconception(
    "average_pooling", caught_by="strides", catalogue="J10", AveragePooling=_ByStrideSquared
)
average_by_one_side = [
    misconception("average_pooling", caught_by="values", AveragePooling=_BySide),
    misconception("average_pooling", caught_by="strides", AveragePooling=_ByHeightSquared),
]
average_padding_counted_one_way = [
    misconception("average_pooling", caught_by="backward_with_padding", AveragePooling=pool)
    for pool in (_RealPixelsForward, _RealPixelsBackward)
]
average_without_zeros = [
    misconception("average_pooling", caught_by="values", AveragePooling=pool)
    for pool in (_WithoutZeros, _WithoutZerosForward, _WithoutZerosBothWays)
]
average_not_divided = misconception("average_pooling", caught_by="values", AveragePooling=_Sums)
average_to_the_first = misconception("average_pooling", caught_by="derivative", AveragePooling=_ToTheFirst)
pool_stride_forgotten = [
    misconception(task, caught_by="derivative", **{name: type("Pool", (pool,), {"windows": ScattersStepByStep})})
    for task, (name, pool) in POOLS.items()
]
pool_works_on_the_argument = [
    misconception("pooling", caught_by="untouched", Pooling=_MarksTheLargest),
    misconception("average_pooling", caught_by="untouched", AveragePooling=_DividesDout),
    *in_pools(clearing, "untouched"),
]


def _no_default(pool: Any) -> Any:
    class StrideIsDue(pool):
        def __init__(self, pool_h, pool_w, stride, pad=0):
            super().__init__(pool_h, pool_w, stride, pad)

    return StrideIsDue


stride_without_default = in_pools(_no_default, "default_stride")
