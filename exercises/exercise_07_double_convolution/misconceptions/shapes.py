"""Shapes that a stage does not have."""

from __future__ import annotations

from typing import Any

from grader.checks import Misconception, misconception


def _shapes(conv: Any, pool: Any, channels: Any = lambda _shape, param: param["filter_num"]) -> Any:
    """output_shapes with a rule of its own for the sides behind a convolution and behind a pooling."""

    def output_shapes(input_dim, conv_param_1, conv_param_2):
        shapes, shape = [], tuple(input_dim)
        for param in (conv_param_1, conv_param_2):
            shape = (channels(shape, param), *(conv(n, param) for n in shape[1:]))
            shapes.append(shape)
            shape = (shape[0], *(pool(n) for n in shape[1:]))
            shapes.append(shape)
        return shapes

    return output_shapes


def _side(n: int, param: Any) -> int:
    return (n + 2 * param["pad"] - param["filter_size"]) // param["stride"] + 1


def _side_up(n: int, param: Any) -> int:
    return -(-(n + 2 * param["pad"] - param["filter_size"]) // param["stride"]) + 1


def _side_with_fraction(n: int, param: Any) -> float:
    return (n + 2 * param["pad"] - param["filter_size"]) / param["stride"] + 1


def _half(n: int) -> int:
    return (n - 2) // 2 + 1


def _first_channels(input_dim, conv_param_1, conv_param_2):
    shapes = _shapes(_side, _half)(input_dim, conv_param_1, conv_param_2)
    return [(input_dim[0], h, w) for _, h, w in shapes]


def _without_poolings(input_dim, conv_param_1, conv_param_2):
    return _shapes(_side, _half)(input_dim, conv_param_1, conv_param_2)[::2]


def _rows_and_columns_alike(input_dim, conv_param_1, conv_param_2):
    return [(c, h, h) for c, h, _ in _shapes(_side, _half)(input_dim, conv_param_1, conv_param_2)]


def _pooling_before_last_left_out(input_dim, conv_param_1, conv_param_2):
    """As in the stacked network."""
    once = _shapes(_side, lambda n: n)(input_dim, conv_param_1, conv_param_2)
    return [*once[:3], (once[3][0], *(_half(n) for n in once[3][1:]))]


def _sides_swapped(input_dim, conv_param_1, conv_param_2):
    return [(c, w, h) for c, h, w in _shapes(_side, _half)(input_dim, conv_param_1, conv_param_2)]


def _second_as_the_first(input_dim, conv_param_1, _conv_param_2):
    return _shapes(_side, _half)(input_dim, conv_param_1, conv_param_1)


def _channels_last(input_dim, conv_param_1, conv_param_2):
    return [(h, w, c) for c, h, w in _shapes(_side, _half)(input_dim, conv_param_1, conv_param_2)]


def _without_channels(input_dim, conv_param_1, conv_param_2):
    return [shape[1:] for shape in _shapes(_side, _half)(input_dim, conv_param_1, conv_param_2)]


def _with_a_batch(n: int) -> Any:
    def output_shapes(input_dim, conv_param_1, conv_param_2):
        return [(n, *shape) for shape in _shapes(_side, _half)(input_dim, conv_param_1, conv_param_2)]

    return output_shapes


def _from_the_image_on(input_dim, conv_param_1, conv_param_2):
    return [tuple(input_dim), *_shapes(_side, _half)(input_dim, conv_param_1, conv_param_2)]


def _of_shapes(output_shapes: Any, caught_by: str) -> Misconception:
    return misconception("shapes", caught_by=caught_by, output_shapes=output_shapes)


shapes_padded_on_one_side = _of_shapes(
    _shapes(lambda n, p: (n + p["pad"] - p["filter_size"]) // p["stride"] + 1, _half), "usual_shapes"
)
shapes_with_one_inside = _of_shapes(
    _shapes(lambda n, p: (n + 2 * p["pad"] - p["filter_size"] + 1) // p["stride"], _half), "unusual_shapes"
)
shapes_without_the_last_window = _of_shapes(
    _shapes(lambda n, p: (n + 2 * p["pad"] - p["filter_size"]) // p["stride"], _half), "usual_shapes"
)
shapes_without_padding = _of_shapes(
    _shapes(lambda n, p: (n - p["filter_size"]) // p["stride"] + 1, _half), "usual_shapes"
)
shapes_without_stride = _of_shapes(
    _shapes(lambda n, p: n + 2 * p["pad"] - p["filter_size"] + 1, _half), "unusual_shapes"
)
shapes_rounded_up = [
    _of_shapes(_shapes(_side, lambda n: -(-n // 2)), "unusual_shapes"),
    _of_shapes(_shapes(_side_up, _half), "unusual_shapes"),
    _of_shapes(_shapes(_side_up, lambda n: -(-n // 2)), "unusual_shapes"),
]
shapes_not_whole = [
    *(_of_shapes(_shapes(_side_with_fraction, half), "unusual_shapes") for half in (lambda n: n / 2, _half)),
    _of_shapes(_shapes(_side, lambda n: n / 2), "unusual_shapes"),
]
shapes_rounded_to_nearest = [
    _of_shapes(_shapes(lambda n, p: round(_side_with_fraction(n, p) - 1) + 1, _half), "unusual_shapes"),
    _of_shapes(_shapes(lambda n, p: round(_side_with_fraction(n, p)), _half), "unusual_shapes"),
]
shapes_sides_swapped = _of_shapes(_sides_swapped, "unusual_shapes")
shapes_second_as_the_first = _of_shapes(_second_as_the_first, "usual_shapes")
shapes_channels_last = _of_shapes(_channels_last, "usual_shapes")
shapes_without_channels = _of_shapes(_without_channels, "usual_shapes")
shapes_with_a_batch = _of_shapes(_with_a_batch(1), "usual_shapes")
shapes_begin_with_the_image = _of_shapes(_from_the_image_on, "usual_shapes")
shapes_of_one_pooling = _of_shapes(_pooling_before_last_left_out, "usual_shapes")
shapes_without_poolings = _of_shapes(_without_poolings, "usual_shapes")
shapes_keep_the_channels = _of_shapes(_first_channels, "usual_shapes")
shapes_multiply_the_channels = _of_shapes(
    _shapes(_side, _half, lambda shape, param: shape[0] * param["filter_num"]), "usual_shapes"
)
shapes_square = _of_shapes(_rows_and_columns_alike, "unusual_shapes")
shapes_pool_by_one = _of_shapes(_shapes(_side, lambda n: n - 1), "usual_shapes")
