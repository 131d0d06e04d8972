"""Handwritten digits: the 10,000 of MNIST that ship, or the full set's own files where somebody has them.

The provenance of what ships stands in README.md beside this.
"""

from __future__ import annotations

import gzip
import math
import struct
import zlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

SHIPPED = Path(__file__).resolve().parent / "mnist_10k.npz"
TRAINING = 8_000
"""How many of the images that ship are for training; the others are for testing."""

CLASSES = 10
SIDE = 28
IDX = {
    "x_train": "train-images-idx3-ubyte",
    "t_train": "train-labels-idx1-ubyte",
    "x_test": "t10k-images-idx3-ubyte",
    "t_test": "t10k-labels-idx1-ubyte",
}
"""The four files of the full set; each may be gzipped, or have ".idx" for "-idx"."""

UNSIGNED_BYTES = 0x08
MOST = 1 << 28  # bytes of one array: five times the largest of the four files

Bytes = NDArray[np.uint8]


class DataError(ValueError):
    """Files that are not what they should be.

    code: "data.missing", "data.damaged", "data.shape" or "data.counts"
    values: what the wording of that code needs, always with `path`
    """

    def __init__(self, code: str, **values: Any) -> None:
        super().__init__(", ".join([code, *(f"{key}: {value}" for key, value in values.items())]))
        self.code = code
        self.values = values


@dataclass(frozen=True, slots=True)
class Digits:
    """Images and what they show.

    x_train, x_test: (N, 784) flat, or (N, 1, 28, 28); 0 for paper to 1 for ink
    t_train, t_test: (N,) digits, int64, or one-hot (N, 10) in the dtype of x
    """

    x_train: NDArray[Any]
    t_train: NDArray[Any]
    x_test: NDArray[Any]
    t_test: NDArray[Any]


def mnist(
    *,
    flat: bool = True,
    one_hot: bool = False,
    dtype: DTypeLike = np.float32,
    fraction: float = 1.0,
    path: Path | str | None = None,
) -> Digits:
    """The digits that ship, 8,000 for training and 2,000 for testing, always the same ones.

    flat: rows (N, 784) for dense layers, else images (N, 1, 28, 28) for convolutions
    one_hot: targets (N, 10), else (N,)
    dtype: float32 or float64
    fraction: how much to take of each part, above 0 and up to 1: its first images
    path: a folder with the full set's four files, gzipped or not, to take instead
    raises: DataError for files that are missing or damaged, ValueError for another dtype or fraction
    """
    if not 0 < fraction <= 1:
        raise ValueError(f"fraction is {fraction}: expected above 0 and up to 1")
    if np.dtype(dtype) not in (np.dtype(np.float32), np.dtype(np.float64)):
        raise ValueError(f"dtype is {np.dtype(dtype)}: expected float32 or float64")
    parts = _shipped() if path is None else _idx(Path(path))
    shape = (-1, SIDE * SIDE) if flat else (-1, 1, SIDE, SIDE)
    chosen = {}
    for name, part in parts.items():
        some = part[: math.ceil(fraction * len(part))]
        if name.startswith("x"):
            chosen[name] = (some.reshape(shape) / np.array(255, dtype)).astype(dtype, copy=False)
        else:
            chosen[name] = np.eye(CLASSES, dtype=dtype)[some] if one_hot else some.astype(np.int64)
    return Digits(**chosen)


@lru_cache(maxsize=1)
def _shipped() -> dict[str, Bytes]:
    try:
        with np.load(SHIPPED) as file:
            images, labels = file["images"], file["labels"]
    except FileNotFoundError:
        raise DataError("data.missing", path=str(SHIPPED)) from None
    except (OSError, ValueError, KeyError, zlib.error) as error:
        raise DataError("data.damaged", path=str(SHIPPED), reason=str(error)) from error
    return {
        "x_train": images[:TRAINING],
        "t_train": labels[:TRAINING],
        "x_test": images[TRAINING:],
        "t_test": labels[TRAINING:],
    }


def _idx(folder: Path) -> dict[str, Bytes]:
    parts = {name: _array(_found(folder, file)) for name, file in IDX.items()}
    for part in ("train", "test"):
        images, labels = parts[f"x_{part}"], parts[f"t_{part}"]
        if len(images) != len(labels):
            raise DataError("data.counts", path=str(folder), images=len(images), labels=len(labels))
    return parts


def _found(folder: Path, name: str) -> Path:
    for spelling in (name, name.replace("-idx", ".idx")):
        for path in (folder / spelling, folder / f"{spelling}.gz"):
            if path.is_file():
                return path
    raise DataError("data.missing", path=str(folder / name))


def _array(path: Path) -> Bytes:
    """What a file holds: two bytes 0, one for the type, one for the number of axes, their lengths, the entries."""
    wanted: tuple[int, ...] = (SIDE, SIDE) if "images" in path.name else ()
    try:
        with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as file:
            zero, kind, axes = struct.unpack(">HBB", file.read(4))
            if zero != 0 or kind != UNSIGNED_BYTES or axes != 1 + len(wanted):
                seen = f"it begins with {zero:04x} {kind:02x} {axes:02x}"
                raise DataError("data.damaged", path=str(path), reason=seen)
            shape = struct.unpack(f">{axes}I", file.read(4 * axes))
            if shape[1:] != wanted or math.prod(shape) > MOST:
                raise DataError("data.shape", path=str(path), seen=shape, expected=("N", *wanted))
            data = file.read(math.prod(shape) + 1)
    except (OSError, EOFError, struct.error, zlib.error) as error:
        raise DataError("data.damaged", path=str(path), reason=str(error)) from error
    if len(data) != math.prod(shape):
        raise DataError("data.damaged", path=str(path), reason=f"{len(data)} of {math.prod(shape)} bytes")
    values: Bytes = np.frombuffer(data, np.uint8).reshape(shape)
    if not wanted and values.size and values.max() >= CLASSES:
        raise DataError("data.damaged", path=str(path), reason=f"a label of {values.max()}")
    return values
