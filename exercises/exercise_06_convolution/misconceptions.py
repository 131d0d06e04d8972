"""Wrong windows, layers and networks that people write, each with the check that must catch it.

Of the catalogue, J05, J07, J13 and J14 are conventions (see there), and I23 is what the checks called `loops` see. I20
ends in an exception where it does not round.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from exercises.exercise_06_convolution.parts import network
from exercises.exercise_06_convolution.sliding import Conv, MaxPool, MeanPool, Windows, col2im, im2col
from grader.checks import Misconception, misconception
from reference import convolution as right
from reference import pooling as right_pooling
from reference.activations import Relu
from reference.affine import Affine
from reference.losses import softmax
from reference.networks import SimpleConvNet

CONVOLUTIONS = {"convolution": "Convolution", "convolution_1d": "Convolution1d", "convolution_3d": "Convolution3d"}
POOLS = {"pooling": ("Pooling", MaxPool), "average_pooling": ("AveragePooling", MeanPool)}
FUNCTIONS = {"im2col": im2col, "col2im": col2im}


def _windows(
    windows: Any, caught_by: str, catalogue: Any = (), of: Any = (), **elsewhere: str
) -> list[Misconception]:
    """The same mistake wherever windows slide. of: the tasks; elsewhere: where another check catches it"""
    found = []
    for task in (*of, *(task for task in elsewhere if task not in of)):
        caught = elsewhere.get(task, caught_by)
        if task in FUNCTIONS:
            replaces = {task: FUNCTIONS[task](windows)}
        elif task in CONVOLUTIONS:
            replaces = {CONVOLUTIONS[task]: type("Conv", (Conv,), {"windows": windows})}
        else:
            name, pool = POOLS[task]
            replaces = {name: type("Pool", (pool,), {"windows": windows})}
        found.append(misconception(task, caught_by=caught, catalogue=catalogue, **replaces))
    return found


def _filters(cls: Any, caught_by: str, catalogue: Any = (), of: Any = tuple(CONVOLUTIONS)) -> list[Misconception]:
    """The same mistake in convolutions along one, two and three axes."""
    return [misconception(task, caught_by=caught_by, catalogue=catalogue, **{CONVOLUTIONS[task]: cls}) for task in of]


def _pools(cls: Callable[[Any], Any], caught_by: str, catalogue: Any = (), of: Any = tuple(POOLS)) -> Any:
    """The same mistake in pooling: `cls` makes a wrong class of a right one."""
    return [
        misconception(task, caught_by=caught_by, catalogue=catalogue, **{POOLS[task][0]: cls(POOLS[task][1])})
        for task in of
    ]


PLANAR = ("convolution",)
LAYERED = (*CONVOLUTIONS,)
SLIDING = ("im2col", *CONVOLUTIONS)
EVERYWHERE = (*SLIDING, *POOLS)


# Where the windows are ------------------------------------------------------------------------------------------------


class _WithoutPadding(Windows):
    """The number of windows is that without padding."""

    def out(self, size):
        return tuple((n - k) // self.stride + 1 for n, k in zip(size, self.kernel, strict=True))


class _PadsOnce(Windows):
    """The number of windows counts padding on one side only."""

    def out(self, size):
        return tuple((n + self.pad - k) // self.stride + 1 for n, k in zip(size, self.kernel, strict=True))


class _InAByte(Windows):
    """Indices of pixels, counted through the image, are kept as uint8."""

    def gather(self, x, value=0.0):
        pixels = x.reshape(*x.shape[:2], -1)
        return super().gather(pixels[..., np.arange(pixels.shape[-1]) % 256].reshape(x.shape), value)


class _OneTooFew(Windows):
    def out(self, size):
        return tuple(n - 1 for n in super().out(size))


class _SquareKernel(Windows):
    """The height for both sides of the window; or the width."""

    def __init__(self, kernel, stride, pad):
        super().__init__((kernel[0],) * len(kernel), stride, pad)


class _StepByStep(Windows):
    """As many windows as the stride allows, but one beside the other."""

    def steps(self):
        return (1,) * len(self.kernel)


class _StepsOneWay(Windows):
    """The stride along the first axis only."""

    axis = 0

    def steps(self):
        return tuple(self.stride if axis == self.axis else 1 for axis in range(len(self.kernel)))


class _StepsOtherWay(_StepsOneWay):
    axis = 1


class _OneStrideIgnored(_StepsOneWay):
    """Along the other axis as many windows as at stride 1."""

    def out(self, size):
        sizes = zip(size, self.kernel, self.steps(), strict=True)
        return tuple((n + 2 * self.pad - k) // step + 1 for n, k, step in sizes)


class _OtherStrideIgnored(_OneStrideIgnored):
    axis = 1


class _PadsAfter(Windows):
    """All padding behind the image."""

    def padded(self, x, value):
        sides = [(0, 0), (0, 0)] + [(0, 2 * self.pad)] * len(self.kernel)
        return np.pad(x, sides, constant_values=value)

    def cropped(self, x, size):
        return x[(..., *(slice(0, n) for n in size))]


class _PadsBefore(Windows):
    def padded(self, x, value):
        sides = [(0, 0), (0, 0)] + [(2 * self.pad, 0)] * len(self.kernel)
        return np.pad(x, sides, constant_values=value)

    def cropped(self, x, size):
        return x[(..., *(slice(2 * self.pad, 2 * self.pad + n) for n in size))]


class _PadsEveryAxis(Windows):
    def padded(self, x, value):
        return np.pad(x, self.pad, constant_values=value)


class _PadsByRepeating(Windows):
    """`mode="edge"`"""

    def padded(self, x, value):
        sides = [(0, 0), (0, 0)] + [(self.pad, self.pad)] * len(self.kernel)
        return np.pad(x, sides, mode="edge")


class _PadIgnored(Windows):
    """The argument is taken, and never used."""

    def __init__(self, kernel, stride, pad):
        super().__init__(kernel, stride, 0)


class _StrideIgnored(Windows):
    def __init__(self, kernel, stride, pad):
        super().__init__(kernel, 1, pad)


class _RoundsUp(Windows):
    """⌈…⌉ windows; the last of them hang over the edge, where zeros are."""

    def out(self, size):
        return tuple(-(-(n + 2 * self.pad - k) // self.stride) + 1 for n, k in zip(size, self.kernel, strict=True))

    def padded(self, x, value):
        image = super().padded(x, value)
        return np.pad(image, [(0, 0), (0, 0)] + [(0, self.stride)] * len(self.kernel), constant_values=value)


class _SwapsKernel(Windows):
    """Height for width in the window's size."""

    def __init__(self, kernel, stride, pad):
        super().__init__(kernel[::-1], stride, pad)


