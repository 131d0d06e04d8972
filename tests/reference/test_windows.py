from __future__ import annotations

import numpy as np
import pytest
from derivative import back, strict

import reference.windows
from reference.windows import (
    CACHE,
    blocks,
    by_columns,
    cropped,
    gathered,
    meetings,
    met,
    overlay,
    padded,
    places,
    positions,
    windows,
)

CASES = [
    ((2, 3, 7), (3,), 1),
    ((2, 3, 7), (2,), 3),
    ((1, 2, 5, 6), (3, 2), 1),
    ((3, 1, 5, 8), (2, 3), 2),
    ((2, 2, 4, 5, 3), (2, 3, 1), 1),
]


def test_a_rest_that_is_too_narrow_for_a_window_is_not_counted():
    assert positions((7, 8), (3, 3), 2) == (3, 3)
    assert positions((5, 5), (5, 1), 1) == (1, 5)


def test_a_window_that_does_not_fit_is_refused():
    with pytest.raises(ValueError, match=r"a window of \(3, 3\) does not fit into \(5, 2\)"):
        positions((5, 2), (3, 3), 1)


@pytest.mark.parametrize(("shape", "kernel", "stride"), CASES)
def test_a_window_sees_the_block_at_its_place(shape, kernel, stride):
    x = np.random.default_rng(1).standard_normal(shape)

    seen = windows(x, kernel, stride)

    out = positions(shape[2:], kernel, stride)
    assert seen.shape == (*shape[:2], *kernel, *out)
    for place in np.ndindex(*out):
        block = tuple(slice(stride * p, stride * p + k) for p, k in zip(place, kernel, strict=True))
        np.testing.assert_array_equal(seen[(..., *place)], x[(..., *block)])


@pytest.mark.parametrize(("shape", "kernel", "stride"), CASES)
def test_places_are_the_windows_entry_by_entry(shape, kernel, stride):
    x = np.random.default_rng(2).standard_normal(shape)
    out = positions(shape[2:], kernel, stride)

    seen = windows(x, kernel, stride).reshape(*shape[:2], -1, *out)

    for entry, place in enumerate(places(kernel, stride, out)):
        np.testing.assert_array_equal(x[place], seen[:, :, entry])


@pytest.mark.parametrize("stride", [1, 2, 3])
@pytest.mark.parametrize("pad", [0, 1, 4])
@pytest.mark.parametrize("entry", [0, 1, 2])
def test_an_entry_of_the_kernel_meets_what_it_does_not_see_of_the_padding(entry, stride, pad):
    size, out = 5, positions((5 + 2 * pad,), (3,), stride)[0]

    place, seeing = met(entry, stride, out, size, pad)

    wanted = [(stride * i + entry - pad, i) for i in range(out) if 0 <= stride * i + entry - pad < size]
    assert list(zip(range(size)[place], range(out)[seeing], strict=True)) == wanted


@pytest.mark.parametrize("pad", [0, 1, 3])
@pytest.mark.parametrize(("shape", "kernel", "stride"), CASES)
def test_overlay_is_the_adjoint_of_windows_of_padded(shape, kernel, stride, pad):
    rng = np.random.default_rng(3)
    x = rng.standard_normal(shape)
    seen = windows(padded(x, [pad] * len(kernel)), kernel, stride)
    other = rng.standard_normal(seen.shape)

    put_back = overlay(other, shape[2:], stride, pad)

    assert put_back.shape == shape
    assert np.vdot(seen, other) == pytest.approx(np.vdot(x, put_back), rel=1e-12)


def test_overlay_leaves_axes_behind_those_of_the_windows_as_they_are():
    seen = np.random.default_rng(3).standard_normal((2, 3, 3, 4, 5))

    laid = overlay(seen, (7,), 2, 1)

    for i in range(5):
        np.testing.assert_array_equal(laid[..., i], overlay(seen[..., i], (7,), 2, 1))


def test_cropped_is_the_adjoint_and_here_the_inverse_of_padded():
    x = np.random.default_rng(4).standard_normal((2, 1, 3, 4))

    wide = padded(x, (2, 1), -7.0)

    assert wide.shape == (2, 1, 7, 6)
    assert wide.sum() == pytest.approx(x.sum() - 7 * (2 * 42 - 24))
    np.testing.assert_array_equal(cropped(wide, (3, 4), (2, 1)), x)
    assert padded(x, (0, 0)) is x


