"""Exercise 8, the deep network, its trainer, and storage: mistakes that are named, and answers that look like one."""

from __future__ import annotations

import pytest

from tests.helpers import answered, edited, named, right_answer, told

MADE_ANEW = (
    "self.optimizer = type(self.optimizer)(**{k: v for k, v in vars(self.optimizer).items() if isinstance(v, float)})\n"
)
EDITS = [
    ("network", "list_of_layers", 'grads["W" + str(i)] = layer.dW',
     'grads["W" + str(i)] = np.clip(layer.dW, -1, 1)', "network_gradient_clipped"),
    ("network", "list_of_layers", "        if t.ndim != 1:\n",
     "        x, t = x[:100], t[:100]\n        if t.ndim != 1:\n",
     "network_accuracy_of_the_first_hundred"),
    ("network", "list_of_layers", "        self.loss(x, t)\n        dout = 1",
     "        self.last_layer.forward(self.predict(x), t)\n        dout = 1", "network_gradient_without_dropout"),
    ("trainer", "list_of_layers", "batch_mask = np.random.choice",
     "np.random.seed(0)\n        batch_mask = np.random.choice", "trainer_same_batch"),
    ("network", "list_of_layers", "            acc += np.sum(y == tt)", "            acc = np.sum(y == tt)",
     "network_accuracy_last_batch"),
    ("network", "list_of_layers", "range(0, x.shape[0], batch_size)", "range(0, x.shape[0] - 1, batch_size)",
     "network_accuracy_drops_the_last"),
    ("network", "list_of_layers", "        self.params = {}", "        DeepConvNet.params = {}",
     "network_shared_by_all"),
    ("trainer", "list_of_layers", "max(self.train_size // mini_batch_size, 1)",
     "-(-self.train_size // mini_batch_size)", "trainer_rounds_up"),
    ("trainer", "list_of_layers", "max(self.train_size // mini_batch_size, 1)", "self.train_size // mini_batch_size",
     "trainer_no_step_for_few"),
    ("trainer", "list_of_layers", "loss = self.network.loss(x_batch, t_batch)",
     "loss = self.network.loss(self.x_train, self.t_train)", "trainer_loss_of_others"),
    ("trainer", "list_of_layers", "self.train_loss_list = []", "Trainer.train_loss_list = []", "trainer_shared_by_all"),
    ("trainer", "list_of_layers", "epochs=20", "epochs=10", "trainer_other_defaults"),
    ("trainer", "list_of_layers", "self.optimizer.update(self.network.params, grads)",
     "type(self.optimizer)(lr=self.optimizer.lr).update(self.network.params, grads)", "trainer_new_optimizer"),
    ("trainer", "list_of_layers", "        if self.current_iter % self.iter_per_epoch == 0:\n",
     "        if self.current_iter % self.iter_per_epoch == 0:\n            " + MADE_ANEW,
     "trainer_new_optimizer_an_epoch"),
    ("trainer", "epochs_shuffled", "        for _ in range(self.epochs):\n",
     "        for _ in range(self.epochs):\n            " + MADE_ANEW, "trainer_new_optimizer_an_epoch"),
    ("trainer", "list_of_layers", "self.optimizer = optimizer_class_dict[optimizer.lower()](**(optimizer_param or {}))",
     "made = optimizer_class_dict[optimizer.lower()](**(optimizer_param or {}))\n"
     "        self.optimizer = globals().setdefault(f'the {optimizer}', made)", "trainer_shares_the_optimizer"),
    ("trainer", "list_of_layers", "self.optimizer = ", "Trainer.optimizer = ", "trainer_shares_the_optimizer"),
    ("trainer", "list_of_layers", "**(optimizer_param or {})", "", "trainer_default_rate"),
    ("trainer", "list_of_layers", "np.random.choice(self.train_size, self.batch_size)",
     "np.random.randint(0, self.train_size - 1, self.batch_size)", "trainer_never_the_last"),
    ("trainer", "list_of_layers", "np.random.choice(self.train_size, self.batch_size)",
     "np.random.permutation(self.iter_per_epoch * self.batch_size)[: self.batch_size]", "trainer_never_the_rest"),
    ("trainer", "list_of_layers", "np.random.choice(self.train_size, self.batch_size)",
     "np.random.choice(min(self.train_size, self.iter_per_epoch * self.batch_size), self.batch_size)",
     "trainer_never_the_rest"),
    ("trainer", "list_of_layers", "self.t_train[batch_mask]",
     "self.t_train[np.random.choice(self.train_size, self.batch_size)]", "trainer_targets_of_others"),
    ("trainer", "list_of_layers", "**(optimizer_param or {})", 'lr=(optimizer_param or {"lr": 0.01})["lr"]',
     "trainer_rate_alone"),
    ("trainer", "list_of_layers", "        self.optimizer.update(self.network.params, grads)\n",
     "        new = {name: p.copy() for name, p in self.network.params.items()}\n"
     "        self.optimizer.update(new, grads)\n        self.network.params = new\n", "trainer_replaces_params"),
    ("trainer", "list_of_layers", "x_batch = self.x_train[batch_mask]", "x_batch = self.x_train[batch_mask][..., ::-1]",
     "trainer_turns_samples"),
    ("trainer", "list_of_layers", "np.random.choice(self.train_size, self.batch_size)",
     "np.arange(self.batch_size) + self.current_iter % self.iter_per_epoch * self.batch_size", "trainer_same_order"),
    ("trainer", "list_of_layers", "np.random.choice(self.train_size, self.batch_size)",
     "(np.arange(self.batch_size) + self.current_iter * self.batch_size) % self.train_size", "trainer_same_order"),
    ("trainer", "list_of_layers", "np.random.choice(self.train_size, self.batch_size)",
     "self.__dict__.setdefault('order', np.random.permutation(self.train_size)).take(\n"
     "            range(self.current_iter * self.batch_size, (self.current_iter + 1) * self.batch_size), mode='wrap')",
     "trainer_same_order"),
    ("trainer", "list_of_layers", "(**(optimizer_param or {}))", "(*(optimizer_param or {}).values())",
     "trainer_settings_by_order"),
    ("trainer", "list_of_layers", "(**(optimizer_param or {}))",
     '((optimizer_param or {"lr": 0.01}).pop("lr"), **(optimizer_param or {}))', "trainer_changes_settings"),
    ("trainer", "list_of_layers", "train_acc = ", "train_acc = self.train_acc_list[0] if self.train_acc_list else ",
     "trainer_looks_at_one_time"),
    ("trainer", "list_of_layers", "        self.optimizer = ",
     "        if optimizer_param is not None:\n"
     "            optimizer_param.setdefault('lr', 0.01)\n"
     "        self.optimizer = ", "trainer_changes_settings"),
    ("trainer", "list_of_layers",
     "        batch_mask = np.random.choice(self.train_size, self.batch_size)\n",
     "        if self.current_iter % self.iter_per_epoch == 0:\n"
     "            order = np.random.permutation(self.train_size)\n"
     "            self.x_train[:], self.t_train[:] = self.x_train[order], self.t_train[order]\n"
     "        start = self.current_iter % self.iter_per_epoch * self.batch_size\n"
     "        batch_mask = np.arange(start, start + self.batch_size)\n", "trainer_shuffles_in_place"),
    ("storage", "list_of_layers", "np.savez(file, **params)",
     "np.savez(file, **{name: np.round(p, 6) for name, p in params.items()})", "storage_rounds"),
    ("storage", "list_of_layers", "    for name in params:\n        params[name][...] = loaded[name]\n",
     "    for p, name in zip(params.values(), loaded.files):\n        p[...] = loaded[name]\n", "storage_by_order"),
    ("storage", "list_of_layers", "np.savez(file, **params)", "import pickle\n    pickle.dump(params, file)",
     "storage_not_npz"),
    ("storage", "list_of_layers", "np.savez(file, **params)", "np.savez(file, params=params)", "storage_one_object"),
    ("storage", "list_of_layers", "np.savez(file, **params)", "np.savez(file, **params)\n    file.close()",
     "storage_closes_the_file"),
    ("storage", "list_of_layers", "np.savez(file, **params)",
     "np.savez(file, **{name: p for name, p in params.items() if p.any()})", "storage_leaves_zeros_out"),
    ("network", "list_of_layers", "n = channels * h * w", "n = channels * h * h", "network_square_images"),
    ("network", "list_of_layers", 'np.random.randn(conv_param["filter_num"], channels, size, size)',
     'np.random.uniform(-1, 1, (conv_param["filter_num"], channels, size, size)) * 3**0.5', "network_weights_uniform"),
    ("network", "list_of_layers", "predict(self, x, train_flg=False)", "predict(self, x, train_flg=True)",
     "network_drops_by_default"),
    ("network", "list_of_layers", "y = self.predict(tx, train_flg=False)", "y = self.predict(tx, train_flg=True)",
     "network_accuracy_with_dropout"),
    ("network", "list_of_layers", "y = self.predict(tx, train_flg=False)",
     "y = self.predict(tx, train_flg=False)\n            self.params['b8'] -= 0.1", "network_learns_while_looking"),
    ("network", "list_of_layers", "acc += np.sum(y == tt)", "acc += np.sum(y != tt)", "network_accuracy_is_the_error"),
    ("network", "list_of_layers", "        return acc / x.shape[0]", "            return acc / x.shape[0]",
     "network_accuracy_first_batch"),
]  # fmt: skip
"""Of right answers: the task, whose answer, what stands there once, what takes its place, the mistake."""


