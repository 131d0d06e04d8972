"""Practical 2_1: a network of two layers reads digits. Its text: practical.en.md, practical.ja.md."""
# about 8 seconds, quick 4

# %% digits
import numpy as np

from grader.practical import bench

data = digits()
print(data.x_train.shape, data.x_test.shape)
plots.images(data.x_train[:21].reshape(-1, 28, 28), data.t_train[:21])

# %% check
bench.draws(seed)
net = mine.TwoLayerNet(784, 4, 10, 0.1)
x, t = data.x_train[:3].astype(float), data.t_train[:3]
grads = net.gradient(x, t)
gaps = {}
for name in ("b1", "W2", "b2"):  # W1 has 3,136 entries, which would take a while
    slow = mine.numerical_gradient(lambda _: net.loss(x, t), net.params[name])
    gaps[name] = float(np.max(np.abs(slow - grads[name])))
plots.figures(gaps)

# %% training
hidden_size = 40
learning_rate = 0.1
steps = 300 if quick else 1000


class Descent:
    def update(self, params, grads):
        for name in params:
            params[name] -= learning_rate * grads[name]


net = mine.TwoLayerNet(784, hidden_size, 10, 0.01)
bench.redraw(net.params, 0.1, seed=seed)
curve = bench.train(net, data, Descent(), steps, seed=seed)
plots.gaps({f"TwoLayerNet ({hidden_size})": curve})
plots.figures({"train": curve.train[-1], "test": curve.test[-1]})

# %% mistakes
guessed = np.argmax(net.predict(data.x_test), axis=1)
wrong = np.flatnonzero(guessed != data.t_test)
plots.confusion(data.t_test, guessed)
names = [f"{data.t_test[i]} → {guessed[i]}" for i in wrong[:21]]
plots.images(data.x_test[wrong[:21]].reshape(-1, 28, 28), names)

# %% try_sizes
sizes = {}
for size in (5, 40) if quick else (2, 5, 10, 40, 160):
    other = mine.TwoLayerNet(784, size, 10, 0.01)
    bench.redraw(other.params, 0.1, seed=seed)
    sizes[f"{size} units"] = bench.train(other, data, Descent(), steps, seed=seed, looks=10)
plots.curves(sizes)

# %% conclusion
results = {"gap": max(gaps.values()), "test": curve.test[-1], "test 5 units": sizes["5 units"].test[-1], "test 40 units": sizes["40 units"].test[-1]}
plots.figures(results)