class _Overwrites(Windows):
    def put(self, image, place, values):
        image[place] = values


class _Averages(Windows):
    """col2im as if it were to undo im2col."""

    def scatter(self, seen, shape):
        times = super().scatter(np.ones_like(seen), shape)
        return super().scatter(seen, shape) / np.maximum(times, 1)


class _PaddingLeftOn(Windows):
    def cropped(self, x, size):
        return x


class _CropsToMinusPad(Windows):
    """`[pad:-pad]`, which is empty for a pad of 0."""

    def cropped(self, x, size):
        return x[(..., *(slice(self.pad, -self.pad) for _ in size))]


class _CropsSideways(Windows):
    """`[pad:pad + W, pad:pad + H]`"""

    def cropped(self, x, size):
        return x[(..., *(slice(self.pad, self.pad + n) for n in size[::-1]))]


class _CropsFromCorner(Windows):
    """`[:H, :W]`"""

    def cropped(self, x, size):
        return x[(..., *(slice(0, n) for n in size))]


class _ScattersStepByStep(Windows):
    """Back over the image, windows lie one beside the other whatever the stride."""

    def scatter(self, seen, shape):
        self.stride = 1
        return super().scatter(seen, shape)


size_ignores_padding = [
    *_windows(_WithoutPadding, "padding", "I01", of=EVERYWHERE),
    *_windows(_PadsOnce, "padding", "I01", of=EVERYWHERE),
]
positions_in_a_byte = _windows(_InAByte, "large", of=("convolution", *POOLS))
size_without_one = _windows(_OneTooFew, "values", "I02", of=EVERYWHERE)
size_rounded_up = _windows(_RoundsUp, "strides", "I20", of=SLIDING)
stride_not_in_slices = [
    *_windows(_StepByStep, "strides", "I06", of=(*SLIDING, "col2im")),
    *_windows(_StepByStep, "values", "I06", of=POOLS),
]
stride_along_one_axis = [
    *_windows(_StepsOneWay, "strides", of=("im2col", "col2im", "convolution")),
    *_windows(_StepsOtherWay, "strides", of=("im2col", "col2im", "convolution")),
    *_windows(_OneStrideIgnored, "strides", of=("im2col", "convolution")),
    *_windows(_OtherStrideIgnored, "strides", of=("im2col", "convolution")),
    *_windows(_OneStrideIgnored, "values", of=POOLS),
    *_windows(_OtherStrideIgnored, "values", of=POOLS),
]
stride_ignored = _windows(_StrideIgnored, "strides", of=SLIDING)
pads_one_side = [
    *_windows(_PadsAfter, "padding", "I07", of=EVERYWHERE),
    *_windows(_PadsBefore, "padding", "I07", of=(*EVERYWHERE, "col2im")),
]
pads_every_axis = _windows(_PadsEveryAxis, "padding", "I21", of=("im2col", *POOLS))
pads_by_repeating = _windows(_PadsByRepeating, "padding", of=SLIDING)
pad_ignored = _windows(_PadIgnored, "padding", of=SLIDING)
kernel_height_for_width = [
    *_windows(_SwapsKernel, "values", "I09", of=("im2col", "convolution")),
    *_windows(_SwapsKernel, "strides", "I09", of=POOLS),
]
kernel_square = [*_windows(_SquareKernel, "strides", of=POOLS)]
overlaps_overwritten = [
    *_windows(_Overwrites, "derivative", "I11", of=LAYERED, col2im="values"),
    *_windows(_Overwrites, "backward_with_overlaps", ("J03", "J11"), of=POOLS),
]
overlaps_averaged = [
    *_windows(_Averages, "derivative", "I11", of=LAYERED, col2im="values"),
    *_windows(_Averages, "backward_with_overlaps", of=POOLS),
]
padding_left_on = _windows(_PaddingLeftOn, "backward_with_padding", "I13", of=(*LAYERED, *POOLS), col2im="padding")
crops_to_minus_pad = _windows(_CropsToMinusPad, "derivative", "I14", of=(*LAYERED, *POOLS), col2im="values")
crops_sideways = _windows(_CropsSideways, "derivative", of=("convolution", "convolution_3d", *POOLS), col2im="values")
crops_from_corner = _windows(_CropsFromCorner, "backward_with_padding", of=(*LAYERED, *POOLS), col2im="padding")


