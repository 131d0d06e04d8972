"""Practical 2_8: a deep network is trained in earnest. Its text: practical.en.md, practical.ja.md."""
# about 120 seconds, quick 9

# %% network
import io
import time

import numpy as np

from grader.practical import bench

data = digits(flat=False, fraction=0.1 if quick else 1.0)
bench.draws(seed)
bench.single()  # precision takes half the time
net = mine.DeepConvNet()
plots.figures({"parameters": sum(array.size for array in net.params.values())})

# %% training
batch, rate = 25, 0.001
epochs = 2 if quick else 10
an_epoch = len(data.x_train) // batch
steps = an_epoch * epochs
averaged = steps // 8 if quick else 4 * an_epoch  # over so many of the last ones, weights are averaged
trainer = mine.Trainer(
    bench.Glance(net, 1000), data.x_train, data.t_train, data.x_test, data.t_test, epochs, batch, "Adam", {"lr": rate}
)
bench.moved(trainer)  # in single precision, and to a GPU, where one was asked for
sums = dict.fromkeys(net.params, 0)
began = time.perf_counter()
for done in range(1, steps + 1):
    trainer.train_step()
    if done > steps - averaged:
        sums = {name: total + net.params[name] for name, total in sums.items()}
    if done % max(1, steps // 10) == 0 or done == steps:
        gone = time.perf_counter() - began
        print(f"{'=' * round(10 * done / steps):<10} {done}/{steps}  {gone:.0f} s / {gone * steps / done:.0f} s")
train, test = (list(map(float, looks)) for looks in (trainer.train_acc_list, trainer.test_acc_list))
plots.figures({f"test epoch {number}": value for number, value in enumerate(test, start=1)})

# %% averaging
bench.back(trainer), bench.back(sums)
last = float(net.accuracy(data.x_test, data.t_test))
for name, total in sums.items():
    net.params[name][...] = total / averaged
plots.figures({"test last": last, "test averaged": float(net.accuracy(data.x_test, data.t_test))})

# %% curves
curve = bench.Curve([an_epoch * number for number in range(1, len(test) + 1)], [], train, test)
plots.gaps({"DeepConvNet": curve})
width = max(1, steps // 40)
means = np.convolve(np.array(trainer.train_loss_list, float), np.ones(width) / width, "valid")
smooth = bench.Curve(list(range(width, steps + 1)), list(means))
plots.curves({"DeepConvNet": smooth}, "loss")

# %% mistakes
scores = np.concatenate([net.predict(data.x_test[i : i + 100]) for i in range(0, len(data.x_test), 100)])
guessed = np.argmax(scores, axis=1)
wrong = np.flatnonzero(guessed != data.t_test)
plots.images(data.x_test[wrong[:28]], [f"{data.t_test[i]} → {guessed[i]}" for i in wrong[:28]])
plots.confusion(data.t_test, guessed)

# %% storage
file = io.BytesIO()
mine.save_params(net.params, file)
plots.figures({"KiB": file.tell() // 1024})
file.seek(0)
again = bench.back(bench.moved(mine.DeepConvNet()))
mine.load_params(again.params, file)
same = bool(np.array_equal(again.predict(data.x_test[:20]), net.predict(data.x_test[:20])))
plots.figures({"same": same})

# %% conclusion
results = {"test": float(np.mean(guessed == data.t_test)), "test last": last, "same": same, "loss first": float(means[0]), "loss last": float(means[-1])}
plots.figures(results)
