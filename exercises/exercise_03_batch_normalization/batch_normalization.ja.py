"""課題3: バッチ正規化。式と計算例は README.ja.md または `grade show exercise_3` にあります。

`raise` の行を消して、NumPy で書きます。

N: バッチのデータ数(1行に1件)、D: 特徴の数。画像は (N, C, H, W) で C がチャンネル数

GPU でも動かす(`--backend cupy`)には、配列のライブラリを取得し、np の代わりに使います: xp = x.__array_namespace__()
"""

import numpy as np


class BatchNormalization:
    """y = γ·x̂ + β、x̂ = (x − μ) / √(σ² + ε)。特徴ごとに計算する。ε = 1e-6

    gamma, beta: (D,)。画像では (C,)
    momentum: バッチごとに、移動平均の古い値をどれだけ残すか
    running_mean, running_var: (D,)。画像では (C,)。None なら 0 から始める
    """

    def __init__(self, gamma, beta, momentum=0.9, running_mean=None, running_var=None):
        self.gamma = gamma
        self.beta = beta
        self.momentum = momentum
        self.running_mean = running_mean
        self.running_var = running_var
        self.dgamma = None
        self.dbeta = None

    def forward(self, x, train_flg=True):
        """学習時はこのバッチの μ と σ² を使い、移動平均も更新する。それ以外は移動平均を使う

        x: (N, D) または (N, C, H, W)
        戻り値: x と同じ形
        """
        raise NotImplementedError("BatchNormalization.forward")

    def backward(self, dout):
        """直前の学習時の forward に対する逆伝播

        dout: ∂loss/∂y。形は y と同じ
        self.dgamma と self.dbeta に入れる。形は gamma、beta と同じ
        戻り値: ∂loss/∂x。形は x と同じ
        """
        raise NotImplementedError("BatchNormalization.backward")
