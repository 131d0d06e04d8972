"""Images that are counted wrongly."""

from __future__ import annotations

import numpy as np

from exercises.exercise_08_deep_convolution.misconceptions.shared import in_network
from reference.deep_convolution import DeepConvNet
from reference.networks import Network


class _DropsTheLast(DeepConvNet):
    """The book's own: whole batches only, divided by the number of all images."""

    def accuracy(self, x, t, batch_size=100):
        t = t if t.ndim == 1 else np.argmax(t, axis=1)
        right = 0.0
        for i in range(len(x) // batch_size):
            some = slice(i * batch_size, (i + 1) * batch_size)
            right += np.sum(np.argmax(self.predict(x[some]), axis=1) == t[some])
        return right / len(x)


class _EndsBeforeTheLast(DeepConvNet):
    """The loop ends before the last image, which is missed where a batch would begin with it."""

    def accuracy(self, x, t, batch_size=100):
        seen = len(x) - (len(x) % batch_size == 1)
        return super().accuracy(x[:seen], t[:seen], batch_size) * seen / len(x)


class _MeanOfMeans(DeepConvNet):
    def accuracy(self, x, t, batch_size=100):
        parts = [slice(i, i + batch_size) for i in range(0, len(x), batch_size)]
        return float(np.mean([Network.accuracy(self, x[some], t[some]) for some in parts]))


class _FirstBatchOnly(DeepConvNet):
    """`return` stands inside of the loop."""

    def accuracy(self, x, t, batch_size=100):
        return Network.accuracy(self, x[:batch_size], t[:batch_size])


class _FirstBatchOfAll(DeepConvNet):
    """The same, where the number of right ones is divided by that of all images."""

    def accuracy(self, x, t, batch_size=100):
        return _FirstBatchOnly.accuracy(self, x, t, batch_size) * min(batch_size, len(x)) / len(x)


class _FirstHundred(DeepConvNet):
    """However many there are."""

    def accuracy(self, x, t, batch_size=100):
        return super().accuracy(x[:100], t[:100], batch_size)


class _FirstHundredOfAll(DeepConvNet):
    """The same, where the number of right ones is divided by that of all images."""

    def accuracy(self, x, t, batch_size=100):
        return super().accuracy(x[:100], t[:100], batch_size) * min(100, len(x)) / len(x)


class _ErrorRate(DeepConvNet):
    """The share of images that are told wrong."""

    def accuracy(self, x, t, batch_size=100):
        return 1 - super().accuracy(x, t, batch_size)


class _LastShareOnly(DeepConvNet):
    """The share of the last batch takes the place of the others."""

    def accuracy(self, x, t, batch_size=100):
        start = (len(x) - 1) // batch_size * batch_size
        return Network.accuracy(self, x[start:], t[start:])


class _AllBatchesFull(DeepConvNet):
    """Divided by as many images as whole batches would have."""

    def accuracy(self, x, t, batch_size=100):
        return len(x) / (-(-len(x) // batch_size) * batch_size) * super().accuracy(x, t, batch_size)


class _AlongImages(DeepConvNet):
    def accuracy(self, x, t, batch_size=100):
        t = t if t.ndim == 1 else np.argmax(t, axis=1)
        right = 0.0
        for start in range(0, len(x), batch_size):
            y = np.argmax(self.predict(x[start : start + batch_size]), axis=0)
            right += np.sum(y[: len(t[start : start + batch_size])] == t[start : start + batch_size])
        return right / len(x)


class _OneHotOnly(DeepConvNet):
    def accuracy(self, x, t, batch_size=100):
        right = 0.0
        for start in range(0, len(x), batch_size):
            y = np.argmax(self.predict(x[start : start + batch_size]), axis=1)
            right += np.sum(y == np.argmax(t[start : start + batch_size], axis=-1))
        return right / len(x)


class _LeavesOutInAccuracy(DeepConvNet):
    def accuracy(self, x, t, batch_size=100):
        parts = [slice(i, i + batch_size) for i in range(0, len(x), batch_size)]
        t = t if t.ndim == 1 else np.argmax(t, axis=1)
        return sum(np.sum(np.argmax(self.predict(x[some], True), axis=1) == t[some]) for some in parts) / len(x)


class _Percent(DeepConvNet):
    def accuracy(self, x, t, batch_size=100):
        return 100 * super().accuracy(x, t, batch_size)


class _CountsRight(DeepConvNet):
    def accuracy(self, x, t, batch_size=100):
        return len(x) * super().accuracy(x, t, batch_size)


class _LastBatchOnly(DeepConvNet):
    def accuracy(self, x, t, batch_size=100):
        start = (len(x) - 1) // batch_size * batch_size
        return Network.accuracy(self, x[start:], t[start:]) * (len(x) - start) / len(x)


class _SharesOfABatch(DeepConvNet):
    """The number of right ones, divided by batch_size."""

    def accuracy(self, x, t, batch_size=100):
        return len(x) / batch_size * super().accuracy(x, t, batch_size)


class _FirstTargetsAgain(DeepConvNet):
    """Each batch of images is held against the first targets."""

    def accuracy(self, x, t, batch_size=100):
        return super().accuracy(x, t[np.arange(len(t)) % batch_size], batch_size)


class _ClassNumbersOnly(DeepConvNet):
    def accuracy(self, x, t, batch_size=100):
        right = 0.0
        for start in range(0, len(x), batch_size):
            y = np.argmax(self.predict(x[start : start + batch_size]), axis=1)
            right += np.sum(y == t[start : start + batch_size])
        return right / len(x)


network_accuracy_drops_the_last = [
    in_network(_DropsTheLast, "accuracy"),
    in_network(_EndsBeforeTheLast, "accuracy_of_many"),
]
network_accuracy_mean_of_means = in_network(_MeanOfMeans, "accuracy")
network_accuracy_counts = in_network(_CountsRight, "accuracy")
network_accuracy_last_batch = [in_network(cls, "accuracy") for cls in (_LastBatchOnly, _LastShareOnly)]
network_accuracy_first_batch = [in_network(cls, "accuracy") for cls in (_FirstBatchOnly, _FirstBatchOfAll)]
network_accuracy_of_the_first_hundred = [
    in_network(cls, "accuracy_of_many") for cls in (_FirstHundred, _FirstHundredOfAll)
]
network_accuracy_over_batch = [in_network(cls, "accuracy") for cls in (_SharesOfABatch, _AllBatchesFull)]
network_accuracy_along_images = in_network(_AlongImages, "accuracy")
network_accuracy_one_hot_only = in_network(_OneHotOnly, "accuracy")
network_accuracy_with_dropout = in_network(_LeavesOutInAccuracy, "accuracy")
network_accuracy_first_targets = in_network(_FirstTargetsAgain, "accuracy")
network_accuracy_class_numbers_only = in_network(_ClassNumbersOnly, "accuracy")
network_accuracy_percent = in_network(_Percent, "accuracy")
network_accuracy_is_the_error = in_network(_ErrorRate, "accuracy")
