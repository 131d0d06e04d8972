"""Losses and networks that are right in themselves and call a function or a layer of an earlier task that is not."""

from __future__ import annotations

from exercises.exercise_01_network import misconceptions
from exercises.exercise_01_network.misconceptions.activations import GateAlwaysOpen
from exercises.exercise_01_network.misconceptions.affine import BothAveraged
from exercises.exercise_01_network.parts import network
from grader.checks import consequence, met_again

on_your_own_layers = met_again(
    vars(misconceptions),
    {
        "softmax": ("softmax_with_loss", "network"),
        "cross_entropy": ("softmax_with_loss", "network"),
        "relu": ("network",),
        "affine": ("network",),
        "softmax_with_loss": ("network",),
    },
    but={
        "returns_nothing",
        "state_on_the_class",
        "keeps_first_forward",
        "softmax_gives_logarithms",
        "affine_trains_itself",
    },
)
on_your_own_layers += [
    consequence("network", [("relu", "relu_gate_always_open")], TwoLayerNet=network(relu=GateAlwaysOpen)),
    consequence("network", [("affine", "affine_both_averaged")], TwoLayerNet=network(affine=BothAveraged)),
]