# im2col and col2im ----------------------------------------------------------------------------------------------------


def _lays_out(*axes: int, columns: bool = False) -> Any:
    """An im2col whose axes, of (n, c, fh, fw, oh, ow), come in this order; as a table of windows, or of columns."""

    def im2col(input_data, filter_h, filter_w, stride=1, pad=0):
        seen = Windows((filter_h, filter_w), stride, pad).gather(input_data)
        n, c, *_, oh, ow = seen.shape
        shape = (c * filter_h * filter_w, n * oh * ow) if columns else (n * oh * ow, c * filter_h * filter_w)
        return seen.transpose(axes).reshape(shape)

    return im2col


def _unfold(input_data, filter_h, filter_w, stride=1, pad=0):
    seen = Windows((filter_h, filter_w), stride, pad).gather(input_data)
    return seen.reshape(len(seen), -1, int(np.prod(seen.shape[4:])))


def _puts_back(*axes: int) -> Any:
    """A col2im that takes the rows and columns for these axes, of (n, c, fh, fw, oh, ow)."""

    def col2im(col, input_shape, filter_h, filter_w, stride=1, pad=0):
        n, c, *size = input_shape
        lay = Windows((filter_h, filter_w), stride, pad)
        full = (n, c, filter_h, filter_w, *lay.out(size))
        seen = col.reshape([full[axis] for axis in axes]).transpose(np.argsort(axes))
        return lay.scatter(seen, input_shape)

    return col2im


def _flat_columns(input_data, filter_h, filter_w, stride=1, pad=0):
    """The columns of the first channel only."""
    return right.im2col(input_data[:, :1], filter_h, filter_w, stride, pad)


def _function(task: str, function: Any, caught_by: str, catalogue: Any = ()) -> Misconception:
    return misconception(task, caught_by=caught_by, catalogue=catalogue, **{task: function})


im2col_not_reordered = _function("im2col", _lays_out(0, 1, 2, 3, 4, 5), "values", "I08")
im2col_channels_last = [
    _function("im2col", _lays_out(0, 4, 5, 2, 3, 1), "values", "I22"),
    _function("col2im", _puts_back(0, 4, 5, 2, 3, 1), "values", "I22"),
]
im2col_one_channel = _function("im2col", _flat_columns, "values", "I05")
im2col_turned = [
    _function("im2col", _lays_out(1, 2, 3, 0, 4, 5, columns=True), "values"),
    _function("im2col", _lays_out(1, 2, 3, 4, 5, 0, columns=True), "values"),
    _function("im2col", _unfold, "values"),
]
im2col_images_last = [
    _function("im2col", _lays_out(4, 5, 0, 1, 2, 3), "values"),
    _function("col2im", _puts_back(4, 5, 0, 1, 2, 3), "values"),
]
im2col_columns_first = [
    _function("im2col", _lays_out(0, 5, 4, 1, 2, 3), "values", "I09"),
    _function("im2col", _lays_out(0, 4, 5, 1, 3, 2), "values", "I09"),
    _function("im2col", _lays_out(0, 5, 4, 1, 3, 2), "values", "I09"),
    _function("col2im", _puts_back(0, 5, 4, 1, 2, 3), "values", "I09"),
    _function("col2im", _puts_back(0, 4, 5, 1, 3, 2), "values", "I09"),
    _function("col2im", _puts_back(0, 5, 4, 1, 3, 2), "values", "I09"),
]
col2im_not_reordered = _function("col2im", _puts_back(0, 1, 2, 3, 4, 5), "values", "I19")


