"""Practical 2_8: a deep network is trained in earnest. Its text: practical.en.md, practical.ja.md."""
# about 360 seconds, quick 9

# %% network
import io
import time

import numpy as np

from grader.practical import bench

data = digits(flat=False, fraction=0.1 if quick else 1.0)
bench.draws(seed)
net = mine.DeepConvNet()
plots.figures({"parameters": sum(array.size for array in net.params.values())})

# %% training
batch = 50 if quick else 100
plan = [(2, 0.001)] if quick else [(12, 0.001), (3, 0.0002)]  # epochs, learning rate
an_epoch = len(data.x_train) // batch
steps = an_epoch * sum(epochs for epochs, _ in plan)
losses, train, test = [], [], []
began, done = time.perf_counter(), 0
for epochs, rate in plan:
    trainer = mine.Trainer(
        net, data.x_train, data.t_train, data.x_test, data.t_test, epochs, batch, "Adam", {"lr": rate}
    )
    bench.moved(trainer)  # to a GPU, where one was asked for
    for _ in range(epochs * an_epoch):
        trainer.train_step()
        done += 1
        if done % max(1, steps // 10) == 0:
            gone = time.perf_counter() - began
            print(f"{'=' * round(10 * done / steps):<10} {done}/{steps}  {gone:.0f} s / {gone * steps / done:.0f} s")
    losses += trainer.train_loss_list
    train += map(float, trainer.train_acc_list)
    test += map(float, trainer.test_acc_list)
    bench.back(trainer)
plots.figures({f"test epoch {number}": value for number, value in enumerate(test, start=1)})

# %% curves
curve = bench.Curve([an_epoch * number for number in range(1, len(test) + 1)], [], train, test)
plots.gaps({"DeepConvNet": curve})
width = max(1, steps // 40)
means = np.convolve(np.array(losses, float), np.ones(width) / width, "valid")
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
again = mine.DeepConvNet()
mine.load_params(again.params, file)
same = bool(np.array_equal(again.predict(data.x_test[:20]), net.predict(data.x_test[:20])))
plots.figures({"same": same})

# %% conclusion
results = {"test": float(np.mean(guessed == data.t_test)), "same": same, "loss first": float(means[0]), "loss last": float(means[-1])}
plots.figures(results)
