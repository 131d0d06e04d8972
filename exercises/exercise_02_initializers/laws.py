"""The rules by which first weights are spread, right and wrong ones, and initialisers made from them."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from reference.initializers import fans, gaussian

Fans = Callable[[Any], tuple[int, int]]
Sampler = Callable[[Any, float, Any], Any]


@dataclass(frozen=True, slots=True)
class Law:
    """std(fan_in, fan_out): the standard deviation of a weight"""

    std: Callable[[int, int], float]

    def normal(self, fans: Fans = fans, gaussian: Sampler = gaussian) -> Callable[..., Any]:
        return lambda shape, rng: gaussian(shape, self.std(*fans(shape)), rng)

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
