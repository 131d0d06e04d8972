"""課題6: 畳み込みとプーリング。式と計算例は README.ja.md または `grade show exercise_6` にあります。

`raise` の行を消して、NumPy で書きます。受け取った配列は書き換えません。

画像: (N, C, H, W)。N 枚、チャンネル数 C。フィルタ: (F, C, FH, FW)
出力の大きさ: OH = (H + 2·pad − FH) // stride + 1、OW も同様。窓に足りない端は使わない
dout: forward の出力についての損失の勾配。形は forward の出力と同じ

GPU でも動かす(`--backend cupy`)には、配列のライブラリを取得し、np の代わりに使います: xp = x.__array_namespace__()
"""

import numpy as np


def im2col(input_data, filter_h, filter_w, stride=1, pad=0):
    """画像の窓を1つずつ取り出し、1行に並べる

    input_data: (N, C, H, W)。周りを 0 で埋める
    戻り値: (N·OH·OW, C·filter_h·filter_w)。行は n, oh, ow の順、列は c, fh, fw の順
    """
    raise NotImplementedError("im2col")


def col2im(col, input_shape, filter_h, filter_w, stride=1, pad=0):
    """行に並んだ窓を、im2col で取り出した元の場所へ戻す。同じ画素に重なる値は足し合わせる

    col: (N·OH·OW, C·filter_h·filter_w)
    input_shape: (N, C, H, W)
    戻り値: input_shape の形(パディングは除く)
    """
    raise NotImplementedError("col2im")


class Convolution:
    """out[n, f, i, j] = b[f] + Σ x[n, c, i·stride + k, j·stride + l] · W[f, c, k, l] (c, k, l の和)

    W: (F, C, FH, FW)。反転しない。b: (F,)。pad: 上下左右を 0 で埋める幅
    """

    def __init__(self, W, b, stride=1, pad=0):
        self.W = W
        self.b = b
        self.stride = stride
        self.pad = pad
        self.dW = None
        self.db = None

    def forward(self, x):
        """x: (N, C, H, W)。戻り値: (N, F, OH, OW)"""
        raise NotImplementedError("Convolution.forward")

    def backward(self, dout):
        """dout: (N, F, OH, OW)。self.dW と self.db に入れる(形は W、b と同じ)。戻り値: dx (N, C, H, W)"""
        raise NotImplementedError("Convolution.backward")


class Pooling:
    """窓ごとの最大値。チャンネルごとに計算する。パディングが最大値になることはない"""

    def __init__(self, pool_h, pool_w, stride=2, pad=0):
        self.pool_h = pool_h
        self.pool_w = pool_w
        self.stride = stride
        self.pad = pad

    def forward(self, x):
        """x: (N, C, H, W)。戻り値: (N, C, OH, OW)"""
        raise NotImplementedError("Pooling.forward")

    def backward(self, dout):
        """窓の dout を最大値の要素に渡す。dout: (N, C, OH, OW)。戻り値: dx (N, C, H, W)"""
        raise NotImplementedError("Pooling.backward")


class AveragePooling:
    """窓ごとの平均値。チャンネルごとに計算する"""

    def __init__(self, pool_h, pool_w, stride=2, pad=0):
        self.pool_h = pool_h
        self.pool_w = pool_w
        self.stride = stride
        self.pad = pad

    def forward(self, x):
        """x: (N, C, H, W)。戻り値: (N, C, OH, OW)"""
        raise NotImplementedError("AveragePooling.forward")

    def backward(self, dout):
        """窓の dout を全要素に等しく分ける。dout: (N, C, OH, OW)。戻り値: dx (N, C, H, W)"""
        raise NotImplementedError("AveragePooling.backward")


class GlobalAveragePooling:
    """チャンネルごとの平均値"""

    def forward(self, x):
        """x: (N, C, H, W)。戻り値: (N, C)"""
        raise NotImplementedError("GlobalAveragePooling.forward")

    def backward(self, dout):
        """dout: (N, C)。戻り値: dx (N, C, H, W)"""
        raise NotImplementedError("GlobalAveragePooling.backward")


class GlobalMaxPooling:
    """チャンネルごとの最大値"""

    def forward(self, x):
        """x: (N, C, H, W)。戻り値: (N, C)"""
        raise NotImplementedError("GlobalMaxPooling.forward")

    def backward(self, dout):
        """dout: (N, C)。戻り値: dx (N, C, H, W)"""
        raise NotImplementedError("GlobalMaxPooling.backward")


class SimpleConvNet:
    """畳み込み → ReLU → 2×2 Max プーリング → Affine → ReLU → Affine。損失は Softmax-with-Loss

    input_dim: (C, H, W)。conv_param: {"filter_num": 30, "filter_size": 5, "pad": 0, "stride": 1}
    params: W1 (filter_num, C, filter_size, filter_size)、b1 (filter_num,)、W2 (pooled, hidden_size)、
        b2 (hidden_size,)、W3 (hidden_size, output_size)、b3 (output_size,) の辞書。pooled はプーリング後の
        要素数(1枚分)。W は標準偏差 weight_init_std の正規分布、b は 0
    """

    def __init__(self, input_dim, conv_param, hidden_size=100, output_size=10, weight_init_std=0.01):
        raise NotImplementedError("SimpleConvNet.__init__")

    def predict(self, x):
        """x: (N, C, H, W)。戻り値: (N, output_size) のスコア(ソフトマックス関数を通す前)"""
        raise NotImplementedError("SimpleConvNet.predict")

    def loss(self, x, t):
        """t: (N, output_size) の one-hot 表現または (N,) のクラス番号。戻り値: 数値1つ"""
        raise NotImplementedError("SimpleConvNet.loss")

    def accuracy(self, x, t):
        """戻り値: スコアが最大のクラスが正解と一致した画像の割合(0〜1)"""
        raise NotImplementedError("SimpleConvNet.accuracy")

    def gradient(self, x, t):
        """戻り値: 誤差逆伝播法で求めた ∂loss/∂params の辞書。名前と形は params と同じ"""
        raise NotImplementedError("SimpleConvNet.gradient")


class Convolution1d:
    """発展項目。位置の軸が1つの Convolution(音声)

    W: (F, C, K)、b: (F,)
    """

    def __init__(self, W, b, stride=1, pad=0):
        self.W = W
        self.b = b
        self.stride = stride
        self.pad = pad
        self.dW = None
        self.db = None

    def forward(self, x):
        """x: (N, C, L)。戻り値: (N, F, OL)"""
        raise NotImplementedError("Convolution1d.forward")

    def backward(self, dout):
        """dout: (N, F, OL)。self.dW と self.db に入れる。戻り値: dx (N, C, L)"""
        raise NotImplementedError("Convolution1d.backward")


class Convolution3d:
    """発展項目。位置の軸が3つの Convolution(動画)

    W: (F, C, FT, FH, FW)、b: (F,)。stride と pad は3軸とも同じ
    """

    def __init__(self, W, b, stride=1, pad=0):
        self.W = W
        self.b = b
        self.stride = stride
        self.pad = pad
        self.dW = None
        self.db = None

    def forward(self, x):
        """x: (N, C, T, H, W)。戻り値: (N, F, OT, OH, OW)"""
        raise NotImplementedError("Convolution3d.forward")

    def backward(self, dout):
        """dout: (N, F, OT, OH, OW)。self.dW と self.db に入れる。戻り値: dx (N, C, T, H, W)"""
        raise NotImplementedError("Convolution3d.backward")
