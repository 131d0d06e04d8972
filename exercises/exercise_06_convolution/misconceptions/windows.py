"""Mistakes in where windows lie, wherever they slide."""

from __future__ import annotations

from typing import Any

import numpy as np

from exercises.exercise_06_convolution.misconceptions.shared import (
    EVERYWHERE,
    LAYERED,
    POOLS,
    SLIDING,
    in_function,
    in_windows,
)
from exercises.exercise_06_convolution.sliding import Windows


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


class _HeightForBoth(Windows):
    """As many windows along both axes as along the first one."""

    axis = 0

    def out(self, size):
        return (super().out(size)[self.axis],) * len(size)


class _WidthForBoth(_HeightForBoth):
    axis = 1


class _SidesSwapped(Windows):
    """`N, C, W, H = x.shape`: the width stands for the height, and the height for the width."""

    def out(self, size):
        return super().out(size[::-1])


class _SquareImage(Windows):
    """The image's height for its width too."""

    def out(self, size):
        return super().out((size[0],) * len(size))


class _OneInside(Windows):
    """The + 1 stands inside of the division."""

    def out(self, size):
        return tuple((n + 2 * self.pad - k + 1) // self.stride for n, k in zip(size, self.kernel, strict=True))


class _SquareKernel(Windows):
    """The height for both sides of the window; or the width."""

    def __init__(self, kernel, stride, pad):
        super().__init__((kernel[0],) * len(kernel), stride, pad)


class _StepByStep(Windows):
    """As many windows as the stride allows, but one beside the other."""

    def steps(self):
        return (1,) * len(self.kernel)


class _WithoutStep(Windows):
    """`img[y : y + stride * out_h]` without `:stride` behind it: more pixels than windows."""

    def places(self, out):
        for entry, (*rest, high, wide) in super().places(out):
            slices = (slice(s.start, s.start + self.stride * n) for s, n in zip((high, wide), out, strict=True))
            yield entry, (*rest, *slices)


class _EndsEarly(Windows):
    """`img[y : stride * out_h : stride]`: the end of a slice does not move along with its beginning."""

    def places(self, out):
        for entry, (*rest, high, wide) in super().places(out):
            slices = (slice(s.start, self.stride * n, s.step) for s, n in zip((high, wide), out, strict=True))
            yield entry, (*rest, *slices)


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


class _PadsOneAxis(Windows):
    """Zeros above and below alone; windows are counted as if they were on the left and right too."""

    axis = 0

    def padded(self, x, value):
        sides = [(self.pad * (axis == self.axis),) * 2 for axis in range(len(self.kernel))]
        return np.pad(x, [(0, 0), (0, 0), *sides], constant_values=value)


class _PadsOtherAxis(_PadsOneAxis):
    axis = 1


class _CountsPaddingOnly(Windows):
    """Windows are counted with padding, and nothing is padded."""

    def padded(self, x, value):
        return x


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


class _StrideOfTheWindow(Windows):
    """The window's height for the stride, whatever is asked for."""

    def __init__(self, kernel, stride, pad):
        super().__init__(kernel, kernel[0], pad)


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


class _FlipsWindow(Windows):
    """The last pixel of a window comes first, on the way there and back."""

    def places(self, out):
        entries, places = zip(*super().places(out), strict=True)
        yield from zip(entries, reversed(places), strict=True)


class _Overwrites(Windows):
    def put(self, image, place, values):
        image[place] = values


class _OverwritesByWindow(Windows):
    """The same in a loop over windows: of a pixel the last window is left, not the last place in a window."""

    def scatter(self, seen, shape):
        image = self.padded(np.zeros(shape), 0.0)
        for at in np.ndindex(*seen.shape[2 + len(self.kernel) :]):
            corner = (slice(i * self.stride, i * self.stride + k) for i, k in zip(at, self.kernel, strict=True))
            self.put(image, (..., *corner), seen[(..., *at)])
        return self.cropped(image, shape[2:])

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


class _WithRoom(Windows):
    """Behind the padding there is room for the last step too, as in the book's own col2im."""

    def padded(self, x, value):
        sides = [(0, 0), (0, 0)] + [(0, self.stride - 1)] * len(self.kernel)
        return np.pad(super().padded(x, value), sides, constant_values=value)


class _RoomLeftOn(_PaddingLeftOn, _WithRoom):
    pass


class _WithoutStepButRoom(_WithoutStep, _WithRoom):
    pass


class _CropsToMinusPad(Windows):
    """`[pad:-pad]`, which is empty for a pad of 0."""

    def cropped(self, x, size):
        return x[(..., *(slice(self.pad, -self.pad) for _ in size))]


class _CropsSideways(Windows):
    """`[pad:pad + W, pad:pad + H]`"""

    def cropped(self, x, size):
        return x[(..., *(slice(self.pad, self.pad + n) for n in size[::-1]))]


class _CropsRoomToMinusPad(_CropsToMinusPad, _WithRoom):
    pass


class _CropsRoomSideways(_CropsSideways, _WithRoom):
    pass


class _CropsFromCorner(Windows):
    """`[:H, :W]`"""

    def cropped(self, x, size):
        return x[(..., *(slice(0, n) for n in size))]


class ScattersStepByStep(Windows):
    """Back over the image, windows lie one beside the other whatever the stride."""

    def scatter(self, seen, shape):
        self.stride = 1
        return super().scatter(seen, shape)


def _of_known_height(windows: Any) -> Any:
    """An im2col that says how many rows there are, and not how many columns: of no window at all there is no table."""

    def im2col(input_data, filter_h, filter_w, stride=1, pad=0):
        seen = windows((filter_h, filter_w), stride, pad).gather(input_data)
        n, *_, oh, ow = seen.shape
        return seen.transpose(0, 4, 5, 1, 2, 3).reshape(n * oh * ow, -1)

    return im2col


size_ignores_padding = [
    *in_windows(_WithoutPadding, "padding", "I01", of=(*EVERYWHERE, "col2im")),
    *in_windows(_PadsOnce, "padding", "I01", of=(*EVERYWHERE, "col2im")),
]
positions_in_a_byte = in_windows(_InAByte, "large", of=("convolution", *POOLS))
size_without_one = [
    *in_windows(_OneTooFew, "values", "I02", of=EVERYWHERE),
    in_function("im2col", _of_known_height(_OneTooFew), "values", "I02"),
]
im2col_one_way = [
    *in_windows(_HeightForBoth, "values", "I09", of=("im2col",)),
    *in_windows(_WidthForBoth, "values", "I09", of=("im2col",)),
    *in_windows(_SquareImage, "values", "I09", of=("im2col",)),
    *in_windows(_SidesSwapped, "values", "I09", of=("im2col",)),
]
size_with_one_inside = [
    *in_windows(_OneInside, "strides", of=SLIDING),
    *in_windows(_OneInside, "values", of=POOLS),
]
size_rounded_up = in_windows(_RoundsUp, "strides", "I20", of=SLIDING)
stride_not_in_slices = [
    *in_windows(_StepByStep, "strides", "I06", of=(*SLIDING, "col2im")),
    *in_windows(_StepByStep, "values", "I06", of=POOLS),
    *in_windows(_WithoutStep, "strides", "I06", of=("im2col", "col2im")),
    *in_windows(_WithoutStepButRoom, "strides", "I06", of=("col2im",)),
]
slices_end_early = in_windows(_EndsEarly, "values", of=("im2col", "col2im"))
window_flipped = in_windows(_FlipsWindow, "values", of=("im2col", "col2im"))
stride_along_one_axis = [
    *in_windows(_StepsOneWay, "strides", of=("im2col", "col2im", "convolution")),
    *in_windows(_StepsOtherWay, "strides", of=("im2col", "col2im", "convolution")),
    *in_windows(_OneStrideIgnored, "strides", of=("im2col", "convolution")),
    *in_windows(_OtherStrideIgnored, "strides", of=("im2col", "convolution")),
    *in_windows(_OneStrideIgnored, "values", of=POOLS),
    *in_windows(_OtherStrideIgnored, "values", of=POOLS),
]
stride_ignored = in_windows(_StrideIgnored, "strides", of=SLIDING)
pool_stride_ignored = in_windows(_StrideOfTheWindow, "strides", of=POOLS)
pads_one_side = [
    *in_windows(_PadsAfter, "padding", "I07", of=EVERYWHERE),
    *in_windows(_PadsBefore, "padding", "I07", of=(*EVERYWHERE, "col2im")),
]
pads_every_axis = in_windows(_PadsEveryAxis, "padding", "I21", of=("im2col", *POOLS))
pads_by_repeating = in_windows(_PadsByRepeating, "padding", of=SLIDING)
pads_one_axis = [
    *in_windows(_PadsOneAxis, "padding", of=("im2col",)),
    *in_windows(_PadsOtherAxis, "padding", of=("im2col",)),
]
pad_ignored = [
    *in_windows(_PadIgnored, "padding", of=(*SLIDING, *POOLS)),
    *in_windows(_CountsPaddingOnly, "padding", of=("im2col",)),
]
kernel_height_for_width = [
    *in_windows(_SwapsKernel, "values", "I09", of=("im2col", "convolution")),
    *in_windows(_SwapsKernel, "strides", "I09", of=POOLS),
]
kernel_square = [*in_windows(_SquareKernel, "strides", of=POOLS)]
overlaps_overwritten = [
    *in_windows(_Overwrites, "derivative", "I11", of=LAYERED, col2im="values"),
    *in_windows(_OverwritesByWindow, "derivative", "I11", of=LAYERED, col2im="values"),
    *in_windows(_Overwrites, "backward_with_overlaps", ("J03", "J11"), of=POOLS),
    *in_windows(_OverwritesByWindow, "backward_with_overlaps", ("J03", "J11"), of=POOLS),
]
overlaps_averaged = [
    *in_windows(_Averages, "derivative", "I11", of=LAYERED, col2im="values"),
    *in_windows(_Averages, "backward_with_overlaps", of=POOLS),
]
padding_left_on = [
    *in_windows(_PaddingLeftOn, "backward_with_padding", "I13", of=(*LAYERED, *POOLS), col2im="padding"),
    *in_windows(_RoomLeftOn, "strides", "I13", of=("col2im",)),
]
crops_to_minus_pad = [
    *in_windows(_CropsToMinusPad, "derivative", "I14", of=(*LAYERED, *POOLS), col2im="values"),
    *in_windows(_CropsRoomToMinusPad, "values", "I14", of=("col2im",)),
]
crops_sideways = [
    *in_windows(_CropsSideways, "derivative", of=("convolution", "convolution_3d", *POOLS), col2im="values"),
    *in_windows(_CropsRoomSideways, "values", of=("col2im",)),
]
crops_from_corner = in_windows(_CropsFromCorner, "backward_with_padding", of=(*LAYERED, *POOLS), col2im="padding")
