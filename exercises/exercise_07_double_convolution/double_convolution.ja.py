"""課題7: 2つの畳み込み層。図とパラメータ数は README.ja.md または `grade show exercise_7` にあります。

`raise` の行を消して書きます。層はそろっています。採点では、`parts` に正しい層が入ります。

input_dim: (C, H, W)。例: (1, 28, 28)
conv_param_1, conv_param_2: filter_num、filter_size(正方形のフィルタの1辺)、pad、stride の辞書

GPU でも動かす(`--backend cupy`)には、配列のライブラリを取得し、np の代わりに使います: xp = x.__array_namespace__()
"""

import numpy as np
from parts import Affine, Convolution, Pooling, Relu, SoftmaxWithLoss

FIRST = {"filter_num": 10, "filter_size": 7, "pad": 1, "stride": 1}
SECOND = {"filter_num": 20, "filter_size": 3, "pad": 1, "stride": 1}


def output_shapes(input_dim, conv_param_1, conv_param_2):
    """DoubleConvNet で、画像1枚が畳み込み1、プーリング1、畳み込み2、プーリング2のあとに取る形

    戻り値: タプル (C, H, W) 4つのリスト
    """
    raise NotImplementedError("output_shapes")


class DoubleConvNet:
    """(Convolution → ReLU → 2×2 の Max プーリング、ストライド2)を2回 → Affine → ReLU → Affine。損失は Softmax-with-Loss

    params: 畳み込み層の W1 b1 と W2 b2、Affine 層の W3 b3 と W4 b4 の辞書
        W は標準偏差 weight_init_std の正規分布、b は 0
    """

    def __init__(
        self,
        input_dim=(1, 28, 28),
        conv_param_1=FIRST,
        conv_param_2=SECOND,
        hidden_size=100,
        output_size=10,
        weight_init_std=0.01,
    ):
        raise NotImplementedError("DoubleConvNet.__init__")

    def predict(self, x):
        """x: (N, C, H, W)。戻り値: (N, output_size) のスコア(ソフトマックス関数を通す前)"""
        raise NotImplementedError("DoubleConvNet.predict")

    def loss(self, x, t):
        """t: (N, output_size) の one-hot 表現、または (N,) のクラス番号。戻り値: 数値1つ"""
        raise NotImplementedError("DoubleConvNet.loss")

    def accuracy(self, x, t):
        """戻り値: スコアが最大のクラスが正解と一致した画像の割合(0〜1)"""
        raise NotImplementedError("DoubleConvNet.accuracy")

    def gradient(self, x, t):
        """戻り値: 誤差逆伝播法で求めた ∂loss/∂params の辞書。名前と形は params と同じ"""
        raise NotImplementedError("DoubleConvNet.gradient")


class StackedConvNet:
    """(Convolution → ReLU)を2回 → 2×2 の Max プーリング → Affine → ReLU → Affine。ほかは DoubleConvNet と同じ"""

    def __init__(
        self,
        input_dim=(1, 28, 28),
        conv_param_1=FIRST,
        conv_param_2=SECOND,
        hidden_size=100,
        output_size=10,
        weight_init_std=0.01,
    ):
        raise NotImplementedError("StackedConvNet.__init__")

    def predict(self, x):
        """x: (N, C, H, W)。戻り値: (N, output_size) のスコア(ソフトマックス関数を通す前)"""
        raise NotImplementedError("StackedConvNet.predict")

    def loss(self, x, t):
        """t: (N, output_size) の one-hot 表現、または (N,) のクラス番号。戻り値: 数値1つ"""
        raise NotImplementedError("StackedConvNet.loss")

    def accuracy(self, x, t):
        """戻り値: スコアが最大のクラスが正解と一致した画像の割合(0〜1)"""
        raise NotImplementedError("StackedConvNet.accuracy")

    def gradient(self, x, t):
        """戻り値: 誤差逆伝播法で求めた ∂loss/∂params の辞書。名前と形は params と同じ"""
        raise NotImplementedError("StackedConvNet.gradient")
