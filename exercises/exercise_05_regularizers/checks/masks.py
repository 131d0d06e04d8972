"""What shows of a mask, by which random answers are told to be the same mistake."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from grader.checks import Raised
from grader.checks.portrait import Trait, trait_of_share
from grader.checks.sampling import neighbours, uncorrelated

CALLS = 10  # of a layer, in which the number kept has to vary
REPEATED = 0.9  # a mask that repeats itself does so entirely; few draws may be correlated by chance


def switched(seen: Mapping[str, Any]) -> dict[str, Trait]:
    """Of three passes: how much each keeps, by which factors, whether masks repeat each other, rows and columns. Where
    one draw serves many entries, the share that is kept says nothing."""
    x, traits = seen["state x"], {}
    outs = {at: seen[f"out {at}"] for at in ("training 1", "training 2", "evaluation")}
    one_by_one = all(statistic.inside for statistic in neighbours((outs["training 1"] != 0).astype(float)))
    for at, out in outs.items():
        factors = (out / x)[out != 0]
        share = trait_of_share(np.count_nonzero(out), out.size)
        traits[f"kept {at}"] = share if one_by_one else Trait(share.value, math.inf)
        traits[f"least {at}"] = Trait(float(np.min(factors, initial=np.inf)))
        traits[f"most {at}"] = Trait(float(np.max(factors, initial=-np.inf)))
    first, second, _ = ((out != 0).astype(float) for out in outs.values())
    for statistic in (uncorrelated("calls", first, second), *neighbours(first)):
        traits[statistic.name] = Trait(float(abs(statistic.got) > REPEATED))
    traits["ratio"] = Trait(0.0) if isinstance(seen["state ratio"], Raised) else Trait(1.0, math.inf)
    return traits


def counted(seen: Mapping[str, Any]) -> dict[str, Trait]:
    """Whether the number kept is the same in all calls, and whether that is because the mask is."""
    masks = [seen[f"out training {time}"] != 0 for time in range(1, CALLS + 1)]
    return {
        "one number": Trait(float(len({np.count_nonzero(mask) for mask in masks}) == 1)),
        "one mask": Trait(float(all(np.array_equal(mask, masks[0]) for mask in masks))),
    }


def evaluated(seen: Mapping[str, Any]) -> dict[str, Trait]:
    """Of two evaluations: whether they are alike, whether anything is 0, and the factors of what is not."""
    outs = [seen[f"out evaluation {time}"] for time in (1, 2)]
    factors = np.concatenate([np.ravel(out / seen["state x"]) for out in outs])
    return {
        "repeats": Trait(float(np.array_equal(*outs))),
        "zeros": Trait(float(np.any(factors == 0))),
        "least": Trait(float(np.min(factors[factors != 0], initial=np.inf))),
        "most": Trait(float(np.max(factors[factors != 0], initial=-np.inf))),
    }


def carried_through(seen: Mapping[str, Any]) -> dict[str, Trait]:
    """How many of the entries that are 0 in x, and of the others, dx is not 0 at."""
    empty = np.equal(seen["state x"], 0)
    through = np.not_equal(seen["dx"], 0)
    shares = {"empty": through[empty], "filled": through[~empty]}
    finite = {"finite": Trait(float(np.all(np.isfinite(seen["dx"]))))}
    return finite | {name: trait_of_share(np.count_nonzero(some), some.size) for name, some in shares.items()}


def repeated(seen: Mapping[str, Any]) -> dict[str, Trait]:
    """Whether the second backward gives what the first one gave."""
    return {"repeats": Trait(float(np.array_equal(seen["dx"], seen["again"])))}


def carried_back(seen: Mapping[str, Any]) -> dict[str, Trait]:
    """Whether dx is 0 just where out is, or nowhere, and the factors of both; whether another layer's mask is this."""
    out = seen["out training"] if "out training" in seen else seen["out"]
    factors, slopes = out / seen["state x"], seen["dx"] / seen["state dout"]
    kept = factors[factors != 0]
    both = (factors != 0) & (slopes != 0)
    ratios = slopes[both] / factors[both]
    return {
        "finite": Trait(float(np.all(np.isfinite(out)))),
        "shared": Trait(float("beside" in seen and np.array_equal(seen["beside"] != 0, factors != 0))),
        "least kept": Trait(float(np.min(kept, initial=np.inf))),
        "most kept": Trait(float(np.max(kept, initial=-np.inf))),
        "let through": trait_of_share(np.count_nonzero(slopes[factors == 0]), max(np.count_nonzero(factors == 0), 1)),
        "same zeros": Trait(float(np.array_equal(slopes != 0, factors != 0))),
        "no zeros": Trait(float(np.all(slopes != 0))),
        "least": Trait(float(np.min(slopes[slopes != 0], initial=np.inf))),
        "most": Trait(float(np.max(slopes[slopes != 0], initial=-np.inf))),
        "least ratio": Trait(float(np.min(ratios, initial=np.inf))),
        "most ratio": Trait(float(np.max(ratios, initial=-np.inf))),
    }
