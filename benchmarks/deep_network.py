"""How long DeepConvNet takes for one epoch, against the same network in PyTorch: a ratio within one run.

    make bench-peers      or        .venv-peers/bin/python benchmarks/deep_network.py [--rounds 5]

Both in single precision, on one thread, from the same weights, on the same batches of 100 of the digits that ship, with
Adam; the losses of the first steps are compared before anything is timed. Both give the scores before softmax to a
cross entropy, and both leave out the same share of units. An epoch is 80 steps; so that a machine that slows down slows
both, they take turns every few steps, and CPU time of the thread is counted.
"""

from __future__ import annotations

import argparse
import platform
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from typing import Any

import measuring
import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from reference.data import mnist
from reference.deep_convolution import DROPOUT_RATIO, DeepConvNet
from reference.dropout import Dropout
from reference.optimizers import Adam

try:
    import torch
    from torch import nn
except ImportError:
    raise SystemExit("PyTorch is missing: make bench-peers") from None

BATCH, RATE, TURN = 100, 0.001, 8
"""Images in a batch, Adam's rate, steps that one of the two takes before it is the other's turn."""

MOST = 3.0
"""The ratio that must not be passed."""

Step = Callable[[Any, Any], float]
"""One update on a batch; gives the loss before it."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3, help="epochs of each")
    rounds = parser.parse_args().rounds
    measuring.untuned()
    torch.set_num_threads(1)
    versions = f"Python {platform.python_version()}, NumPy {np.__version__}, PyTorch {torch.__version__}"
    print(f"{platform.machine()}, {versions}")
    agree()
    ours, theirs = reference(DeepConvNet()), peer(DeepConvNet())
    ratios = []
    for number in range(rounds):
        mine = yours = 0.0
        for turn in turns(number):
            mine += seconds(ours, turn)
            yours += seconds(theirs, turn)
        ratios.append(mine / yours)
        times = f"reference {mine:6.2f} s   PyTorch {yours:6.2f} s"
        print(f"epoch {number + 1}: {times}   ratio {ratios[-1]:.2f}", flush=True)
    print(f"ratio {median(ratios):.2f}, at most {MOST:.0f}")


def turns(seed: int) -> Iterator[list[tuple[Any, Any]]]:
    """The batches of one epoch, some at a time."""
    digits = mnist(flat=False)
    order = np.random.default_rng(seed).permutation(len(digits.x_train)).reshape(-1, TURN, BATCH)
    for rows in order:
        yield [(digits.x_train[some], digits.t_train[some]) for some in rows]


def seconds(step: Step, batches: list[tuple[Any, Any]]) -> float:
    start = time.thread_time()
    for x, t in batches:
        step(x, t)
    return time.thread_time() - start


def agree() -> None:
    """Three steps of both without dropout, whose losses must be the same."""
    net = DeepConvNet()
    ours, theirs = reference(net, 0.0), peer(net, 0.0)
    for x, t in next(turns(0))[:3]:
        np.testing.assert_allclose(ours(x, t), theirs(x, t), rtol=1e-3)


def reference(net: DeepConvNet, ratio: float = DROPOUT_RATIO) -> Step:
    """The reference in single precision."""
    net.params = {}
    for number, layer in net._weighted():
        layer.W, layer.b = layer.W.astype(np.float32), layer.b.astype(np.float32)
        net.params |= {f"W{number}": layer.W, f"b{number}": layer.b}
    for dropout in net.layers:
        if isinstance(dropout, Dropout):
            dropout.dropout_ratio = ratio
    optimizer = Adam(RATE)

    def step(x: Any, t: Any) -> float:
        optimizer.update(net.params, net.gradient(x, t))
        return float(net.last_layer.loss)

    return step


def peer(net: DeepConvNet, ratio: float = DROPOUT_RATIO) -> Step:
    """The same in PyTorch, from the weights of `net`."""
    made: list[nn.Module] = []
    weights = [net.params[f"W{n}"] for n in range(1, 9)]
    for number, W in enumerate(weights[:6], start=1):
        made += [nn.Conv2d(W.shape[1], W.shape[0], 3, padding=2 if number == 4 else 1), nn.ReLU()]
        if number % 2 == 0:
            made.append(nn.MaxPool2d(2))
    dense = [nn.Linear(*W.shape) for W in weights[6:]]
    made += [nn.Flatten(), dense[0], nn.ReLU(), nn.Dropout(ratio), dense[1], nn.Dropout(ratio)]
    model = nn.Sequential(*made)
    with torch.no_grad():
        for layer, W in zip([layer for layer in made if hasattr(layer, "weight")], weights, strict=True):
            layer.weight.copy_(torch.from_numpy(W if W.ndim == 4 else W.T))
            layer.bias.zero_()
    optimizer = torch.optim.Adam(model.parameters(), RATE)
    criterion = nn.CrossEntropyLoss()

    def step(x: Any, t: Any) -> float:
        optimizer.zero_grad()
        loss = criterion(model(torch.from_numpy(x)), torch.from_numpy(t))
        loss.backward()
        optimizer.step()
        return float(loss.detach())

    return step


if __name__ == "__main__":
    main()