def _reshaping(function: Any) -> Any:
    """Sets `.shape` of what it was given."""

    def reshapes(array, *arguments):
        found = function(array, *arguments)
        array.shape = (-1,)
        return found

    return reshapes


def _doubling_as_it_goes(function: Any) -> Any:
    """Works on the given array instead of a new one."""

    def works_in_place(array, *arguments):
        found = function(array, *arguments)
        array *= 0
        return found

    return works_in_place


def _kept_in_the_module(function: Any) -> Any:
    """Writes into an array that is kept for the next call with one of the same shape, and hands it out."""
    kept: dict[tuple[int, ...], Any] = {}

    def works_in_one_array(array, *arguments):
        found = function(array, *arguments)
        kept.setdefault(found.shape, np.empty(found.shape))[...] = found
        return kept[found.shape]

    return works_in_one_array


def _added_up_in_the_module(function: Any) -> Any:
    """The same without beginning at 0."""
    kept: dict[tuple[int, ...], Any] = {}

    def adds_up(array, *arguments):
        found = function(array, *arguments)
        kept[found.shape] = kept.get(found.shape, 0) + found
        return kept[found.shape]

    return adds_up


array_kept_between_calls = [
    *(_function(name, _kept_in_the_module(getattr(right, name)), "untouched") for name in FUNCTIONS),
    _function("col2im", _added_up_in_the_module(right.col2im), "untouched"),
]
works_on_the_argument = [
    misconception(task, caught_by="untouched", **{task: change(getattr(right, task))})
    for task in FUNCTIONS
    for change in (_reshaping, _doubling_as_it_goes)
]


# Convolution, forward -------------------------------------------------------------------------------------------------


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


kernel_flipped = [*_filters(_Flipped, "values", "I03"), *_filters(_FlippedForward, "values", "I03")]
bias_more_than_once = [
    *_filters(_BiasTwice, "values", "I04"),
    *_filters(_BiasPerChannel, "values", "I04"),
    *_filters(_BiasPerProduct, "values", "I04"),
    *(
        wrong
        for cls in (_BiasTwice, _BiasPerChannel, _BiasPerProduct)
        for wrong in _filters(_forward_only(cls), "values", "I04", of=PLANAR)
    ),
]
weights_of_the_beginning = _filters(_OwnWeights, "present_weights", "L04", of=PLANAR) + _filters(
    _OwnRows, "present_weights", "L04", of=PLANAR
)
filters_not_turned = [*_filters(_FiltersReshaped, "values"), *_filters(_FiltersReshapedForward, "values")]
bias_missing = [*_filters(_BiasMissing, "values"), *_filters(_forward_only(_BiasMissing), "values", of=PLANAR)]
bias_of_first_filter = _filters(_BiasByPlace, "values", of=PLANAR)
one_channel = [*_filters(_FirstChannel, "values", "I05"), *_filters(_LastChannel, "values", "I05")]
channels_averaged = _filters(_OneWindowForAllChannels, "values")
out_not_reordered = [
    *_filters(_ReshapedOut, "values", "I08"),
    *_filters(_ReshapedOutOnly, "values", "I08"),
    *_filters(_ReshapedAcrossImages, "values", "I08"),
]
out_turned = [
    *_filters(_TurnedOut, "values", "I09", of=PLANAR),
    *_filters(_ReshapedTurned, "values", "I09", of=PLANAR),
]
column_order = _filters(_ColumnOrder, "values", "I22", of=("convolution", "convolution_3d"))
relu_inside = _filters(_WithRelu, "values")


# Convolution, backward ------------------------------------------------------------------------------------------------


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


class _BiasByBatch(Conv):
    def slope_of_b(self, dy):
        return np.sum(dy, axis=0).reshape(dy.shape[1], *self.out)


class _BiasByPosition(Conv):
    """Summed over positions only."""

    def slope_of_b(self, dy):
        return np.sum(dy, axis=2)


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


class _NotDilated(Conv):
    def spread(self, columns):
        lay = _ScattersStepByStep(self.W.shape[2:], self.stride, self.pad)
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


class _GivesNothing(Conv):
    def forward(self, x):
        super().forward(x)

    def backward(self, dout):
        super().backward(dout)


