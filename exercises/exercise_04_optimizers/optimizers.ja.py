"""課題4: 6つの最適化手法。式、計算例、出典は README.ja.md または `grade show exercise_4` にあります。

それぞれの `update` の `raise` の行を消して、NumPy で書きます。

params: 名前から float 配列への辞書。形は自由(例: {"W1": (784, 50), "b1": (50,)})。中の配列を直接書き換えます
grads: 同じ名前、同じ形の辞書。書き換えず、その配列を持ち続けることもしません

GPU でも動かす(`--backend cupy`)には、配列のライブラリを取得し、np の代わりに使います: xp = x.__array_namespace__()
"""

import numpy as np


class SGD:
    """w ← w − lr·g"""

    def __init__(self, lr=0.01):
        self.lr = lr

    def update(self, params, grads):
        raise NotImplementedError("SGD.update")


class Momentum:
    """v ← momentum·v − lr·g,  w ← w + v。速度 v はパラメータごとに1つ、最初は 0"""

    def __init__(self, lr=0.01, momentum=0.9):
        self.lr = lr
        self.momentum = momentum
        self.v = None

    def update(self, params, grads):
        raise NotImplementedError("Momentum.update")


class Nesterov:
    """w ← w + momentum²·v − (1 + momentum)·lr·g、その後で v ← momentum·v − lr·g。v は最初 0"""

    def __init__(self, lr=0.01, momentum=0.9):
        self.lr = lr
        self.momentum = momentum
        self.v = None

    def update(self, params, grads):
        raise NotImplementedError("Nesterov.update")


class AdaGrad:
    """h ← h + g²,  w ← w − lr·g / (√h + ε)。すべて要素ごとの計算。h は最初 0、ε = 1e-7"""

    def __init__(self, lr=0.01):
        self.lr = lr
        self.h = None

    def update(self, params, grads):
        raise NotImplementedError("AdaGrad.update")


class RMSprop:
    """h ← decay_rate·h + (1 − decay_rate)·g²,  w ← w − lr·g / (√h + ε)。h は最初 0、ε = 1e-7"""

    def __init__(self, lr=0.01, decay_rate=0.99):
        self.lr = lr
        self.decay_rate = decay_rate
        self.h = None

    def update(self, params, grads):
        raise NotImplementedError("RMSprop.update")


class Adam:
    """m ← β₁·m + (1 − β₁)·g,  v ← β₂·v + (1 − β₂)·g²,  w ← w − lr·m̂ / (√v̂ + ε)

    m̂ = m / (1 − β₁ᵗ)、v̂ = v / (1 − β₂ᵗ)。t は最初の更新で 1。m と v は最初 0、ε = 1e-8
    """

    def __init__(self, lr=0.001, beta1=0.9, beta2=0.999):
        self.lr = lr
        self.beta1 = beta1
        self.beta2 = beta2
        self.t = 0
        self.m = None
        self.v = None

    def update(self, params, grads):
        raise NotImplementedError("Adam.update")
