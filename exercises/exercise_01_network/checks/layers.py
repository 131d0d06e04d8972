"""Values, derivatives and the edges of each layer and function, in the order in which they are written."""

from __future__ import annotations

from exercises.exercise_01_network.checks.activations import (
    ACTIVATIONS,
    entries,
    entries_near_the_kink,
    forward_activation,
    large_entries,
    slope_at_zero,
    slope_taken,
    through_activation,
    with_zeros,
)
from exercises.exercise_01_network.checks.affine import forward_affine, images, through_affine, weighted
from exercises.exercise_01_network.checks.losses import (
    call_cross_entropy,
    call_softmax,
    call_softmax_shifted,
    certainties,
    extreme_scores,
    finite_extreme_loss,
    finite_loss,
    finite_slope,
    forward_loss,
    in_whole_numbers,
    judged_scores,
    large_scores,
    probabilities,
    scaled_loss,
    scores,
    shifted_scores,
    sums_to_one,
    through_loss,
    unmoved,
)
from exercises.exercise_01_network.checks.shared import LOOSE
from grader.checks import gradient, law, parity

rows = law("softmax", scores, call_softmax, sums_to_one, output="y")
values = {
    **{
        task: parity(task, inputs, forward_activation, outputs="out")
        for task, inputs in {**{task: entries(task) for task in ACTIVATIONS}, "relu": entries_near_the_kink}.items()
    },
    "softmax": parity("softmax", scores, call_softmax, outputs="y"),
    "cross_entropy": parity("cross_entropy", probabilities, call_cross_entropy, outputs="loss", examples=24),
    "affine": parity("affine", weighted, forward_affine, outputs="out"),
    "softmax_with_loss": parity("softmax_with_loss", judged_scores, forward_loss, outputs="loss", examples=12),
}
derivative = {
    **{task: gradient(task, entries(task), through_activation, wrt={"dx": "x"}) for task in ACTIVATIONS},
    "affine": gradient("affine", weighted, through_affine, wrt={"dx": "x", "dW": "W", "db": "b"}, examples=8),
    "softmax_with_loss": gradient(
        "softmax_with_loss",
        judged_scores,
        through_loss,
        of="loss",
        wrt={"dx": "x"},
        upstream=None,
        within=LOOSE,
        examples=8,
    ),
}
shift = law("softmax", shifted_scores, call_softmax_shifted, unmoved, output="y", needs=values["softmax"])
large_values = {
    **{
        task: parity(
            task,
            large_entries(task),
            through_activation,
            outputs=("out", "dx"),
            needs=(values[task], derivative[task]),
            examples=6,
        )
        for task in ACTIVATIONS
    },
    "softmax": parity("softmax", large_scores, call_softmax, outputs="y", needs=values["softmax"]),
}
zero_probability = law(
    "cross_entropy", certainties, call_cross_entropy, finite_loss, output="loss", needs=values["cross_entropy"]
)
kink = law(
    "relu", with_zeros, through_activation, slope_at_zero, output="dx", needs=derivative["relu"], remarks=slope_taken
)
image_input = parity("affine", images, through_affine, outputs=("out", "dx", "dW", "db"), needs=derivative["affine"])
upstream = parity(
    "softmax_with_loss",
    scaled_loss,
    through_loss,
    outputs="dx",
    needs=(values["softmax_with_loss"], derivative["softmax_with_loss"]),
    examples=6,
)
whole_one_hot = {
    "cross_entropy": parity(
        "cross_entropy",
        in_whole_numbers(probabilities),
        call_cross_entropy,
        outputs="loss",
        needs=values["cross_entropy"],
        examples=3,
    ),
    "softmax_with_loss": parity(
        "softmax_with_loss",
        in_whole_numbers(judged_scores),
        through_loss,
        outputs=("loss", "dx"),
        needs=(values["softmax_with_loss"], derivative["softmax_with_loss"]),
        examples=3,
    ),
}
large_scores_loss = law(
    "softmax_with_loss",
    extreme_scores,
    forward_loss,
    finite_extreme_loss,
    output="loss",
    needs=values["softmax_with_loss"],
)
large_scores_slope = law(
    "softmax_with_loss", extreme_scores, through_loss, finite_slope, output="dx", needs=derivative["softmax_with_loss"]
)