dW_averaged = [*_filters(_AveragedW, "derivative", "I10"), *_filters(_AveragedWOverAll, "derivative", "I10")]
dW_overwritten = [
    *_filters(_LastWindow, "derivative", "I12"),
    *_filters(_LastWindowOfLastImage, "derivative", "I12"),
    *_filters(_LastImage, "derivative", "I12"),
]
dW_flipped = _filters(_FlippedSlope, "derivative", "I17")
dW_not_turned = _filters(_TurnedSlope, "derivative")
dW_flat = _filters(_FlatSlope, "derivative")
dW_of_unpadded_image = _filters(_WithoutPaddingInSlope, "backward_with_padding")
db_not_summed = [
    *_filters(_BiasByBatch, "derivative", "I15"),
    *_filters(_BiasByPosition, "derivative", "I15"),
]
db_keeps_axes = _filters(_BiasKeepsAxes, "derivative")
db_one_number = _filters(_BiasAsOne, "derivative")
db_averaged = [
    *_filters(_BiasAveraged, "derivative", "I16"),
    *_filters(_BiasAveragedOverBatch, "derivative", "I16"),
    *_filters(_BiasAveragedOverPositions, "derivative", "I16"),
]
dx_kernel_turned = _filters(_TurnedKernel, "derivative", "I18")
dx_divided_by_batch = _filters(_DividedX, "derivative")
dx_stride_forgotten = _filters(_NotDilated, "backward_with_stride", "I24")
dout_not_reordered = [
    *_filters(_DoutReshaped, "derivative", "I19"),
    *_filters(_DoutReshapedRightBias, "derivative", "I19"),
    *_filters(_DoutAcrossImages, "derivative", "I19"),
    *_filters(_DoutAcrossImagesRightBias, "derivative", "I19"),
]
dW_starts_at_one = _filters(_ReluSlopeMissing, "derivative")
slopes_accumulate = [
    *_filters(_Accumulates, "own_forward", of=PLANAR),
    *_filters(_AccumulatesBoth, "own_forward", of=PLANAR),
]
trains_itself = _filters(_ScalesWeights, "untouched", of=PLANAR)
reshapes_weights = _filters(_FlattensWeights, "untouched", of=PLANAR)
reshapes_dout = _filters(_ReshapesDout, "untouched", of=PLANAR)
slopes_not_kept = _filters(_NoSlopes, "derivative")


# Pooling --------------------------------------------------------------------------------------------------------------


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


class _ZeroPadding(MaxPool):
    value = 0.0


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
max_zero_padding = misconception("pooling", caught_by="negative_images", catalogue="J04", Pooling=_ZeroPadding)
max_row_for_column = [
    misconception("pooling", caught_by="derivative", catalogue="J08", Pooling=_RowForColumn),
    misconception("pooling", caught_by="derivative", catalogue="J08", Pooling=_TurnsWindow),
    misconception("pooling", caught_by="backward_with_overlaps", catalogue="J08", Pooling=_DividesByHeight),
]
max_to_the_first = misconception("pooling", caught_by="derivative", Pooling=_FirstEntry)
max_times_value = misconception("pooling", caught_by="derivative", Pooling=_ValueNotSlope)
max_is_min = misconception("pooling", caught_by="values", Pooling=_Smallest)
max_starts_at_zero = misconception("pooling", caught_by="values", catalogue="J04", Pooling=_LargestMagnitude)
pool_not_reordered = _pools(_channels_last, "values", "J06")
pool_dout_not_reordered = _pools(_dout_channels_last, "derivative", "J06")
pool_across_channels = _pools(_across_channels, "values", "J12")
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
average_not_divided = misconception("average_pooling", caught_by="values", AveragePooling=_Sums)
average_to_the_first = misconception("average_pooling", caught_by="derivative", AveragePooling=_ToTheFirst)
pool_stride_forgotten = [
    misconception(task, caught_by="derivative", **{name: type("Pool", (pool,), {"windows": _ScattersStepByStep})})
    for task, (name, pool) in POOLS.items()
]
pool_works_on_the_argument = [
    misconception("pooling", caught_by="untouched", Pooling=_MarksTheLargest),
    misconception("average_pooling", caught_by="untouched", AveragePooling=_DividesDout),
]


def _no_default(pool: Any) -> Any:
    class StrideIsDue(pool):
        def __init__(self, pool_h, pool_w, stride, pad=0):
            super().__init__(pool_h, pool_w, stride, pad)

    return StrideIsDue


stride_without_default = _pools(_no_default, "default_stride")


# Global pooling -------------------------------------------------------------------------------------------------------


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


def _global(cls: Any, caught_by: str, catalogue: Any = ()) -> Misconception:
    name = "GlobalMaxPooling" if issubclass(cls, right_pooling.GlobalMaxPooling) else "GlobalAveragePooling"
    return misconception("global_pooling", caught_by=caught_by, catalogue=catalogue, **{name: cls})


