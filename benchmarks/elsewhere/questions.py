"""What is asked: one cell of setting up, and for each optimiser a cell of asserts."""

from __future__ import annotations

import ast
from pathlib import Path

POINTS = {"SGD": 1, "Momentum": 2, "Nesterov": 2, "AdaGrad": 2, "RMSprop": 1, "Adam": 2}

REFERENCE = Path(__file__).resolve().parents[2] / "reference" / "optimizers.py"

HEAD = """
import numpy as np


def namespace(*_):
    return np


"""

PATHS = """
def path(rng, steps, zero=False, tiny=False):
    rows, columns = rng.integers(1, 4, 2)
    shapes = {"W1": (rows, columns), "b1": (columns,), "W2": (rows, columns), "b2": (columns,)}
    shapes = dict(list(shapes.items())[: rng.integers(1, 5)])
    params = {key: np.round(rng.uniform(-2, 2, shape), 2) for key, shape in shapes.items()}
    grads = [
        {key: np.round(rng.choice([-1.0, 1.0], shape) * rng.uniform(0.1, 2, shape), 2) for key, shape in shapes.items()}
        for _ in range(steps)
    ]
    for step in grads:
        for g in step.values():
            if zero:
                g.flat[0] = 0.0
            if tiny:
                g *= 1e-9
    return params, grads


def follow(optimizer, params, grads, cut=None):
    params = {key: value.copy() for key, value in params.items()}
    held, seen = dict(params), []
    for t, step in enumerate(grads):
        if t == cut:
            optimizer.lr = 0.02
        before = {key: g.copy() for key, g in step.items()}
        optimizer.update(params, step)
        assert all(params[key] is held[key] for key in params), "the arrays must be updated in place"
        assert all((step[key] == before[key]).all() for key in step), "the gradients must stay as they are"
        seen.append({key: value.copy() for key, value in params.items()})
    return seen


def close(got, expected):
    for a, b in zip(got, expected):
        for key in b:
            np.testing.assert_allclose(a[key], b[key], rtol=1e-9, atol=1e-12, err_msg=key)
"""

ASK = """
rng = np.random.default_rng(20260401 + {number})
right = reference()[{name!r}]
for i in range(29):
    params, grads = path(rng, int(rng.integers(1, 7)), zero=i % 7 == 5, tiny=i % 7 == 6)
    rate = float(rng.choice([0.5, 0.1, 0.25, 0.05]))
    cut = 1 if i % 6 == 4 else None
    close(follow({name}(rate), params, grads, cut), follow(right(rate), params, grads, cut))
for i in range(4):
    params, grads = path(rng, 2)
    close(follow({name}(), params, grads), follow(right(), params, grads))
for i in range(4):
    (p, gs), (q, hs) = path(rng, 2), path(rng, 2)
    one, other, r1, r2 = {name}(0.1), {name}(0.2), right(0.1), right(0.2)
    for g, h in zip(gs, hs):
        for optimizers in ((one, other), (r1, r2)):
            a, b = ({{key: value.copy() for key, value in x.items()}} for x in (p, q))
            optimizers[0].update(a, g)
            optimizers[1].update(b, h)
            if optimizers[0] is one:
                mine = a, b
        close(mine, (a, b))
"""


def setting_up() -> str:
    """The reference's optimisers within a function, so that their names stay the learner's, and the helpers."""
    tree = ast.parse(REFERENCE.read_text(encoding="utf-8"))
    kept = [_Unannotated().visit(node) for node in tree.body if not isinstance(node, (ast.ImportFrom, ast.Expr))]
    body = "\n".join(f"    {line}" for node in kept for line in ast.unparse(node).splitlines())
    return f"{HEAD}def reference():\n{body}\n    return locals()\n\n{PATHS}"


def asks() -> dict[str, str]:
    """For each optimiser what is asked of it."""
    return {name: ASK.format(name=name, number=number) for number, name in enumerate(POINTS)}


class _Unannotated(ast.NodeTransformer):
    """Without types: other graders take tests apart, and not all of them expect any there."""

    def visit_arg(self, node: ast.arg) -> ast.arg:
        return ast.arg(node.arg)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        node.returns = None
        return self.generic_visit(node)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST:
        assert node.value is not None
        return ast.copy_location(ast.Assign([node.target], node.value), node)
