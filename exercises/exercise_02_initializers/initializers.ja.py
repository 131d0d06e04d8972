"""課題2: 重みの初期値と勾配消失問題。式と計算例は README.ja.md または `grade show exercise_2` にあります。

`raise` の行を消して、NumPy で書きます。

shape: 全結合層なら (入力, 出力)、畳み込み層なら (フィルタ数 F, チャンネル数 C, kh, kw)
rng: numpy.random.Generator。乱数はここから引きます(例: rng.standard_normal(shape))
どの関数も、指定された形の新しい float 配列を返します。

GPU でも動かす(`--backend cupy`)には、配列のライブラリを取得し、np の代わりに使います: xp = x.__array_namespace__()
"""

import numpy as np


def gaussian(shape, std, rng):
    """平均 0、標準偏差 std の正規分布から、要素ごとに独立に引く"""
    raise NotImplementedError("gaussian")


def zeros(shape):
    """すべて 0。バイアスの初期値に使う"""
    raise NotImplementedError("zeros")


def fans(shape):
    """出力1つがいくつの入力の和か(fan-in)、入力1つがいくつの出力に使われるか(fan-out)

    (入力, 出力) → (入力, 出力)
    (F, C, kh, kw) → (C·kh·kw, F·kh·kw)
    戻り値: (fan_in, fan_out)。どちらも int
    """
    raise NotImplementedError("fans")


def xavier(shape, rng):
    """平均 0、標準偏差 1/√fan_in の正規分布"""
    raise NotImplementedError("xavier")


def xavier_uniform(shape, rng):
    """標準偏差が xavier と同じ一様分布 (−limit, limit)。limit = √(3/fan_in)"""
    raise NotImplementedError("xavier_uniform")


def he(shape, rng):
    """平均 0、標準偏差 √(2/fan_in) の正規分布"""
    raise NotImplementedError("he")


def he_uniform(shape, rng):
    """標準偏差が he と同じ一様分布 (−limit, limit)。limit = √(6/fan_in)"""
    raise NotImplementedError("he_uniform")


def gradient_flow(weights, activation, x, dout):
    """バイアスのない深いネットワークで、各層の勾配の大きさを求める

    a_l = z_{l−1}·W_l,  z_l = activation(a_l),  z_0 = x

    weights: W_1 … W_L のリスト。それぞれ (入力, 出力)
    activation: "sigmoid"、"tanh"、"relu" のどれか
    x: (N, W_1 の入力の数)
    dout: ∂loss/∂z_L、(N, W_L の出力の数)
    戻り値: l = 1 … L の順に並べた ‖∂loss/∂a_l‖(2乗和の平方根)のリスト。要素は float で L 個
    """
    raise NotImplementedError("gradient_flow")
