"""課題8: 深い畳み込みネットワークと学習。図とパラメータ数は README.ja.md または `grade show exercise_8` にあります。

`raise` の行を消して書きます。層と最適化手法はそろっています。採点では、`parts` に正しいものが入ります。

conv_param_1 など: filter_num、filter_size(正方形のフィルタの1辺)、pad、stride の辞書

GPU でも動かす(`--backend cupy`)には、配列のライブラリを取得し、np の代わりに使います: xp = x.__array_namespace__()
"""

import numpy as np
from parts import (
    SGD,
    AdaGrad,
    Adam,
    Affine,
    Convolution,
    Dropout,
    Momentum,
    Nesterov,
    Pooling,
    Relu,
    RMSprop,
    SoftmaxWithLoss,
)

CONV_1 = {"filter_num": 16, "filter_size": 3, "pad": 1, "stride": 1}
CONV_2 = {"filter_num": 16, "filter_size": 3, "pad": 1, "stride": 1}
CONV_3 = {"filter_num": 32, "filter_size": 3, "pad": 1, "stride": 1}
CONV_4 = {"filter_num": 32, "filter_size": 3, "pad": 2, "stride": 1}
CONV_5 = {"filter_num": 64, "filter_size": 3, "pad": 1, "stride": 1}
CONV_6 = {"filter_num": 64, "filter_size": 3, "pad": 1, "stride": 1}


class DeepConvNet:
    """「(Convolution → ReLU)を2回 → 2×2 の Max プーリング、ストライド2」を3回 → Affine → ReLU → Dropout → Affine →
    Dropout。損失は Softmax-with-Loss。Dropout の割合は半分

    params: 畳み込み層の W1 b1 … W6 b6 と、Affine 層の W7 b7、W8 b8 の辞書
        W は標準偏差 √(2 / fan_in) の正規分布、b は 0
    """

    def __init__(
        self,
        input_dim=(1, 28, 28),
        conv_param_1=CONV_1,
        conv_param_2=CONV_2,
        conv_param_3=CONV_3,
        conv_param_4=CONV_4,
        conv_param_5=CONV_5,
        conv_param_6=CONV_6,
        hidden_size=50,
        output_size=10,
    ):
        raise NotImplementedError("DeepConvNet.__init__")

    def predict(self, x, train_flg=False):
        """x: (N, C, H, W)。train_flg: Dropout でユニットを消すか。戻り値: (N, output_size) のスコア"""
        raise NotImplementedError("DeepConvNet.predict")

    def loss(self, x, t):
        """学習時と同じく Dropout あり。t: (N, output_size) の one-hot 表現か (N,) のクラス番号。戻り値: 数値1つ"""
        raise NotImplementedError("DeepConvNet.loss")

    def accuracy(self, x, t, batch_size=100):
        """Dropout なし。batch_size 枚ずつ計算する。戻り値: 全部の画像のうち正解した割合(0〜1)"""
        raise NotImplementedError("DeepConvNet.accuracy")

    def gradient(self, x, t):
        """戻り値: 誤差逆伝播法で求めた ∂loss/∂params の辞書。名前と形は params と同じ"""
        raise NotImplementedError("DeepConvNet.gradient")


class Trainer:
    """params、loss、accuracy、gradient を持つネットワークなら、何でも学習させる

    optimizer: "SGD"、"Momentum"、"Nesterov"、"AdaGrad"、"RMSprop"、"Adam"。大文字と小文字は区別しない
    optimizer_param: その引数を名前で渡す辞書。例: {"lr": 0.001}。None ならデフォルト値

    train_loss_list: 各回のバッチの損失。train_acc_list、test_acc_list: エポックごとに1つずつの正解率
    """

    def __init__(
        self,
        network,
        x_train,
        t_train,
        x_test,
        t_test,
        epochs=20,
        mini_batch_size=100,
        optimizer="SGD",
        optimizer_param=None,
    ):
        raise NotImplementedError("Trainer.__init__")

    def train_step(self):
        """訓練データから無作為に選んだ1バッチで、ネットワークのパラメータを1回更新する"""
        raise NotImplementedError("Trainer.train_step")

    def train(self):
        """全エポックを学習する。1エポックの回数は、訓練データ数 ÷ バッチの大きさ(少なくとも1回)"""
        raise NotImplementedError("Trainer.train")


def save_params(params, file):
    """辞書のすべての配列を、その名前で保存する。numpy.savez と同じ形式

    file: .npz で終わるファイル名、または開いてあるバイナリファイル。numpy.savez はどちらも受け取れる
    """
    raise NotImplementedError("save_params")


def load_params(params, file):
    """保存した値を、辞書の配列に書き戻す。層も同じ配列を持っているので、配列を取り替えてはいけない

    名前や形が params と違うときは ValueError を出す
    """
    raise NotImplementedError("load_params")