global_over_batch = [_global(_OverBatchToo, "average_values"), _global(_LargestOfBatch, "largest_values")]
global_over_channels = [
    _global(_OverChannels, "average_values", "J12"),
    _global(_LargestOfImage, "largest_values", "J12"),
]
global_one_axis = _global(_RowMeans, "average_values")
global_sum = _global(_GlobalSum, "average_values")
global_keeps_axes = [
    _global(_keeps_axes(right_pooling.GlobalAveragePooling), "average_values"),
    _global(_keeps_axes(right_pooling.GlobalMaxPooling), "largest_values"),
]
global_not_shared = _global(_GlobalNotShared, "average_derivative", "J09")
global_by_height = _global(_GlobalByHeight, "average_derivative")
global_not_broadcast = _global(_SmallDx, "average_derivative")
global_divides_dout = _global(_GlobalDividesDout, "untouched")
global_ties_all_in_full = _global(_GlobalAllWinners, "ties", "J01")
global_max_spreads = _global(_GlobalMaxSpreads, "largest_derivative", "J02")
global_winner_of_image = _global(_WinnersOfOneImage, "largest_derivative", "J12")


# Made like x ----------------------------------------------------------------------------------------------------------


class _OutLikeX(Conv):
    """out is written into an array of x's dtype."""

    def shaped(self, y):
        return super().shaped(y).astype(self.x.dtype)


class _MeansLikeX(MeanPool):
    def pooled(self, entries):
        return super().pooled(entries).astype(self.x.dtype)


class _GlobalMeansLikeX(right_pooling.GlobalAveragePooling):
    def forward(self, x):
        return super().forward(x).astype(x.dtype)


made_like_x = [
    *_filters(_OutLikeX, "whole_numbers"),
    misconception("average_pooling", caught_by="whole_numbers", AveragePooling=_MeansLikeX),
    _global(_GlobalMeansLikeX, "whole_numbers"),
]


# Of any layer ---------------------------------------------------------------------------------------------------------


def _on_the_class(cls: Any) -> Any:
    """What forward keeps is one for all layers of the class, like a global variable."""

    class KeepsOnTheClass(cls):
        kept: dict[str, Any] = {}  # noqa: RUF012

        def forward(self, x):
            out = super().forward(x)
            KeepsOnTheClass.kept = dict(vars(self))
            return out

        def backward(self, dout):
            vars(self).update(KeepsOnTheClass.kept)
            return super().backward(dout)

    return KeepsOnTheClass


def _by_default(make: Callable[[], Any], stride: int, pad: int) -> Any:
    """im2col or col2im that goes by these where nothing is said."""
    right_one, standard = make(), (stride, pad)

    def function(given, *rest):
        needed = len(rest) - 2 if make is im2col else len(rest) - 3
        return right_one(given, *rest, *standard[max(needed, 0) :])

    return function


class _ConvByTwos(Conv):
    def __init__(self, W, b, stride=2, pad=0):
        super().__init__(W, b, stride, pad)


class _ConvPadded(Conv):
    def __init__(self, W, b, stride=1, pad=1):
        super().__init__(W, b, stride, pad)


def _of_the_first_time(cls: Any) -> Any:
    """`if self.x is None: self.x = x`"""

    class KeepsTheFirst(cls):
        kept: dict[str, Any] | None = None

        def forward(self, x):
            out = super().forward(x)
            self.kept = self.kept or dict(vars(self))
            return out

        def backward(self, dout):
            vars(self).update(self.kept)
            return super().backward(dout)

    return KeepsTheFirst


def _without_answers(cls: Any) -> Any:
    class GivesNothing(cls):
        def forward(self, x):
            super().forward(x)

        def backward(self, dout):
            super().backward(dout)

    return GivesNothing


state_on_the_class = [
    *_filters(_on_the_class(Conv), "own_forward", of=PLANAR),
    *_pools(_on_the_class, "own_forward"),
    misconception(
        "global_pooling",
        caught_by="own_forward",
        GlobalAveragePooling=_on_the_class(right_pooling.GlobalAveragePooling),
        GlobalMaxPooling=_on_the_class(right_pooling.GlobalMaxPooling),
    ),
]
other_default_settings = [
    *(_function(name, _by_default(make, stride, pad), "values") for name, make in FUNCTIONS.items()
      for stride, pad in ((2, 0), (1, 1))),
    *_filters(_ConvByTwos, "values"),
    *_filters(_ConvPadded, "values"),
]
keeps_first_forward = [  # average pooling remembers no more than shapes: there it ends in the same exception
    *_filters(_of_the_first_time(Conv), "own_forward", of=PLANAR),
    *_pools(_of_the_first_time, "own_forward", of=("pooling",)),
]
returns_nothing = [
    _function("im2col", lambda *_: None, "values", "L01"),
    _function("col2im", lambda *_: None, "values", "L01"),
    *_filters(_without_answers(Conv), "values", "L01"),
    *_pools(_without_answers, "values", "L01"),
]


# Network --------------------------------------------------------------------------------------------------------------


def _network(cls: Any, caught_by: str, catalogue: Any = ()) -> Misconception:
    return misconception("network", caught_by=caught_by, catalogue=catalogue, SimpleConvNet=cls)


