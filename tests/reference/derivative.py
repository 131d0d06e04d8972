"""What a derivative must be, found by differences, and arrays of another library; nothing of the grader's."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import array_api_strict
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

DEVICE = array_api_strict.Device("device1")
"""Arrays here cannot be mixed with those of the default device, nor be turned into NumPy unasked."""


def derivative(f: Callable[[], Any], x: Floats) -> Floats:
    """∂ sum(f()) / ∂x by five points, error O(h⁴); f reads x itself, which is restored."""
    result = np.zeros_like(x)
    h = 1e-3
    for index in np.ndindex(*x.shape):
        value = x[index]
        sums = []
        for step in (-2, -1, 1, 2):
            x[index] = value + step * h
            sums.append(np.sum(f()))
        x[index] = value
        result[index] = (sums[0] - 8 * sums[1] + 8 * sums[2] - sums[3]) / (12 * h)
    return result


def check_backward(layer: Any, x: Floats, rng: np.random.Generator, **learned: Floats) -> None:
    """Of ∑ dout · forward(x) for a random dout, `backward` gives the derivatives by x and by what is learned.

    learned: e.g. W=layer.W, whose derivative must be in layer.dW
    """
    dout = rng.standard_normal(layer.forward(x).shape)
    given = x.copy(), dout.copy()

    dx = layer.backward(dout)
    found = {name: getattr(layer, f"d{name}").copy() for name in learned}

    np.testing.assert_array_equal(x, given[0])
    np.testing.assert_array_equal(dout, given[1])
    assert dx.shape == x.shape
    np.testing.assert_allclose(dx, derivative(lambda: dout * layer.forward(x), x), rtol=1e-8, atol=1e-9)
    for name, array in learned.items():
        wanted = derivative(lambda: dout * layer.forward(x), array)
        np.testing.assert_allclose(found[name], wanted, rtol=1e-8, atol=1e-9, err_msg=f"d{name}")


def strict(x: Any) -> Any:
    """A NumPy array as one of array-api-strict on a device that is not the default one."""
    return array_api_strict.asarray(x, device=DEVICE)


def back(x: Any) -> Any:
    """An array of array-api-strict as NumPy's; it must still be on its device."""
    assert x.device == DEVICE
    return np.asarray(x.to_device(array_api_strict.Device("CPU_DEVICE")))


def check_same_elsewhere(layer: Callable[..., Any], x: Floats, rng: np.random.Generator, *learned: Floats) -> None:
    """`layer(*learned)` gives the same forward, backward and derivatives on array-api-strict as on NumPy."""
    here, there = layer(*learned), layer(*map(strict, learned))
    out = here.forward(x)
    dout = rng.standard_normal(out.shape)

    foreign_out = there.forward(strict(x))
    dx, foreign_dx = here.backward(dout), there.backward(strict(dout))

    np.testing.assert_allclose(back(foreign_out), out, rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(back(foreign_dx), dx, rtol=1e-12, atol=1e-12)
    for name, array in vars(here).items():
        if name.startswith("d") and isinstance(array, np.ndarray):
            np.testing.assert_allclose(back(vars(there)[name]), array, rtol=1e-12, atol=1e-12, err_msg=name)
