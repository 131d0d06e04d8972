"""Mistakes in im2col and col2im."""

from __future__ import annotations

from typing import Any

import numpy as np

from exercises.exercise_06_convolution.misconceptions.shared import (
    FUNCTIONS,
    PLANAR,
    clearing,
    in_filters,
    in_function,
)
from exercises.exercise_06_convolution.sliding import Conv, Windows
from grader.checks import misconception
from reference import convolution as right


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


def _unpacks(*axes: int) -> Any:
    """A col2im that reads the table rightly, as (n, oh, ow, c, fh, fw), and puts its axes into a wrong order."""

    def col2im(col, input_shape, filter_h, filter_w, stride=1, pad=0):
        n, c, *size = input_shape
        lay = Windows((filter_h, filter_w), stride, pad)
        out = lay.out(size)
        seen = col.reshape(n, *out, c, filter_h, filter_w).transpose(axes)
        image = lay.padded(np.zeros(input_shape), 0.0)
        for entry, place in lay.places(out):
            lay.put(image, place, seen[entry])
        return lay.cropped(image, size)

    return col2im


def _flat_columns(input_data, filter_h, filter_w, stride=1, pad=0):
    """The columns of the first channel only."""
    return right.im2col(input_data[:, :1], filter_h, filter_w, stride, pad)


im2col_not_reordered = in_function("im2col", _lays_out(0, 1, 2, 3, 4, 5), "values", "I08")
im2col_channels_last = [
    in_function("im2col", _lays_out(0, 4, 5, 2, 3, 1), "values", "I22"),
    in_function("col2im", _puts_back(0, 4, 5, 2, 3, 1), "values", "I22"),
]
im2col_one_channel = in_function("im2col", _flat_columns, "values", "I05")
im2col_turned = [
    in_function("im2col", _lays_out(1, 2, 3, 0, 4, 5, columns=True), "values"),
    in_function("im2col", _lays_out(1, 2, 3, 4, 5, 0, columns=True), "values"),
    in_function("im2col", _unfold, "values"),
]
im2col_images_last = [
    in_function("im2col", _lays_out(4, 5, 0, 1, 2, 3), "values"),
    in_function("col2im", _puts_back(4, 5, 0, 1, 2, 3), "values"),
]
im2col_columns_first = [
    in_function("im2col", _lays_out(0, 5, 4, 1, 2, 3), "values", "I09"),
    in_function("im2col", _lays_out(0, 4, 5, 1, 3, 2), "values", "I09"),
    in_function("im2col", _lays_out(0, 5, 4, 1, 3, 2), "values", "I09"),
    in_function("col2im", _puts_back(0, 5, 4, 1, 2, 3), "values", "I09"),
    in_function("col2im", _puts_back(0, 4, 5, 1, 3, 2), "values", "I09"),
    in_function("col2im", _puts_back(0, 5, 4, 1, 3, 2), "values", "I09"),
    in_function("col2im", _unpacks(0, 3, 5, 4, 1, 2), "values", "I09"),
    in_function("col2im", _unpacks(0, 3, 4, 5, 2, 1), "values", "I09"),
    in_function("col2im", _unpacks(0, 3, 5, 4, 2, 1), "values", "I09"),
]
col2im_not_reordered = in_function("col2im", _puts_back(0, 1, 2, 3, 4, 5), "values", "I19")


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
    *(in_function(name, _kept_in_the_module(getattr(right, name)), "untouched") for name in FUNCTIONS),
    in_function("col2im", _added_up_in_the_module(right.col2im), "untouched"),
]
works_on_the_argument = [
    misconception(task, caught_by="untouched", **{task: change(getattr(right, task))})
    for task in FUNCTIONS
    for change in (_reshaping, _doubling_as_it_goes)
] + in_filters(clearing(Conv), "untouched", of=PLANAR)