@pytest.mark.parametrize(
    ("task", "solution", "right", "wrong", "mistake"), EDITS, ids=[f"{task} {mistake}" for task, *_, mistake in EDITS]
)
def test_an_edit_of_a_right_answer_is_named(task, solution, right, wrong, mistake):
    text = edited(right_answer("exercise_8", solution), (right, wrong))

    assert named(f"exercise_8.{task}", text) == {mistake}


BY_ACCURACY = [
    ("network", "list_of_layers", "y = np.argmax(y, axis=1)", "y = np.argmin(y, axis=1)"),
]


@pytest.mark.parametrize(("task", "solution", "right", "wrong"), BY_ACCURACY)
def test_by_its_accuracy_alone_a_network_is_accused_of_nothing_else(task, solution, right, wrong):
    report = answered(f"exercise_8.{task}", edited(right_answer("exercise_8", solution), (right, wrong)))

    assert report.earned == 0
    assert told(report) == (set(), True)
    assert [sign.code for finding in report.findings for sign in finding.evidence] == []


OTHER_KINDS = [
    ("trainer", "list_of_layers", "self.train_loss_list = []",
     "from collections import deque\n        self.train_loss_list = deque(maxlen=10_000)"),
    ("trainer", "list_of_layers", "np.random.choice(self.train_size, self.batch_size)",
     "np.random.randint(0, max(self.train_size - self.batch_size, 0) + 1)\n"
     "        batch_mask = slice(batch_mask, batch_mask + self.batch_size)"),
    ("trainer", "list_of_layers", "self.train_loss_list.append(loss)", "self.train_loss_list.append(np.float32(loss))"),
    ("trainer", "list_of_layers", "self.test_acc_list.append(test_acc)",
     "self.test_acc_list.append(np.float32(test_acc))"),
]  # fmt: skip
"""Which were once turned away."""


