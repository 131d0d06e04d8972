"""The library that an array belongs to: NumPy, or any other of the array API standard (2023.12)."""

from __future__ import annotations

from typing import Any

import numpy as np

Array = Any
"""An array of any library. Its shape stands in the docstring of the function that takes or gives it."""

_SCALARS = (bool, int, float, complex, type(None))


def namespace(*arrays: Array) -> Any:
    """The module whose functions work on these arrays; plain numbers and None may stand among them.

    raises: TypeError if the arrays are of several libraries, or of one that is not known
    """
    others = [array for array in arrays if not isinstance(array, (np.ndarray, np.generic, *_SCALARS))]
    if not others:
        return np
    from array_api_compat import array_namespace  # only when something else than NumPy came in

    return array_namespace(*(array for array in arrays if not isinstance(array, _SCALARS)))


def floating(x: Array, dtype: Any = None) -> Array:
    """x itself; whole numbers, such as pixels that nobody has converted, in that dtype, else in double precision."""
    xp = namespace(x)
    return x if xp.isdtype(x.dtype, "real floating") else xp.astype(x, dtype or xp.float64)


def host(x: Array) -> np.ndarray[Any, Any]:
    """The array as NumPy's, copied from its device where it lies on one: never silently, always by this."""
    if isinstance(x, (np.ndarray, np.generic)):
        return np.asarray(x)
    return np.from_dlpack(x, device="cpu")


def like(values: np.ndarray[Any, Any], x: Array) -> Array:
    """NumPy values, e.g. random ones, as an array of the library, dtype and device of x."""
    return namespace(x).asarray(values, dtype=x.dtype, device=x.device)
