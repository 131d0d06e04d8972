"""Images that are counted wrongly."""

from __future__ import annotations

from typing import Any

import numpy as np

from exercises.exercise_07_double_convolution.misconceptions.shared import both


def _accuracy(compute: Any) -> Any:
    """compute: of scores and targets"""

    def change(base):
        class Net(base):
            def accuracy(self, x, t):
                return compute(self.predict(x), t)

        return Net

    return change


def _over_classes(scores: Any, t: Any) -> Any:
    right = t if t.ndim == 1 else np.argmax(t, axis=1)
    return np.mean(np.argmax(scores, axis=0) == right)


def _of_some(share: Any) -> Any:
    """share: of the right accuracy of some images, as a function of x and t, and of x and t"""

    def change(base):
        class Net(base):
            def accuracy(self, x, t):
                return share(super().accuracy, x, t)

        return Net

    return change


def _whole_batches_only(accuracy: Any, x: Any, t: Any) -> float:
    """As the book and the course have it: what does not fill a hundred counts as wrong."""
    whole = len(x) // 100 * 100
    return accuracy(x[:whole], t[:whole]) * whole / len(x) if whole else 0.0


def _mean_of_means(accuracy: Any, x: Any, t: Any) -> float:
    return float(np.mean([accuracy(x[i : i + 100], t[i : i + 100]) for i in range(0, len(x), 100)]))


def _scaled_accuracy(scale: Any) -> Any:
    def change(base):
        class Net(base):
            def accuracy(self, x, t):
                return scale(x) * super().accuracy(x, t)

        return Net

    return change


network_accuracy_drops_the_last = both(_of_some(_whole_batches_only), "accuracy")
network_accuracy_of_the_first_hundred = [
    *both(_of_some(lambda accuracy, x, t: accuracy(x[:100], t[:100])), "accuracy"),
    *both(_of_some(lambda accuracy, x, t: accuracy(x[:100], t[:100]) * min(len(x), 100) / len(x)), "accuracy"),
]
network_accuracy_mean_of_means = both(_of_some(_mean_of_means), "accuracy")
network_accuracy_percent = both(_scaled_accuracy(lambda _x: 100), "accuracy")
network_accuracy_counts = both(_scaled_accuracy(len), "accuracy")
network_accuracy_along_images = both(_accuracy(_over_classes), "accuracy")
network_accuracy_is_the_error = both(
    _accuracy(lambda scores, t: np.mean(np.argmax(scores, 1) != (t if t.ndim == 1 else np.argmax(t, 1)))), "accuracy"
)
network_accuracy_one_hot_only = both(
    _accuracy(lambda scores, t: np.mean(np.argmax(scores, axis=1) == np.argmax(t, axis=-1))), "accuracy"
)
network_accuracy_class_numbers_only = both(
    _accuracy(lambda scores, t: np.sum(np.argmax(scores, axis=1) == t) / float(scores.shape[0])), "accuracy"
)
