"""Practical 2_6: a convolutional network, and what its filters become. Its text: practical.en.md, practical.ja.md."""
# about 55 seconds, quick 8

# %% columns
import numpy as np

from grader.practical import bench
from reference.optimizers import Adam

image = np.arange(16.0).reshape(1, 1, 4, 4)
columns = mine.im2col(image, 3, 3)
print(columns.shape)
plots.images(columns.reshape(-1, 3, 3), [str(number) for number in range(len(columns))])
back = mine.col2im(columns, image.shape, 3, 3)
print(back[0, 0] / np.where(image[0, 0] == 0, 1, image[0, 0]))  # how many windows each pixel lies in

# %% network
data = digits(flat=False, fraction=0.25 if quick else 1.0)
conv_param = {"filter_num": 30, "filter_size": 5, "pad": 0, "stride": 1}
net = mine.SimpleConvNet((1, 28, 28), conv_param, 100, 10, 0.01)
bench.redraw(net.params, None, seed)
net.params["W1"] *= 0.1  # faint filters: what is to be seen in them afterwards, they have learnt
before = net.params["W1"].copy()

# %% training
steps, batch, looks = (60, 50, 4) if quick else (1000, 100, 10)
curve = bench.train(net, data, Adam(0.001), steps, seed=seed, batch=batch, looks=looks)
plots.gaps({"SimpleConvNet": curve})
plots.figures({"train": curve.train[-1], "test": curve.test[-1]})

# %% filters
plots.images(before, title=plots.label("before"))
plots.images(net.params["W1"], title=plots.label("after"))

# %% maps
layer = mine.Convolution(net.params["W1"], net.params["b1"])
maps = np.maximum(layer.forward(data.x_test[:1].astype(float)), 0)[0]
plots.images(maps)

# %% mistakes
scores = np.concatenate([net.predict(data.x_test[i : i + 500]) for i in range(0, len(data.x_test), 500)])
guessed = np.argmax(scores, axis=1)
wrong = np.flatnonzero(guessed != data.t_test)
plots.images(data.x_test[wrong[:21]], [f"{data.t_test[i]} → {guessed[i]}" for i in wrong[:21]])
plots.confusion(data.t_test, guessed)

# %% try_filters
small = {"filter_num": 8, "filter_size": 3, "pad": 1, "stride": 2}
other = mine.SimpleConvNet((1, 28, 28), small, 50, 10, 0.01)
bench.redraw(other.params, None, seed)
rival = bench.train(other, data, Adam(0.001), steps, seed=seed, batch=batch, looks=looks)
plots.curves({"30 filters 5×5": curve, "8 filters 3×3": rival})

# %% conclusion
moved = np.linalg.norm(net.params["W1"] - before) / np.linalg.norm(before)
results = {"test": curve.test[-1], "moved": float(moved), "test 8 filters": rival.test[-1]}
plots.figures(results)