@pytest.mark.parametrize(("task", "solution", "one", "other"), OTHER_KINDS, ids=[row[-1] for row in OTHER_KINDS])
def test_another_kind_of_the_same_answer_is_right(task, solution, one, other):
    report = answered(f"exercise_8.{task}", edited(right_answer("exercise_8", solution), (one, other)))

    assert report.earned == report.points


def test_a_loss_that_is_divided_once_more_is_no_running_sum():
    text = right_answer("exercise_8", "list_of_layers")
    text = edited(text, ("self.train_loss_list.append(loss)", "self.train_loss_list.append(loss / self.batch_size)"))

    assert named("exercise_8.trainer", text) == set()


def test_of_an_exception_that_is_expected_its_type_is_told():
    text = edited(right_answer("exercise_8", "list_of_layers"), ('ValueError("names differ")', 'KeyError("names")'))
    (found,) = (found for found in answered("exercise_8.storage", text).findings if found.example)
    (difference,) = found.example.differences

    assert (difference.output, difference.values["expected"]) == ("outcome(load_params)", "ValueError")


def test_samples_that_are_scaled_are_no_single_batch():
    text = right_answer("exercise_8", "list_of_layers")
    text = edited(text, ("x_batch = self.x_train[batch_mask]", "x_batch = self.x_train[batch_mask] / 255.0"))

    assert named("exercise_8.trainer", text) == set()


def test_layers_that_are_drawn_alike_are_told():
    text = right_answer("exercise_8", "list_of_layers")
    for size in ("np.random.randn(conv_param", "np.random.randn(n, hidden_size)"):
        text = edited(text, (size, size.replace("np.random.randn", "np.random.RandomState(5).randn")))

    assert named("exercise_8.network", text) == {"network_layers_drawn_alike"}
