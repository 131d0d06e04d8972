"""How fast the reference convolves and pools, as multiples of PyTorch, of the book's algorithm and of the GEMM's peak.

    make bench        or        .venv-peers/bin/python benchmarks/convolution.py [--rounds 9] [--json FILE]

Forward and backward together. One thread, its own processor time, in turns; results are compared before anything is
timed. Run by an interpreter without PyTorch, it leaves PyTorch out. The peak is what the same linear algebra takes for
as many multiplications in square matrices, which no convolution can pass. Its products alone are the three of every
image, of columns that lie there ready: what is left of the time goes to laying columns out and over each other.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import measuring
import numpy as np
from measuring import Row, in_turns, row, thread

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from reference.convolution import Convolution
from reference.pooling import Pooling

try:
    import torch
except ImportError:
    torch = None

Work = Callable[[], list[Any]]
"""One forward and one backward pass; gives the results of both."""

CONVOLUTIONS = {
    # (N, C, H, W), (F, side of the filter), stride, pad
    "16 → 32, 28 × 28, 3 × 3": ((32, 16, 28, 28), (32, 3), 1, 1),
    "64 → 64, 14 × 14, 3 × 3": ((32, 64, 14, 14), (64, 3), 1, 1),
    "16 → 32, 28 × 28, 5 × 5": ((32, 16, 28, 28), (32, 5), 1, 2),
    "16 → 32, 28 × 28, 3 × 3, stride 2": ((32, 16, 28, 28), (32, 3), 2, 1),
    "1 → 30, MNIST, 5 × 5": ((100, 1, 28, 28), (30, 5), 1, 0),
    "3 → 2, 5 × 5, 3 × 3": ((4, 3, 5, 5), (2, 3), 1, 0),
}
SMALL = ("3 → 2, 5 × 5, 3 × 3",)
"""What takes as long as Python takes to call it."""

POOLINGS = {
    # (N, C, H, W), side of the window, stride
    "max pooling, 2 × 2, stride 2": ((32, 32, 28, 28), 2, 2),
    "max pooling, 3 × 3, stride 2": ((32, 32, 28, 28), 3, 2),
}


def main() -> None:
    parser = measuring.arguments(__doc__, rounds=9)
    options = parser.parse_args()
    measuring.untuned()
    if torch is not None:
        torch.set_num_threads(1)
    print(measuring.HEAD)
    measuring.report(rows_of_all(options.rounds), options.json)


def rows_of_all(rounds: int) -> Iterator[Row]:
    for dtype, title, works, sizes in everything():
        agree(works)
        calls = max(1, round(0.002 / thread(works["reference"], 1)()))  # above the clock's grain
        timed = {name: thread(work, calls) for name, work in works.items()}
        if sizes:
            images, *sides = sizes
            timed[PRODUCTS] = products(dtype, *sizes)
            timed[PEAK] = peak(dtype, 3 * 2 * images * math.prod(sides))
        times = in_turns(timed, rounds)
        for other in (name for name in times if name != "reference"):
            kind = "small" if title in SMALL else title if title in POOLINGS else "convolution"
            target = TARGETS.get((kind, other, dtype))
            yield row("convolution", f"{dtype}, {title}", other, times["reference"], times[other], target)


TARGETS = {
    ("convolution", "PyTorch", "float32"): 1.7,
    ("convolution", "PyTorch", "float64"): 1.0,
    ("convolution", "the book", "float32"): 0.5,
    ("convolution", "the book", "float64"): 0.5,
    ("max pooling, 2 × 2, stride 2", "PyTorch", "float32"): 0.6,
    ("max pooling, 2 × 2, stride 2", "PyTorch", "float64"): 0.6,
}
PRODUCTS, PEAK = "its products alone", "GEMM's peak"
SIDE = 1024  # of the square matrices


def peak(dtype: str, flops: int) -> Callable[[], float]:
    """The time that so many multiplications and additions take in square matrices."""
    a = np.ones((SIDE, SIDE), dtype)
    out = np.empty_like(a)
    timed = thread(lambda: np.matmul(a, a, out=out), 1)
    return lambda: timed() * flops / (2 * SIDE**3)


def products(dtype: str, images: int, filters: int, seen: int, windows: int) -> Callable[[], float]:
    """The time of the products for out, dW and the columns of dx.

    seen: what a window sees of one image, in numbers
    """
    W, columns, wanted = (
        np.ones(shape, dtype) for shape in ((filters, seen), (images, seen, windows), (images, filters, windows))
    )

    def work() -> None:
        for column, want in zip(columns, wanted, strict=True):
            W @ column, column @ want.T, W.T @ want

    return thread(work, 1)


def agree(works: Mapping[str, Work]) -> None:
    expected = works["reference"]()
    for work in works.values():
        for found, wanted in zip(work(), expected, strict=True):
            np.testing.assert_allclose(np.asarray(found), wanted, rtol=1e-3, atol=1e-2)


def everything() -> Iterator[tuple[str, str, dict[str, Work], tuple[int, ...]]]:
    """dtype, title, works, and of a convolution the sizes that `products` takes."""
    rng = np.random.default_rng(0)
    for dtype in ("float32", "float64"):
        for title, (shape, (filters, side), stride, pad) in CONVOLUTIONS.items():
            x, W, b = (
                rng.standard_normal(size).astype(dtype) for size in (shape, (filters, shape[1], side, side), (filters,))
            )
            windows = math.prod((n + 2 * pad - side) // stride + 1 for n in shape[2:])
            sizes = shape[0], filters, W[0].size, windows
            yield dtype, title, convolutions(x, W, b, stride, pad, rng), sizes
        for title, (shape, side, stride) in POOLINGS.items():
            yield dtype, title, poolings(rng.standard_normal(shape).astype(dtype), side, stride, rng), ()


def convolutions(x: Any, W: Any, b: Any, stride: int, pad: int, rng: np.random.Generator) -> dict[str, Work]:
    layer, books = Convolution(W, b, stride, pad), BookConvolution(W, b, stride, pad)
    dout = rng.standard_normal(layer.forward(x).shape).astype(x.dtype)

    def play(layer: Any) -> list[Any]:
        return [layer.forward(x), layer.backward(dout), layer.dW, layer.db]

    works: dict[str, Work] = {"reference": lambda: play(layer), "the book": lambda: play(books)}
    if torch is not None:
        tensors = [torch.from_numpy(a).requires_grad_() for a in (x, W, b)]
        up = torch.from_numpy(dout)

        def in_torch() -> list[Any]:
            out = torch.nn.functional.conv2d(*tensors, stride=stride, padding=pad)
            return [out.detach(), *torch.autograd.grad(out, tensors, up)]

        works["PyTorch"] = in_torch
    return works


def poolings(x: Any, side: int, stride: int, rng: np.random.Generator) -> dict[str, Work]:
    layer, books = Pooling(side, side, stride), BookPooling(side, stride)
    dout = rng.standard_normal(layer.forward(x).shape).astype(x.dtype)
    works: dict[str, Work] = {
        "reference": lambda: [layer.forward(x), layer.backward(dout)],
        "the book": lambda: [books.forward(x), books.backward(dout)],
    }
    if torch is not None:
        tensor, up = torch.from_numpy(x).requires_grad_(), torch.from_numpy(dout)

        def in_torch() -> list[Any]:
            out = torch.nn.functional.max_pool2d(tensor, side, stride)
            return [out.detach(), *torch.autograd.grad(out, [tensor], up)]

        works["PyTorch"] = in_torch
    return works


class BookConvolution:
    """The algorithm of the book: columns of the whole batch, a row for each window, in double precision always."""

    def __init__(self, W: Any, b: Any, stride: int, pad: int) -> None:
        self.W, self.b, self.stride, self.pad = W, b, stride, pad

    def forward(self, x: Any) -> Any:
        filters, _, *kernel = self.W.shape
        self.shape = x.shape
        self.out = [(n + 2 * self.pad - k) // self.stride + 1 for n, k in zip(x.shape[2:], kernel, strict=True)]
        self.col = rows(x, kernel, self.out, self.stride, self.pad)
        out = np.dot(self.col, self.W.reshape(filters, -1).T) + self.b
        return out.reshape(len(x), *self.out, -1).transpose(0, 3, 1, 2)

    def backward(self, dout: Any) -> Any:
        filters, _, *kernel = self.W.shape
        dout = dout.transpose(0, 2, 3, 1).reshape(-1, filters)
        self.db = dout.sum(axis=0)
        self.dW = np.dot(self.col.T, dout).T.reshape(self.W.shape)
        dcol = np.dot(dout, self.W.reshape(filters, -1))
        return image(dcol, self.shape, kernel, self.out, self.stride, self.pad)


class BookPooling:
    """Pooling as the book has it: the same rows, one for each window and channel, and the largest of each."""

    def __init__(self, side: int, stride: int) -> None:
        self.side, self.stride = side, stride

    def forward(self, x: Any) -> Any:
        self.shape = x.shape
        self.out = [(n - self.side) // self.stride + 1 for n in x.shape[2:]]
        col = rows(x, [self.side] * 2, self.out, self.stride, 0).reshape(-1, self.side**2)
        self.largest = col.argmax(axis=1)
        return col.max(axis=1).reshape(len(x), *self.out, -1).transpose(0, 3, 1, 2)

    def backward(self, dout: Any) -> Any:
        dout = dout.transpose(0, 2, 3, 1)
        dmax = np.zeros((dout.size, self.side**2))
        dmax[np.arange(dout.size), self.largest] = dout.ravel()
        dcol = dmax.reshape(len(dout) * self.out[0] * self.out[1], -1)
        return image(dcol, self.shape, [self.side] * 2, self.out, self.stride, 0)


def rows(x: Any, kernel: Any, out: Any, stride: int, pad: int) -> Any:
    x = np.pad(x, [(0, 0), (0, 0), (pad, pad), (pad, pad)])
    col = np.zeros((*x.shape[:2], *kernel, *out))
    for i, j in np.ndindex(*kernel):
        col[:, :, i, j] = x[:, :, i : i + stride * out[0] : stride, j : j + stride * out[1] : stride]
    return col.transpose(0, 4, 5, 1, 2, 3).reshape(len(x) * out[0] * out[1], -1)


def image(col: Any, shape: Any, kernel: Any, out: Any, stride: int, pad: int) -> Any:
    n, channels, height, width = shape
    col = col.reshape(n, *out, channels, *kernel).transpose(0, 3, 4, 5, 1, 2)
    x = np.zeros((n, channels, height + 2 * pad + stride - 1, width + 2 * pad + stride - 1))
    for i, j in np.ndindex(*kernel):
        x[:, :, i : i + stride * out[0] : stride, j : j + stride * out[1] : stride] += col[:, :, i, j]
    return x[:, :, pad : height + pad, pad : width + pad]


if __name__ == "__main__":
    main()
