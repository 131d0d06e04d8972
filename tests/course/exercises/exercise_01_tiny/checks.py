"""One check of each kind."""

from grader.checks import contract, gradient, law, parity


def numbers(draw):
    return {"x": draw.array(draw.integer(1, 3), draw.integer(1, 3))}


def layer(draw):
    shape = draw.integer(1, 3), draw.integer(1, 3)
    return {"k": draw.choice((2.0, 3.0, -1.5)), "x": draw.magnitudes(*shape), "dout": draw.magnitudes(*shape)}


def doubled(script, x):
    script.call("double", x, label="out", names=("x",))


def doubled_sum(script, x):
    script.call("double", x + 1, label="one", names=("x",))
    script.call("double", x, label="out", names=("x",))


def through(script, k, x, dout):
    scale = script.new("Scale", k)
    script.call(scale, "forward", x, label="out", names=("x",))
    script.call(scale, "backward", dout, label="dx", names=("dout",))
    script.get(scale, "dk")


untouched = contract("double", numbers, doubled, outputs=("arguments",))
values = parity("double", numbers, doubled)
shift = law("double", numbers, doubled_sum, lambda seen, x: (seen["one"] - seen["out"], 0 * x + 2.0), output="out")
layer_values = parity("scale", layer, through)
slope = gradient("scale", layer, through, wrt={"dx": "x"})
