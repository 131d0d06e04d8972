"""Mistakes in a convolution's forward."""

from __future__ import annotations

from typing import Any

import numpy as np

from exercises.exercise_06_convolution.misconceptions.shared import PLANAR, in_filters
from exercises.exercise_06_convolution.sliding import Conv


class _Flipped(Conv):
    def rows(self):
        return np.flip(self.W, axis=tuple(range(2, self.W.ndim))).reshape(len(self.W), -1)

    def slope_of_W(self, dy):
        return np.flip(super().slope_of_W(dy), axis=tuple(range(2, self.W.ndim)))


class _FlippedForward(Conv):
    """Only what goes forward is a convolution in mathematics' sense; backward is right for what was asked."""

    def forward(self, x):
        kept, self.W = self.W, np.flip(self.W, axis=tuple(range(2, self.W.ndim)))
        out = super().forward(x)
        self.W = kept
        return out


class _BiasTwice(Conv):
    def times(self):
        return 2

    def plus_bias(self, y):
        return y + self.times() * self.b[:, None]

    def slope_of_b(self, dy):
        return self.times() * super().slope_of_b(dy)


class _BiasPerChannel(_BiasTwice):
    def times(self):
        return self.W.shape[1]


class _BiasPerProduct(_BiasTwice):
    def times(self):
        return int(np.prod(self.W.shape[1:]))


class _BiasMissing(_BiasTwice):
    def times(self):
        return 0


def _forward_only(cls: Any) -> Any:
    class RightSlope(cls):
        """db is right for what was asked."""

        def slope_of_b(self, dy):
            return Conv.slope_of_b(self, dy)

    return RightSlope


class _BiasByPlace(Conv):
    """b along the row of windows instead of over the filters: the first filter's everywhere."""

    def plus_bias(self, y):
        return y + self.b[0]


class _FirstChannel(Conv):
    channel = slice(0, 1)

    def rows(self):
        kept = np.zeros_like(self.W)
        kept[:, self.channel] = self.W[:, self.channel]
        return kept.reshape(len(self.W), -1)

    def slope_of_W(self, dy):
        dW = np.zeros_like(self.W)
        dW[:, self.channel] = super().slope_of_W(dy)[:, self.channel]
        return dW


class _LastChannel(_FirstChannel):
    """Every channel overwrites what came of the one before."""

    channel = slice(-1, None)


class _OneWindowForAllChannels(Conv):
    """The mean over channels instead of the sum."""

    def rows(self):
        return super().rows() / self.W.shape[1]

    def slope_of_W(self, dy):
        return super().slope_of_W(dy) / self.W.shape[1]


class _ReshapedOut(Conv):
    """(N·L, F) reshaped to (N, F, *out)."""

    def shaped(self, y):
        return y.transpose(0, 2, 1).reshape(*y.shape[:2], *self.out)

    def unshaped(self, dout):
        n, f = dout.shape[:2]
        return dout.reshape(n, -1, f).transpose(0, 2, 1)


class _ReshapedOutOnly(Conv):
    def shaped(self, y):
        return y.transpose(0, 2, 1).reshape(*y.shape[:2], *self.out)


class _ReshapedAcrossImages(Conv):
    """(F, N·L) reshaped to (N, F, *out)."""

    def shaped(self, y):
        return y.transpose(1, 0, 2).reshape(*y.shape[:2], *self.out)


class _TurnedOut(Conv):
    """(OW, OH)"""

    def shaped(self, y):
        return super().shaped(y).swapaxes(-1, -2)


class _ReshapedTurned(Conv):
    """out_w before out_h in the reshape."""

    def shaped(self, y):
        return y.reshape(*y.shape[:2], *self.out[::-1])


class _ColumnOrder(Conv):
    """Windows are laid out with the channel last, filters with the channel first."""

    def in_columns(self, seen):
        return super().in_columns(np.moveaxis(seen, 1, self.W.ndim - 2))

    def spread(self, columns):
        seen = columns.reshape(len(columns), *self.W.shape[2:], self.W.shape[1], *self.out)
        return self.lay().scatter(np.moveaxis(seen, self.W.ndim - 2, 1), self.x.shape)


class _FiltersReshaped(Conv):
    """`W.reshape(-1, F)`, which has the shape of the filters as columns, and other numbers in them."""

    def rows(self):
        return self.W.reshape(-1, len(self.W)).T


class _FiltersReshapedForward(_FiltersReshaped):
    """Only on the way forward."""

    def slope_of_x(self, dy):
        return self.spread(super(_FiltersReshaped, self).rows().T @ dy)


class _OwnWeights(Conv):
    """Copies of both, made when the layer is made."""

    def __init__(self, W, b, *settings):
        super().__init__(W.copy(), b.copy(), *settings)


class _OwnRows(Conv):
    """A copy of W alone, laid out once for all."""

    def __init__(self, W, b, *settings):
        super().__init__(W.copy(), b, *settings)


class _WithRelu(Conv):
    def forward(self, x):
        self.y = super().forward(x)
        return np.maximum(self.y, 0)

    def backward(self, dout):
        return super().backward(dout * (self.y > 0))


kernel_flipped = [*in_filters(_Flipped, "values", "I03"), *in_filters(_FlippedForward, "values", "I03")]
bias_more_than_once = [
    *in_filters(_BiasTwice, "values", "I04"),
    *in_filters(_BiasPerChannel, "values", "I04"),
    *in_filters(_BiasPerProduct, "values", "I04"),
    *(
        wrong
        for cls in (_BiasTwice, _BiasPerChannel, _BiasPerProduct)
        for wrong in in_filters(_forward_only(cls), "values", "I04", of=PLANAR)
    ),
]
weights_of_the_beginning = in_filters(_OwnWeights, "present_weights", "L04", of=PLANAR) + in_filters(
    _OwnRows, "present_weights", "L04", of=PLANAR
)
filters_not_turned = [*in_filters(_FiltersReshaped, "values"), *in_filters(_FiltersReshapedForward, "values")]
bias_missing = [*in_filters(_BiasMissing, "values"), *in_filters(_forward_only(_BiasMissing), "values", of=PLANAR)]
bias_of_first_filter = in_filters(_BiasByPlace, "values", of=PLANAR)
one_channel = [*in_filters(_FirstChannel, "values", "I05"), *in_filters(_LastChannel, "values", "I05")]
channels_averaged = in_filters(_OneWindowForAllChannels, "values")
out_not_reordered = [
    *in_filters(_ReshapedOut, "values", "I08"),
    *in_filters(_ReshapedOutOnly, "values", "I08"),
    *in_filters(_ReshapedAcrossImages, "values", "I08"),
]
out_turned = [
    *in_filters(_TurnedOut, "values", "I09", of=PLANAR),
    *in_filters(_ReshapedTurned, "values", "I09", of=PLANAR),
]
column_order = in_filters(_ColumnOrder, "values", "I22", of=("convolution", "convolution_3d"))
relu_inside = in_filters(_WithRelu, "values")
