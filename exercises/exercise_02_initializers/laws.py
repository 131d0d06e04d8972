"""The rules by which first weights are spread, right and wrong ones, and initialisers made from them."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from reference.initializers import fans

Fans = Callable[[Any], tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Law:
    """std(fan_in, fan_out): the standard deviation of a weight"""

    std: Callable[[int, int], float]

    def normal(self, fans: Fans = fans) -> Callable[..., Any]:
        return lambda shape, rng: rng.standard_normal(shape) * self.std(*fans(shape))

    def uniform(self, fans: Fans = fans, widths: float = math.sqrt(3)) -> Callable[..., Any]:
        """widths: how many standard deviations the limit lies from 0; √3 is right"""

        def draw(shape, rng):
            limit = widths * self.std(*fans(shape))
            return rng.uniform(-limit, limit, shape)

        return draw


FAN_IN_LAWS = {
    "xavier": Law(lambda i, o: math.sqrt(1 / i)),
    "he": Law(lambda i, o: math.sqrt(2 / i)),
}
GLOROT = Law(lambda i, o: math.sqrt(2 / (i + o)))