class _Straight:
    """In place of ReLU."""

    def forward(self, x):
        return x

    def backward(self, dout):
        return dout


class _NotGated(Relu):
    def backward(self, dout):
        return dout


class _FlattensChannelsLast(Affine):
    """(N, C, H, W) as rows with the channel last, and back by a plain reshape."""

    def forward(self, x):
        self.shape = x.shape
        rows = x.transpose(0, 2, 3, 1).reshape(len(x), -1) if x.ndim == 4 else x
        return super().forward(rows)

    def backward(self, dout):
        return super().backward(dout).reshape(self.shape)


class _ZeroWeights(SimpleConvNet):
    def __init__(self, *arguments):
        super().__init__(*arguments)
        for key, p in self.params.items():
            if key.startswith("W"):
                p *= 0


class _UniformScale(SimpleConvNet):
    """The standard deviation is multiplied on twice."""

    def __init__(self, input_dim, conv_param, hidden_size=100, output_size=10, weight_init_std=0.01):
        super().__init__(input_dim, conv_param, hidden_size, output_size, weight_init_std**2)


class _ScaleIgnored(SimpleConvNet):
    """0.01 whatever is asked for."""

    def __init__(self, *arguments):
        super().__init__(*arguments[:4])


class _BiasesAtOne(SimpleConvNet):
    def __init__(self, *arguments):
        super().__init__(*arguments)
        for key, p in self.params.items():
            if key.startswith("b"):
                p += 1


class _WeightsOutFirst(SimpleConvNet):
    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.params["W2"], self.params["W3"] = self.params["W2"].T.copy(), self.params["W3"].T.copy()


class _OtherNames(SimpleConvNet):
    """Numbered as layers, not as layers with weights."""

    def __init__(self, *arguments):
        super().__init__(*arguments)
        names = {"W1": "W1", "b1": "b1", "W2": "W4", "b2": "b4", "W3": "W6", "b3": "b6"}
        self.params = {names[key]: p for key, p in self.params.items()}


class _OwnCopies(SimpleConvNet):
    """The layers have copies of the arrays in params."""

    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.params = {key: p.copy() for key, p in self.params.items()}


def _own_copy_of(number: int) -> type:
    class OneCopy(SimpleConvNet):
        """One layer has copies of its arrays."""

        def __init__(self, *arguments):
            super().__init__(*arguments)
            for key in (f"W{number}", f"b{number}"):
                self.params[key] = self.params[key].copy()

    return OneCopy


class _Probabilities(SimpleConvNet):
    """Softmax at the end of predict; the loss is taken of what went in."""

    def predict(self, x):
        return softmax(super().predict(x))

    def loss(self, x, t):
        return self.last_layer.forward(super().predict(x), t)


class _SoftmaxTwice(_Probabilities):
    """The loss takes the softmax of probabilities."""

    def loss(self, x, t):
        return self.last_layer.forward(self.predict(x), t)


class _GradientsSummed(SimpleConvNet):
    """The loss is a mean, its gradient that of a sum."""

    def gradient(self, x, t):
        return {key: len(x) * grad for key, grad in super().gradient(x, t).items()}


