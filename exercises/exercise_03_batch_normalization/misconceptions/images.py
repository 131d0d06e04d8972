"""Mistakes with images, (N, C, H, W)."""

from __future__ import annotations

from functools import partial
from typing import Any, ClassVar

import numpy as np

from exercises.exercise_03_batch_normalization.forms import Layer
from exercises.exercise_03_batch_normalization.misconceptions.shared import of_layers, sized

_of_images = partial(of_layers, "images")


class _ChannelsNotMoved(Layer):
    def rows(self, x):
        return x.reshape(-1, x.shape[1])

    def shaped(self, rows, shape):
        return rows.reshape(shape)


class _OnlyMovedBack(Layer):
    """The axes are not moved before, and moved back after."""

    def rows(self, x):
        return x.reshape(-1, x.shape[1])


class _InputNotMoved(Layer):
    """The same with x alone."""

    def forward(self, x, train_flg=True):
        rows = x.reshape(-1, x.shape[1])
        return self.shaped(self.train(rows) if train_flg else self.infer(rows), x.shape)


class _NotMovedBack(Layer):
    """The axes go to the end before, and are only reshaped after."""

    def shaped(self, rows, shape):
        return rows.reshape(shape)


class _OutputNotMovedBack(Layer):
    """The same with y alone."""

    def forward(self, x, train_flg=True):
        rows = self.rows(x)
        return (self.train(rows) if train_flg else self.infer(rows)).reshape(x.shape)


class _LeftAsRows(Layer):
    def shaped(self, rows, shape):
        return rows


class _ColumnsFirst(Layer):
    """H and W change places on the way back."""

    def shaped(self, rows, shape):
        if len(shape) == 2:
            return rows
        n, c, h, w = shape
        return rows.reshape(n, w, h, c).transpose(0, 3, 2, 1)


class _RowsTurned(Layer):
    """The axes come back in another order: (N, C, W, H)."""

    def shaped(self, rows, shape):
        image = super().shaped(rows, shape)
        return image.swapaxes(2, 3) if len(shape) == 4 else image


class _AsTheyAre(Layer):
    """Nothing is done for images: γ meets the last axis, if they fit."""

    def rows(self, x):
        return x

    def shaped(self, rows, shape):
        return rows


class _Unpacks(_AsTheyAre):
    """`N, D = x.shape`"""

    def rows(self, x):
        _n, _d = x.shape
        return x


class _Broadcast(Layer):
    """Statistics over some axes only, the rest left to broadcasting."""

    axes: ClassVar[tuple[int, ...]] = (0,)

    def rows(self, x):
        self.image = x.ndim == 4
        return x if self.image else super().rows(x)

    def shaped(self, rows, shape):
        return rows if self.image else super().shaped(rows, shape)

    def moments(self, x):
        if not self.image:
            return super().moments(x)
        return np.mean(x, axis=self.axes, keepdims=True), np.var(x, axis=self.axes, keepdims=True)

    def output(self, normal):
        if not self.image:
            return super().output(normal)
        return self.gamma.reshape(1, -1, 1, 1) * normal + self.beta.reshape(1, -1, 1, 1)

    def start(self):
        pass

    def record(self, x):
        pass


class _EachImage(_Broadcast):
    axes: ClassVar = (2, 3)


class _OverColumnsToo(_Broadcast):
    axes: ClassVar = (0, 3)


class _OverChannelsToo(_Broadcast):
    axes: ClassVar = (1, 2, 3)


class _OverEverything(_Broadcast):
    axes: ClassVar = (0, 1, 2, 3)


class _Remembering(Layer):
    """A layer that takes an image's statistics wrongly when it records them; `recorded(x)` gives both."""

    def forward(self, x, train_flg=True):
        self.images = x if x.ndim == 4 else None
        return super().forward(x, train_flg)

    def record(self, x):
        if self.images is not None:
            self.mean, self.var = self.recorded(self.images)
        super().record(x)


class _RecordsMeanOfVariances(_Remembering):
    """The mean of each position's or image's own variance: less than the variance of all together."""

    def recorded(self, x):
        return np.mean(x, axis=(0, 2, 3)), np.mean(np.var(x, axis=(2, 3)), axis=0)


class _RecordsVarianceOfPixels(_Remembering):
    def recorded(self, x):
        return np.mean(x, axis=(0, 2, 3)), np.mean(np.var(x, axis=0), axis=(1, 2))


class _UnbiasedBySamples(_Remembering):
    """n is taken to be N where it is N·H·W."""

    def recorded(self, x):
        n = len(x)
        return np.mean(x, axis=(0, 2, 3)), np.var(x, axis=(0, 2, 3)) * n / (n - 1)


