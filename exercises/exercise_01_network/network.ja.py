"""課題1: ネットワークと誤差逆伝播法。式と計算例は README.ja.md または `grade show exercise_1` にあります。

`raise` の行を消して、NumPy で書きます。

N: バッチのデータ数(1行に1件)、D: 入力の数、M: 層の出力の数、C: クラス数
dout: forward の出力についての損失の勾配。形は forward の出力と同じ
受け取った配列は書き換えません。ただし `numerical_gradient` は x を書き換えながら計算し、元に戻します。

GPU でも動かす(`--backend cupy`)には、配列のライブラリを取得し、np の代わりに使います: xp = x.__array_namespace__()
"""

import numpy as np


class Sigmoid:
    """y = 1 / (1 + exp(−x))。形は自由。x = ±1000 でも正しい値になること"""

    def __init__(self):
        self.out = None

    def forward(self, x):
        raise NotImplementedError("Sigmoid.forward")

    def backward(self, dout):
        """dx = dout · y·(1 − y)。y は forward が返した値"""
        raise NotImplementedError("Sigmoid.backward")


class Relu:
    """x > 0 なら y = x、それ以外は 0。形は自由"""

    def __init__(self):
        self.mask = None

    def forward(self, x):
        raise NotImplementedError("Relu.forward")

    def backward(self, dout):
        """x > 0 なら dx = dout、それ以外は 0"""
        raise NotImplementedError("Relu.backward")


class Tanh:
    """y = tanh(x)。形は自由"""

    def __init__(self):
        self.out = None

    def forward(self, x):
        raise NotImplementedError("Tanh.forward")

    def backward(self, dout):
        """dx = dout · (1 − y²)。y は forward が返した値"""
        raise NotImplementedError("Tanh.backward")


def softmax(x):
    """y_c = exp(x_c) / Σ exp(x_k)。和は最後の軸について取る

    x: (C,) または (N, C)。有限の値なら何でもよい
    戻り値: x と同じ形。各行の合計は 1
    """
    raise NotImplementedError("softmax")


def cross_entropy_error(y, t):
    """L = −(1/N) Σ log y[n, n 番目のデータの正解クラス]

    y: (N, C) 確率
    t: (N, C) の one-hot 表現、または (N,) のクラス番号
    戻り値: 数値1つ
    """
    raise NotImplementedError("cross_entropy_error")


class Affine:
    """y = x·W + b

    W: (D, M)、b: (M,)
    """

    def __init__(self, W, b):
        self.W = W
        self.b = b
        self.x = None
        self.dW = None
        self.db = None

    def forward(self, x):
        """x: (N, D)。1件が D 個の数なら (N, …) でもよく、1行に並べて使う。戻り値: (N, M)"""
        raise NotImplementedError("Affine.forward")

    def backward(self, dout):
        """dW = xᵀ·dout、db = Σₙ dout、dx = dout·Wᵀ

        dout: (N, M)。self.dW (D, M) と self.db (M,) に入れる。戻り値: dx(forward が受け取った x の形)
        """
        raise NotImplementedError("Affine.backward")


class SoftmaxWithLoss:
    """ソフトマックス関数と交差エントロピー誤差をまとめた層"""

    def __init__(self):
        self.y = None
        self.t = None

    def forward(self, x, t):
        """x: (N, C) スコア、t: (N, C) の one-hot 表現または (N,) のクラス番号。戻り値: 損失(数値1つ)"""
        raise NotImplementedError("SoftmaxWithLoss.forward")

    def backward(self, dout=1):
        """dx = dout · (y − t) / N。t は one-hot 表現。戻り値: (N, C)"""
        raise NotImplementedError("SoftmaxWithLoss.backward")


def numerical_gradient(f, x):
    """x の要素1つずつについて (f(x + h) − f(x − h)) / 2h。h = 1e-4

    f: x を受け取り、数値1つを返す関数
    x: float の配列、形は自由。要素を直接書き換えて計算し、元に戻す
    戻り値: x と同じ形
    """
    raise NotImplementedError("numerical_gradient")


class TwoLayerNet:
    """Affine → ReLU → Affine。損失はソフトマックス関数と交差エントロピー誤差

    params: W1 (input_size, hidden_size)、b1 (hidden_size,)、W2 (hidden_size, output_size)、
        b2 (output_size,) の辞書。W は標準偏差 weight_init_std の正規分布、b は 0
    """

    def __init__(self, input_size, hidden_size, output_size, weight_init_std=0.01):
        raise NotImplementedError("TwoLayerNet.__init__")

    def predict(self, x):
        """x: (N, input_size)。戻り値: (N, output_size) のスコア(ソフトマックス関数を通す前)"""
        raise NotImplementedError("TwoLayerNet.predict")

    def loss(self, x, t):
        """戻り値: 数値1つ。そのとき params に入っている値で計算する"""
        raise NotImplementedError("TwoLayerNet.loss")

    def accuracy(self, x, t):
        """戻り値: スコアが最大のクラスが正解と一致したデータの割合(0〜1)"""
        raise NotImplementedError("TwoLayerNet.accuracy")

    def gradient(self, x, t):
        """戻り値: 誤差逆伝播法で求めた ∂loss/∂params の辞書。名前と形は params と同じ"""
        raise NotImplementedError("TwoLayerNet.gradient")