class _WithoutPooling(network(pooling=lambda *_: _Straight())):
    """As large as if nothing were pooled."""

    def __init__(self, input_dim, conv_param, hidden_size=100, output_size=10, weight_init_std=0.01):
        super().__init__(input_dim, conv_param, hidden_size, output_size, weight_init_std)
        side, stride, pad = (conv_param[key] for key in ("filter_size", "stride", "pad"))
        features = conv_param["filter_num"] * int(np.prod([(n + 2 * pad - side) // stride + 1 for n in input_dim[1:]]))
        self.params["W2"] = weight_init_std * np.random.standard_normal((features, hidden_size))
        self.weighted[1].W = self.params["W2"]


class _SquareImages(SimpleConvNet):
    """W2 is as large as if the width were the height, as in the book's own code."""

    def __init__(self, input_dim, *arguments):
        super().__init__((*input_dim[:2], input_dim[1]), *arguments)


class _LabelsOnly(SimpleConvNet):
    """One-hot targets are taken for class numbers."""

    def accuracy(self, x, t):
        return float(np.mean(np.argmax(self.predict(x), axis=1) == t)) if t.ndim == 1 else 0.0


class _Percent(SimpleConvNet):
    def accuracy(self, x, t):
        return 100 * super().accuracy(x, t)


class _Count(SimpleConvNet):
    def accuracy(self, x, t):
        return super().accuracy(x, t) * len(x)


class _SummedLoss(SimpleConvNet):
    def loss(self, x, t):
        return super().loss(x, t) * len(x)


class _ConvolutionNotTrained(SimpleConvNet):
    def gradient(self, x, t):
        grads = super().gradient(x, t)
        return {**grads, "W1": np.zeros_like(grads["W1"]), "b1": np.zeros_like(grads["b1"])}


class _Renamed(SimpleConvNet):
    def gradient(self, x, t):
        return {f"d{key}": g for key, g in super().gradient(x, t).items()}


class _WeightsOnly(SimpleConvNet):
    def gradient(self, x, t):
        return {key: g for key, g in super().gradient(x, t).items() if key.startswith("W")}


class _LayersTurned(network()):
    """`self.layers.reverse()`"""

    def gradient(self, x, t):
        grads = super().gradient(x, t)
        self.layers.reverse()
        return grads


class _OldBatch(network()):
    """gradient goes back through the batch of the first call."""

    def gradient(self, x, t):
        self.batch = getattr(self, "batch", (x, t))
        return super().gradient(*self.batch)


class _ScalesBatch(SimpleConvNet):
    def predict(self, x):
        out = super().predict(x.copy())
        x /= 255
        return out


class _SilentNet(SimpleConvNet):
    def predict(self, x):
        super().predict(x)

    def loss(self, x, t):
        self.last_layer.forward(super().predict(x), t)

    def accuracy(self, x, t):
        return None

    def gradient(self, x, t):
        return None


class _NetOnTheClass(SimpleConvNet):
    """`params` and the layers stand in the class: the last network that was made is everybody's."""

    def __init__(self, *arguments):
        super().__init__(*arguments)
        type(self).kept = dict(vars(self))
        vars(self).clear()

    def __getattr__(self, name):
        return type(self).kept[name]


class _OtherDefaults(SimpleConvNet):
    def __init__(self, input_dim, conv_param, hidden_size=50, output_size=10, weight_init_std=0.1):
        super().__init__(input_dim, conv_param, hidden_size, output_size, weight_init_std)


class _SumsUp(right.Convolution):
    """Gradients of all steps so far."""

    def backward(self, dout):
        dx = super().backward(dout)
        self.sums = [a + b for a, b in zip(getattr(self, "sums", (0, 0)), (self.dW, self.db), strict=True)]
        self.dW, self.db = self.sums
        return dx


network_without_relu = [
    _network(network(relu=planar, hidden_relu=hidden), "class_scores")
    for planar, hidden in ((_Straight, _Straight), (_Straight, Relu), (Relu, _Straight))
]
network_relu_not_gated = _network(network(relu=_NotGated), "backpropagation", "A10")
network_relu_half_gated = [
    _network(network(relu=_NotGated, hidden_relu=Relu), "backpropagation", "A10"),
    _network(network(hidden_relu=_NotGated), "backpropagation", "A10"),
]
network_average_pooling = _network(network(pooling=right_pooling.AveragePooling), "class_scores")
network_flattens_otherwise = _network(network(affine=_FlattensChannelsLast), "class_scores", "C11")
network_starts_at_zero = _network(_ZeroWeights, "initial_scale")
network_other_scale = [_network(_UniformScale, "initial_scale"), _network(_ScaleIgnored, "parameters")]
network_biases_at_one = _network(_BiasesAtOne, "parameters")
network_weights_out_first = _network(_WeightsOutFirst, "parameters", "C14")
network_other_names = _network(_OtherNames, "parameters", "L06")
network_own_copies = [
    _network(cls, "class_scores", "L04") for cls in (_OwnCopies, *(_own_copy_of(number) for number in (1, 2, 3)))
]
network_gives_probabilities = [_network(cls, "class_scores") for cls in (_Probabilities, _SoftmaxTwice)]
network_gradients_summed = _network(_GradientsSummed, "backpropagation", "C03")
network_pooling_not_counted = _network(_WithoutPooling, "parameters")
network_square_images = _network(_SquareImages, "parameters", "I09")
network_accuracy_labels_only = _network(_LabelsOnly, "accuracy")
network_accuracy_percent = _network(_Percent, "accuracy")
network_accuracy_counts = _network(_Count, "accuracy")
network_loss_summed = _network(_SummedLoss, "loss")
network_convolution_not_trained = _network(_ConvolutionNotTrained, "backpropagation", "L04")
network_renames_gradients = [
    _network(_Renamed, "backpropagation", "L06"),
    _network(_WeightsOnly, "backpropagation", "L06"),
]
network_turns_its_layers = _network(_LayersTurned, "training", "L05")
network_old_batch = _network(_OldBatch, "training")
network_gradients_add_up = _network(network(convolution=_SumsUp), "training")
network_changes_batch = _network(_ScalesBatch, "training")
network_gives_nothing = _network(_SilentNet, "class_scores", "L01")
network_other_defaults = _network(_OtherDefaults, "default_arguments")
network_on_the_class = _network(_NetOnTheClass, "own_parameters")