class _RecordsSums(_Remembering):
    def recorded(self, x):
        n = len(x)
        return np.sum(x, axis=(0, 2, 3)) / n, np.var(x, axis=(0, 2, 3)) * (x.size / x.shape[1]) / n


class _Backing(Layer):
    """A layer that goes wrong on the way back from an image; `n` is how many values a channel is taken to have."""

    def backward(self, dout):
        self.n = self.count(dout) if dout.ndim == 4 else len(dout)
        return super().backward(dout)

    def count(self, dout):
        return dout.size // dout.shape[1]

    def through_mean(self, dout):
        return np.sum(dout, axis=0) / self.n

    def through_var(self, dout):
        return self.normal * np.sum(dout * self.normal, axis=0) / self.n


class _CountsSamples(_Backing):
    def count(self, dout):
        return len(dout)


class _CountsAll(_Backing):
    def count(self, dout):
        return dout.size


class _SlopeNotMoved(Layer):
    """dout is reshaped to rows without moving its channels last."""

    def backward(self, dout):
        rows = dout.reshape(-1, dout.shape[1])
        self.dbeta = self.beta_slope(rows)
        self.dgamma = self.gamma_slope(rows)
        return self.slope(rows).reshape(dout.shape)


class _SlopeOnlyMovedBack(Layer):
    """dout is reshaped so, and dx is moved back."""

    def backward(self, dout):
        rows = dout.reshape(-1, dout.shape[1])
        self.dbeta = self.beta_slope(rows)
        self.dgamma = self.gamma_slope(rows)
        return self.shaped(self.slope(rows), dout.shape)


class _SlopeNotMovedBack(Layer):
    """dout is moved, and dx is only reshaped."""

    def backward(self, dout):
        rows = self.rows(dout)
        self.dbeta = self.beta_slope(rows)
        self.dgamma = self.gamma_slope(rows)
        return self.slope(rows).reshape(dout.shape)


class _EachPixelsSums(Layer):
    """dγ and dβ summed over samples only."""

    def backward(self, dout):
        dx = super().backward(dout)
        if dout.ndim == 4:
            normal = self.shaped(self.normal, dout.shape)
            self.dbeta, self.dgamma = np.sum(dout, axis=0), np.sum(dout * normal, axis=0)
        return dx


class _EachImagesSums(Layer):
    def backward(self, dout):
        dx = super().backward(dout)
        if dout.ndim == 4:
            normal = self.shaped(self.normal, dout.shape)
            self.dbeta, self.dgamma = np.sum(dout, axis=(2, 3)), np.sum(dout * normal, axis=(2, 3))
        return dx


class _AveragedOverPositions(Layer):
    def backward(self, dout):
        dx = super().backward(dout)
        if dout.ndim == 4:
            positions = dout.shape[2] * dout.shape[3]
            self.dbeta, self.dgamma = self.dbeta / positions, self.dgamma / positions
        return dx


images_channels_not_moved = _of_images("channels", _ChannelsNotMoved, _OnlyMovedBack, _InputNotMoved, catalogue="E29")
images_not_moved_back = _of_images("channels", _NotMovedBack, _OutputNotMovedBack, catalogue="E29")
images_left_as_rows = _of_images("channels", _LeftAsRows)
images_height_for_width = _of_images("channels", _ColumnsFirst, _RowsTurned)
images_not_handled = _of_images("channels", _AsTheyAre, _Unpacks)
images_each_position = _of_images("channels", *sized(_Broadcast))
images_each_alone = _of_images("channels", _EachImage)
images_over_columns = _of_images("channels", _OverColumnsToo)
images_over_channels = _of_images("channels", _OverChannelsToo)
images_over_everything = _of_images("channels", _OverEverything)
images_mean_of_variances = _of_images("channel_statistics", _RecordsMeanOfVariances, _RecordsVarianceOfPixels)
images_unbiased_by_samples = _of_images("channel_statistics", _UnbiasedBySamples)
images_divided_by_samples = _of_images("channel_statistics", _RecordsSums)
images_slope_counts_samples = _of_images("channel_gradients", _CountsSamples)
images_slope_counts_all = _of_images("channel_gradients", _CountsAll)
images_slope_not_moved = _of_images(
    "channel_gradients", _SlopeNotMoved, _SlopeOnlyMovedBack, _SlopeNotMovedBack, catalogue="E29"
)
images_sums_of_samples = _of_images("channel_gradients", _EachPixelsSums)
images_sums_of_positions = _of_images("channel_gradients", _EachImagesSums)
images_gradients_averaged = _of_images("channel_gradients", _AveragedOverPositions)
