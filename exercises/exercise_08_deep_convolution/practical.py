"""Practical 2_8: a deep network is trained in earnest. Its text: practical.en.md, practical.ja.md."""
# about 900 seconds, quick 40

# %% network
import io
import time

import numpy as np

from grader.practical import bench

data = digits(flat=False, fraction=0.1 if quick else 1.0)
bench.draws(seed)
net = mine.DeepConvNet()
print(sum(array.size for array in net.params.values()))

# %% training
epochs = 2 if quick else 10
trainer = mine.Trainer(
    net, data.x_train, data.t_train, data.x_test, data.t_test, epochs, 50 if quick else 100, "Adam", {"lr": 0.001}
)
steps = epochs * (len(data.x_train) // (50 if quick else 100))
began = time.perf_counter()
for step in range(1, steps + 1):
    trainer.train_step()
    if step % max(1, steps // 20) == 0:
        done = time.perf_counter() - began
        bar = "█" * round(20 * step / steps)
        print(f"{bar:<20} {step}/{steps}  {done:.0f} s / {done * steps / step:.0f} s")
print([round(float(value), 3) for value in trainer.test_acc_list])

# %% curves
places = np.linspace(0, steps, len(trainer.test_acc_list) + 1)[1:].astype(int)
curve = bench.Curve(list(places), [], list(map(float, trainer.train_acc_list)), list(map(float, trainer.test_acc_list)))
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
print(f"{file.tell() / 1024:.0f} KiB")
file.seek(0)
again = mine.DeepConvNet()
mine.load_params(again.params, file)
same = bool(np.array_equal(again.predict(data.x_test[:20]), net.predict(data.x_test[:20])))
print(same)

# %% conclusion
results = {"test": float(np.mean(guessed == data.t_test)), "same": same, "loss first": float(means[0]), "loss last": float(means[-1])}
plots.figures(results)
