"""Networks and trainers that are right under another published definition. Sources stand in the hints."""

from __future__ import annotations

import numpy as np

from grader.checks import convention
from reference.deep_convolution import DeepConvNet
from reference.dropout import Dropout
from reference.trainer import Trainer


class _Inverted(Dropout):
    """Scales while it learns, not when it is evaluated."""

    def forward(self, x, train_flg=True):
        return super().forward(x) / (1 - self.dropout_ratio) if train_flg else x

    def backward(self, dout):
        return super().backward(dout) / (1 - self.dropout_ratio)


class _InvertedNet(DeepConvNet):
    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.layers = [_Inverted(0.5) if isinstance(layer, Dropout) else layer for layer in self.layers]


dropout_inverted = convention("network", DeepConvNet=_InvertedNet)


class _SizesOfTheBook(DeepConvNet):
    """64 · 4 · 4 numbers reach the affine layer, whatever the images and the convolutions are."""

    def __init__(self, *arguments):
        super().__init__(*arguments)
        rows, hidden = self.params["W7"].shape
        if rows != 64 * 4 * 4:
            self.params["W7"] = np.zeros((64 * 4 * 4, hidden))


sizes_of_the_book = convention("network", DeepConvNet=_SizesOfTheBook)


class _StepsOfAllEpochs(Trainer):
    """int(epochs · N / B): what is left over behind the whole batches adds up over the epochs."""

    def __init__(self, *arguments):
        super().__init__(*arguments)
        epochs = self.steps // self.steps_an_epoch
        self.steps = max(epochs * len(self.x_train) // self.batch_size, epochs)


steps_of_all_epochs = convention("trainer", Trainer=_StepsOfAllEpochs)