def test_what_lies_behind_comes_after_the_padding():
    x = np.random.default_rng(4).standard_normal((2, 1, 3, 4))

    wide = padded(x, (1, 0), behind=(2, 1))

    assert wide.shape == (2, 1, 7, 5)
    np.testing.assert_array_equal(wide[:, :, 1:4, :4], x)
    assert wide.sum() == pytest.approx(x.sum())


@pytest.mark.parametrize("n", [0, 1, 5])
@pytest.mark.parametrize("size", [1, CACHE // 16, CACHE])
def test_blocks_cover_every_sample_once_and_fit_into_the_cache(n, size):
    x = np.arange(float(n))

    some = [x[block] for block in blocks(x, size)]

    np.testing.assert_array_equal(np.concatenate([x[:0], *some]), x)
    assert all(len(block) == 1 or len(block) * size * 8 <= CACHE for block in some)


@pytest.mark.parametrize(("shape", "kernel", "stride"), CASES)
def test_another_library_gives_the_same_values(shape, kernel, stride):
    x = np.random.default_rng(5).standard_normal(shape)
    seen = windows(x, kernel, stride)
    pads = [1] * len(kernel)

    np.testing.assert_array_equal(back(windows(strict(x), kernel, stride)), seen)
    np.testing.assert_array_equal(
        back(overlay(strict(seen), shape[2:], stride, 0)), overlay(seen, shape[2:], stride, 0)
    )
    np.testing.assert_array_equal(back(padded(strict(x), pads, 3.0)), padded(x, pads, 3.0))


@pytest.mark.parametrize(("shape", "kernel", "stride"), CASES)
def test_by_columns_gives_every_window_of_every_sample_a_column(shape, kernel, stride, monkeypatch):
    seen = windows(np.random.default_rng(6).standard_normal(shape), kernel, stride)
    monkeypatch.setattr(reference.windows, "CACHE", 8 * seen[0].size)

    for some, columns in by_columns(seen):
        wanted = seen[some].reshape(1, shape[1] * int(np.prod(kernel)), -1)
        np.testing.assert_array_equal(columns, wanted)
    assert [len(columns) for _, columns in by_columns(seen)] == [1] * shape[0]


@pytest.mark.parametrize("samples", [1, 2])
@pytest.mark.parametrize("pad", [0, 1, 3])
@pytest.mark.parametrize(("shape", "kernel", "stride"), CASES)
def test_gathered_gives_what_windows_of_padded_see_row_by_row_of_the_kernel(
    shape, kernel, stride, pad, samples, monkeypatch
):
    x = np.random.default_rng(7).standard_normal((3, *shape[1:]))
    wide = padded(x, [pad] * len(kernel), behind=[stride, *(0 for _ in kernel[1:])])  # one row of windows more
    high, *out = positions(x.shape[2:] + 2 * pad * np.ones(len(kernel), int), kernel, stride)
    seen = np.moveaxis(windows(wide, kernel, stride), 2, 1)
    monkeypatch.setattr(reference.windows, "CACHE", 8 * samples * seen[0, 0].size)

    found = [(some, columns.copy()) for some, columns in gathered(x, kernel, (high + 1, *out), stride, pad)]

    assert [len(columns) for _, columns in found] == ([1, 1, 1] if samples == 1 else [2, 1])
    for some, columns in found:
        np.testing.assert_array_equal(columns, seen[some].reshape(columns.shape))
    ((_, everything),) = gathered(strict(x), kernel, (high + 1, *out), stride, pad)
    np.testing.assert_array_equal(back(everything), np.concatenate([columns for _, columns in found]))


def test_meetings_are_those_of_every_axis_in_the_order_of_the_kernel():
    found = meetings((2, 3), 2, (3, 2), (5, 4), 1)

    assert [entry for entry, _, _ in found] == list(np.ndindex(2, 3))
    for (row, column), place, seeing in found:
        assert list(zip(place, seeing, strict=True)) == [met(row, 2, 3, 5, 1), met(column, 2, 2, 4, 1)]
