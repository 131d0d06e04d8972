"""How fast the reference convolves and pools: ratios against the book's algorithm and against PyTorch, if it is here.

    OPENBLAS_NUM_THREADS=1 python benchmarks/convolution.py [rounds]

One thread, its own CPU time, implementations in turn, the median of the ratios of each round. Above 1: the reference
is so many times faster. Results are compared before anything is timed.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from statistics import median
from typing import Any

import numpy as np

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
    "16 to 32 channels, 28 x 28, 3 x 3": ((32, 16, 28, 28), (32, 3), 1, 1),
    "64 to 64 channels, 14 x 14, 3 x 3": ((32, 64, 14, 14), (64, 3), 1, 1),
    "16 to 32 channels, 28 x 28, 5 x 5": ((32, 16, 28, 28), (32, 5), 1, 2),
    "16 to 32 channels, 28 x 28, 3 x 3, stride 2": ((32, 16, 28, 28), (32, 3), 2, 1),
    "MNIST, 1 to 30 channels, 5 x 5": ((100, 1, 28, 28), (30, 5), 1, 0),
    "a gradient check, 3 to 2 channels, 5 x 5, 3 x 3": ((4, 3, 5, 5), (2, 3), 1, 0),
}
POOLINGS = {
    # (N, C, H, W), side of the window, stride
    "max, 2 x 2, stride 2": ((32, 32, 28, 28), 2, 2),
    "max, 3 x 3, stride 2": ((32, 32, 28, 28), 3, 2),
}


def main() -> None:
    if os.environ.get("OPENBLAS_NUM_THREADS") != "1":
        raise SystemExit(f"run as: OPENBLAS_NUM_THREADS=1 python {sys.argv[0]}")
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 15
    if torch is None:
        print("PyTorch is not installed: compared with the book's algorithm only")
    else:
        torch.set_num_threads(1)
    for title, works in everything():
        expected = works["reference"]()
        for work in works.values():
            for found, wanted in zip(work(), expected, strict=True):
                np.testing.assert_allclose(np.asarray(found), wanted, rtol=1e-3, atol=1e-2)
        times = measured(works, rounds)
        own = times.pop("reference")
        ratios = (f"{name} {median(t / o for t, o in zip(ts, own, strict=True)):5.2f}" for name, ts in times.items())
        print(f"{title:58} {1000 * median(own):7.2f} ms   {'   '.join(ratios)}", flush=True)


def measured(works: Mapping[str, Work], rounds: int) -> dict[str, list[float]]:
    """Seconds of this thread for each round of each."""
    times: dict[str, list[float]] = {name: [] for name in works}
    calls = max(1, int(0.002 / _seconds(works["reference"], 1)))  # two milliseconds at least, above the clock's grain
    for _ in range(rounds):
        for name, work in works.items():
            times[name].append(_seconds(work, calls))
    return times


def everything() -> Iterator[tuple[str, dict[str, Work]]]:
    rng = np.random.default_rng(0)
    for dtype in ("float32", "float64"):
        for title, (shape, (filters, side), stride, pad) in CONVOLUTIONS.items():
            x, W, b = (
                rng.standard_normal(size).astype(dtype)
                for size in (shape, (filters, shape[1], side, side), (filters,))
            )
            yield f"{dtype}, {title}", convolutions(x, W, b, stride, pad, rng)
        for title, (shape, side, stride) in POOLINGS.items():
            yield f"{dtype}, {title}", poolings(rng.standard_normal(shape).astype(dtype), side, stride, rng)


def convolutions(x: Any, W: Any, b: Any, stride: int, pad: int, rng: np.random.Generator) -> dict[str, Work]:
    layer, books = Convolution(W, b, stride, pad), BookConvolution(W, b, stride, pad)
    dout = rng.standard_normal(layer.forward(x).shape).astype(x.dtype)

    def play(layer: Any) -> list[Any]:
        return [layer.forward(x), layer.backward(dout), layer.dW, layer.db]

    works: dict[str, Work] = {"reference": lambda: play(layer), "book": lambda: play(books)}
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
        "book": lambda: [books.forward(x), books.backward(dout)],
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


def _seconds(work: Work, calls: int) -> float:
    start = time.thread_time()
    for _ in range(calls):
        work()
    return (time.thread_time() - start) / calls


if __name__ == "__main__":
    main()
