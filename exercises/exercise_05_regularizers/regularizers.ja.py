"""課題5: 過学習と正則化。式と計算例は README.ja.md または `grade show exercise_5` にあります。

`raise` の行を消して、NumPy で書きます。受け取った配列は書き換えません。

W: 重み。float の配列で、形は自由
lam: λ。正則化の強さ(0 以上の数)

GPU でも動かす(`--backend cupy`)には、配列のライブラリを取得し、np の代わりに使います: xp = x.__array_namespace__()
"""

import numpy as np


def l1_penalty(W, lam):
    """λ · Σ |w|。数値1つ"""
    raise NotImplementedError("l1_penalty")


def l1_gradient(W, lam):
    """∂(λ · Σ |w|)/∂W = λ · sign(w)。形は W と同じ。w が 0 のところは 0"""
    raise NotImplementedError("l1_gradient")


def l2_penalty(W, lam):
    """½ · λ · Σ w²。数値1つ"""
    raise NotImplementedError("l2_penalty")


def l2_gradient(W, lam):
    """∂(½ · λ · Σ w²)/∂W = λ · w。形は W と同じ"""
    raise NotImplementedError("l2_gradient")


def p_norm(W, p):
    """(Σ |w|^p)^(1/p)。和はすべての要素について取る。数値1つ

    p: 1 以上の数
    """
    raise NotImplementedError("p_norm")


class Dropout:
    """学習時は、要素を確率 dropout_ratio で 0 にする。それ以外のときは 1 − dropout_ratio を掛ける"""

    def __init__(self, dropout_ratio=0.5):
        self.dropout_ratio = dropout_ratio
        self.mask = None

    def forward(self, x, train_flg=True):
        """学習時: マスクで残す要素は y = x、それ以外は 0。マスクは呼ばれるたびに、要素ごとに引き直す
        それ以外: y = x · (1 − dropout_ratio)

        x: 形は自由。戻り値も同じ形
        """
        raise NotImplementedError("Dropout.forward")

    def backward(self, dout):
        """直前の学習時の forward で残した要素は dx = dout、それ以外は 0"""
        raise NotImplementedError("Dropout.backward")


def regularized_gradients(params, grads, lam, kind):
    """損失 + 正則化項の勾配。重みには正則化項の勾配を足し、バイアスはそのままにする

    params, grads: 同じ名前、同じ形の辞書。重みの名前は W で始まる(W1, W2, …)
    kind: "l1" または "l2"
    戻り値: 同じ名前、同じ形の新しい辞書
    """
    raise NotImplementedError("regularized_gradients")
