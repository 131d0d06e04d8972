"""Mistakes that were made blind, by edits of right answers, and that nobody named then: each is named now."""

from pathlib import Path

import pytest

from grader import catalog
from tests.helpers import grade, submission

CONTENT = catalog.content()
SOLUTIONS = Path(__file__).parent / "solutions"

MISTAKES = [
    (
        "exercise_1.cross_entropy",
        "pytorch_formulas",
        "np.clip(pred, eps, None)",
        "np.clip(pred, 0.01, None)",
        "loss_guard_too_large",
    ),
    (
        "exercise_4.sgd",
        "naive_loops",
        "params[key][index] - self.lr * g\n",
        "params[key][index] - self.lr * np.clip(g, -5, 5)\n",
        "sgd_gradient_clipped",
    ),
    ("exercise_1.tanh", "autograd_tape", "1 - np.square(y)", "1 - y", "tanh_not_squared"),
    ("exercise_1.sigmoid", "autograd_tape", "y * (1 - y))", "y * (1 + y))", "sigmoid_slope_sign"),
    (
        "exercise_1.softmax_with_loss",
        "autograd_tape",
        "- hot) / n",
        "- hot) / p.size",
        "loss_slope_of_all_entries_averaged",
    ),
    ("exercise_1.network", "autograd_tape", "argmax(1), to_index(t))", "argmax(1), t)", "network_accuracy_of_one_hot"),
    (
        "exercise_1.network",
        "autograd_tape",
        "np.sign(self.data.clip(min=0))",
        "1.0 - np.sign(self.data.clip(min=0))",
        "relu_gate_inverted",
    ),
    (
        "exercise_1.cross_entropy",
        "autograd_tape",
        "if np.ndim(t) == 2 else t",
        "if np.ndim(t) == 3 else t",
        "loss_class_numbers_only",
    ),
    (
        "exercise_1.softmax",
        "the_book",
        "        x = x - np.max(x, axis=0)\n",
        "        x -= np.max(x, axis=0)\n",
        "softmax_subtracts_in_place",
    ),
    (
        "exercise_1.softmax",
        "the_book",
        "    x = x - np.max(x)\n",
        "    x -= np.max(x)\n",
        "softmax_subtracts_in_place",
    ),
    (
        "exercise_1.network",
        "the_book",
        "        y = self.predict(x)\n        return self.lastLayer.forward(y, t)",
        "        if getattr(self, 'key', None) != id(x):\n            self.key, self.y = id(x), self.predict(x)\n"
        "        return self.lastLayer.forward(self.y, t)",
        "network_remembers_loss",
    ),
    (
        "exercise_1.affine",
        "dataclasses_and_slots",
        "self._x.reshape(self._x.shape[0], self.W.shape[0])",
        "self._x",
        "affine_images_not_laid_out",
    ),
    (
        "exercise_2.zeros",
        "classes_and_closures",
        "return np.zeros_like(np.empty(shape))",
        "return KEPT.setdefault(tuple(shape), np.zeros(shape))\n\n\nKEPT = {}",
        "zeros_kept",
    ),
    (
        "exercise_2.he",
        "classes_and_closures",
        "(fans(shape)[0] / 2) ** -0.5",
        "2 / fans(shape)[0] ** 0.5",
        "root_of_n_alone",
    ),
    ("exercise_2.gradient_flow", "classes_and_closures", "else z > 0", "else dout > 0", "flow_gate_by_dout"),
    ("exercise_2.gradient_flow", "classes_and_closures", "1 - z**2 if", "z * (1 - z) if", "flow_tanh_slope_of_sigmoid"),
    ("exercise_3.backward", "composed_of_layers", "dr * -0.5", "dr * -1.0", "variance_path_doubled"),
    ("exercise_3.images", "composed_of_layers", "swapaxes(0, 1)", "transpose(1, 0, 3, 2)", "images_height_for_width"),
    (
        "exercise_2.xavier",
        "the_book",
        "/ np.sqrt(fans(shape)[0])",
        "/ int(np.sqrt(fans(shape)[0]))",
        "root_rounded_down",
    ),
    (
        "exercise_3.backward",
        "the_book",
        "        dmu = np.sum(dxc, axis=0)\n        dx = dxc - dmu / self.batch_size",
        '        self.first = getattr(self, "first", len(dout))\n'
        "        dxc = dxn / self.std + (2.0 / self.first) * self.xc * dvar\n"
        "        dx = dxc - np.sum(dxc, axis=0) / self.first",
        "size_of_first_batch",
    ),
    (
        "exercise_3.backward",
        "the_book",
        "            xn = xc / np.sqrt(self.running_var + 10e-7)",
        "            xn = self.xn = xc / np.sqrt(self.running_var + 10e-7)",
        "stores_in_inference",
    ),
    (
        "exercise_3.backward",
        "the_book",
        "        if train_flg:\n            mu",
        "        self.batch_size = len(x)\n        if train_flg:\n            mu",
        "stores_in_inference",
    ),
    (
        "exercise_4.adam",
        "the_book",
        "(grads[name] ** 2 - self.v[name])",
        "((grads[name] - self.m[name]) ** 2 - self.v[name])",
        "adam_is_adabelief",
    ),
    (
        "exercise_4.adam",
        "the_book",
        "self.m[name] / (np.sqrt(self.v[name]) + 1e-7)",
        "self.m[name] / (np.sqrt(np.mean(self.v[name])) + 1e-7)",
        "adam_one_norm",
    ),
    (
        "exercise_4.momentum",
        "pytorch_formulas",
        '= grad.copy()\n        else:\n            state["momentum_buffer"] *= self.momentum\n'
        '            state["momentum_buffer"] += (1 - self.dampening) * grad\n',
        "= grad\n        else:\n"
        '            state["momentum_buffer"] = self.momentum * state["momentum_buffer"] + grad\n',
        "first_gradient_kept",
    ),
    (
        "exercise_5.dropout",
        "the_book",
        "return x * self.mask",
        "y = x * self.mask\n            self.mask = y != 0\n            return y",
        "mask_from_output",
    ),
    (
        "exercise_5.regularized_gradients",
        "closures",
        'if k.startswith("W") else',
        "if params[k].ndim == 2 else",
        "weights_by_their_axes",
    ),
    (
        "exercise_6.convolution",
        "the_book",
        "col_W = self.W.reshape(FN, -1).T",
        "col_W = self.W.reshape(-1, FN)",
        "filters_not_turned",
    ),
    (
        "exercise_6.col2im",
        "the_book",
        "    img = np.zeros((N, C, H + 2 * pad + stride - 1, W + 2 * pad + stride - 1))",
        "    shape = (N, C, H + 2 * pad + stride - 1, W + 2 * pad + stride - 1)\n"
        "    img = vars(col2im).setdefault(str(shape), np.zeros(shape))",
        "array_kept_between_calls",
    ),
    (
        "exercise_7.shapes",
        "base_class",
        "(h + 2 * p - k) // s + 1, (w + 2 * p - k) // s + 1)",
        "round((h + 2 * p - k) / s) + 1, round((w + 2 * p - k) / s) + 1)",
        "shapes_rounded_to_nearest",
    ),
    (
        "exercise_7.double",
        "base_class",
        'conv_param_1["stride"], conv_param_1["pad"]',
        '1, conv_param_1["pad"]',
        "network_stride_of_one",
    ),
    (
        "exercise_7.double",
        "base_class",
        "self.params = {}",
        "_Net.params = {}",
        "network_shared_by_all",
    ),
    (
        "exercise_7.double",
        "base_class",
        "return x\n\n    def loss",
        "return np.exp(x) / np.exp(x).sum(axis=1, keepdims=True)\n\n    def loss",
        "network_predicts_probabilities",
    ),
    (
        "exercise_7.stacked",
        "base_class",
        "self.chain[::-1]",
        "self.chain",
        "network_does_not_turn_round",
    ),
    (
        "exercise_7.double",
        "base_class",
        "t.argmax(-1) if t.ndim == 2 else t",
        "t",
        "network_accuracy_class_numbers_only",
    ),
    (
        "exercise_7.double",
        "base_class",
        "t.argmax(-1) if t.ndim == 2 else t",
        "t.argmax(-1)",
        "network_accuracy_one_hot_only",
    ),
    (
        "exercise_8.network",
        "list_of_layers",
        "            acc += np.sum(y == tt)",
        "            acc = np.sum(y == tt)",
        "network_accuracy_last_batch",
    ),
    (
        "exercise_8.network",
        "list_of_layers",
        "        self.params = {}",
        "        DeepConvNet.params = {}",
        "network_shared_by_all",
    ),
    (
        "exercise_8.trainer",
        "list_of_layers",
        "max(self.train_size // mini_batch_size, 1)",
        "-(-self.train_size // mini_batch_size)",
        "trainer_rounds_up",
    ),
    (
        "exercise_8.trainer",
        "list_of_layers",
        "max(self.train_size // mini_batch_size, 1)",
        "self.train_size // mini_batch_size",
        "trainer_no_step_for_few",
    ),
    (
        "exercise_8.trainer",
        "list_of_layers",
        "loss = self.network.loss(x_batch, t_batch)",
        "loss = self.network.loss(self.x_train, self.t_train)",
        "trainer_loss_of_others",
    ),
    (
        "exercise_8.trainer",
        "list_of_layers",
        "self.train_loss_list = []",
        "Trainer.train_loss_list = []",
        "trainer_shared_by_all",
    ),
    (
        "exercise_8.trainer",
        "list_of_layers",
        "epochs=20",
        "epochs=10",
        "trainer_other_defaults",
    ),
    (
        "exercise_8.trainer",
        "list_of_layers",
        "self.optimizer.update(self.network.params, grads)",
        "type(self.optimizer)(lr=self.optimizer.lr).update(self.network.params, grads)",
        "trainer_new_optimizer",
    ),
    (
        "exercise_8.trainer",
        "list_of_layers",
        "**(optimizer_param or {})",
        "",
        "trainer_default_rate",
    ),
    (
        "exercise_8.trainer",
        "list_of_layers",
        "np.random.choice(self.train_size, self.batch_size)",
        "np.random.randint(0, self.train_size - 1, self.batch_size)",
        "trainer_never_the_last",
    ),
    (
        "exercise_8.trainer",
        "list_of_layers",
        "self.t_train[batch_mask]",
        "self.t_train[np.random.choice(self.train_size, self.batch_size)]",
        "trainer_targets_of_others",
    ),
    (
        "exercise_8.trainer",
        "list_of_layers",
        "**(optimizer_param or {})",
        'lr=(optimizer_param or {"lr": 0.01})["lr"]',
        "trainer_rate_alone",
    ),
    (
        "exercise_8.trainer",
        "list_of_layers",
        "        self.optimizer.update(self.network.params, grads)\n",
        "        new = {name: p.copy() for name, p in self.network.params.items()}\n"
        "        self.optimizer.update(new, grads)\n        self.network.params = new\n",
        "trainer_replaces_params",
    ),
    (
        "exercise_8.trainer",
        "list_of_layers",
        "x_batch = self.x_train[batch_mask]",
        "x_batch = self.x_train[batch_mask][..., ::-1]",
        "trainer_turns_samples",
    ),
    (
        "exercise_8.trainer",
        "list_of_layers",
        "np.random.choice(self.train_size, self.batch_size)",
        "np.arange(self.batch_size) + self.current_iter % self.iter_per_epoch * self.batch_size",
        "trainer_same_order",
    ),
    (
        "exercise_8.trainer",
        "list_of_layers",
        "(**(optimizer_param or {}))",
        '((optimizer_param or {"lr": 0.01}).pop("lr"), **(optimizer_param or {}))',
        "trainer_changes_settings",
    ),
    (
        "exercise_8.storage",
        "list_of_layers",
        "np.savez(file, **params)",
        "np.savez(file, **{name: np.round(p, 6) for name, p in params.items()})",
        "storage_rounds",
    ),
    (
        "exercise_8.storage",
        "list_of_layers",
        "    for name in params:\n        params[name][...] = loaded[name]\n",
        "    for p, name in zip(params.values(), loaded.files):\n        p[...] = loaded[name]\n",
        "storage_by_order",
    ),
    (
        "exercise_8.storage",
        "list_of_layers",
        "np.savez(file, **params)",
        "import pickle\n    pickle.dump(params, file)",
        "storage_not_npz",
    ),
    (
        "exercise_8.storage",
        "list_of_layers",
        "np.savez(file, **params)",
        "np.savez(file, params=params)",
        "storage_one_object",
    ),
    ("exercise_8.network", "list_of_layers", "n = channels * h * w", "n = channels * h * h", "network_square_images"),
    (
        "exercise_8.network",
        "list_of_layers",
        'np.random.randn(conv_param["filter_num"], channels, size, size)',
        'np.random.uniform(-1, 1, (conv_param["filter_num"], channels, size, size)) * 3**0.5',
        "network_weights_uniform",
    ),
    (
        "exercise_8.network",
        "list_of_layers",
        "predict(self, x, train_flg=False)",
        "predict(self, x, train_flg=True)",
        "network_drops_by_default",
    ),
    (
        "exercise_8.network",
        "list_of_layers",
        "y = self.predict(tx, train_flg=False)",
        "y = self.predict(tx, train_flg=True)",
        "network_accuracy_with_dropout",
    ),
    (
        "exercise_8.network",
        "list_of_layers",
        "y = self.predict(tx, train_flg=False)",
        "y = self.predict(tx, train_flg=False)\n            self.params['b8'] -= 0.1",
        "network_learns_while_looking",
    ),
    (
        "exercise_7.double",
        "layers_in_a_dict",
        "        return np.sum(np.argmax(",
        "        self.params['b4'] -= 0.1\n        return np.sum(np.argmax(",
        "network_learns_while_looking",
    ),
    (
        "exercise_7.double",
        "layers_in_a_dict",
        'p["b1"], one["stride"], one["pad"]',
        'p["b1"], one.pop("stride"), one["pad"]',
        "network_changes_settings",
    ),
    (
        "exercise_7.double",
        "layers_in_a_dict",
        "weight_init_std * np.random.randn(flat, hidden_size)",
        "weight_init_std * np.random.uniform(-3**0.5, 3**0.5, (flat, hidden_size))",
        "network_weights_uniform",
    ),
    (
        "exercise_7.double",
        "layers_in_a_dict",
        'Affine(p["W3"], p["b3"])',
        'Affine(p["W3"], p["b3"].copy())',
        "network_own_copies",
    ),
    (
        "exercise_7.double",
        "layers_in_a_dict",
        "dout = self.last_layer.backward(1)",
        "dout = self.last_layer.backward(1) / len(x)",
        "network_gradient_averaged_twice",
    ),
    (
        "exercise_6.network",
        "the_book",
        "            y = np.argmax(self.predict(x[i",
        "            self.params['b3'] -= 0.1\n            y = np.argmax(self.predict(x[i",
        "network_learns_while_looking",
    ),
    (
        "exercise_6.network",
        "the_book",
        "        self.params = {}\n",
        "        self.params = type(self).kept = getattr(type(self), 'kept', {})\n",
        "network_on_the_class",
    ),
    (
        "exercise_6.convolution",
        "the_book",
        "FH, FW, self.stride, self.pad)\n\n\nclass Pooling",
        "FH, FW)\n\n\nclass Pooling",
        "settings_not_handed_on",
    ),
    (
        "exercise_6.convolution",
        "the_book",
        "FH, FW, self.stride, self.pad)\n\n\nclass Pooling",
        "FH, FW, self.stride)\n\n\nclass Pooling",
        "settings_not_handed_on",
    ),
    (
        "exercise_6.convolution",
        "the_book",
        "FH, FW, self.stride, self.pad)\n\n\nclass Pooling",
        "FH, FW, pad=self.pad)\n\n\nclass Pooling",
        "settings_not_handed_on",
    ),
    (
        "exercise_6.convolution",
        "the_book",
        "FH, FW, self.stride, self.pad)\n\n\nclass Pooling",
        "FW, FH, self.stride, self.pad)\n\n\nclass Pooling",
        "kernel_not_handed_on",
    ),
    (
        "exercise_6.pooling",
        "the_book",
        "self.pool_w, self.stride, self.pad)\n\n\nclass AveragePooling",
        "self.pool_w)\n\n\nclass AveragePooling",
        "settings_not_handed_on",
    ),
    (
        "exercise_6.average_pooling",
        "the_book",
        "self.pool_w, self.stride, self.pad)\n\n\nclass GlobalAveragePooling",
        "self.pool_w)\n\n\nclass GlobalAveragePooling",
        "settings_not_handed_on",
    ),
    ("exercise_6.convolution", "the_book", ".transpose(1, 0).reshape(FN, C, FH, FW)", "", "dW_flat"),
    (
        "exercise_6.convolution",
        "the_book",
        ".transpose(1, 0).reshape(FN, C, FH, FW)",
        ".transpose(1, 0).reshape(FN, FH, FW, C).transpose(0, 3, 1, 2)",
        "dW_channels_last",
    ),
    (
        "exercise_6.convolution",
        "the_book",
        ".transpose(1, 0).reshape(FN, C, FH, FW)",
        ".reshape(C, FH, FW, FN)",
        "dW_axes_exchanged",
    ),
    (
        "exercise_6.convolution",
        "the_book",
        ".transpose(1, 0).reshape(FN, C, FH, FW)",
        ".transpose(1, 0).reshape(FN, C, FW, FH)",
        "dW_axes_exchanged",
    ),
    (
        "exercise_6.convolution",
        "the_book",
        "        self.col = col\n",
        "        Convolution.col = col\n",
        "state_on_the_class",
    ),
    (
        "exercise_6.convolution",
        "the_book",
        "        self.col = col\n",
        "        self.col = getattr(self, 'col', col)\n",
        "keeps_first_forward",
    ),
    (
        "exercise_6.pooling",
        "the_book",
        "        self.arg_max = np.argmax(col, axis=1)\n        out",
        "        Pooling.arg_max = np.argmax(col, axis=1)\n        out",
        "state_on_the_class",
    ),
    (
        "exercise_6.pooling",
        "the_book",
        "        self.arg_max = np.argmax(col, axis=1)\n        out",
        "        self.arg_max = getattr(self, 'arg_max', np.argmax(col, axis=1))\n        out",
        "keeps_first_forward",
    ),
    (
        "exercise_6.global_pooling",
        "the_book",
        "= dout.flatten()\n        return dx",
        "= dout.flatten() / (self.x_shape[2] * self.x_shape[3])\n        return dx",
        "global_max_divided",
    ),
    (
        "exercise_6.global_pooling",
        "the_book",
        "return dx.reshape(self.x_shape)",
        "return np.ones(self.x_shape) * dout[:, :, None, None]",
        "global_max_to_all",
    ),
    (
        "exercise_6.global_pooling",
        "the_book",
        "return dx.reshape(self.x_shape)",
        "return dx",
        "global_not_broadcast",
    ),
    (
        "exercise_6.global_pooling",
        "the_book",
        "dx[np.arange(dout.size), self.arg_max] = dout.flatten()",
        "dx[np.arange(dout.size), self.arg_max] = 1",
        "global_dout_missing",
    ),
    (
        "exercise_6.global_pooling",
        "the_book",
        "dx[np.arange(dout.size), self.arg_max]",
        "dx[np.arange(dout.size), 0]",
        "global_max_to_the_first",
    ),
    (
        "exercise_6.global_pooling",
        "the_book",
        "self.arg_max = np.argmax(col, axis=1)\n        return",
        "self.arg_max = np.argmin(col, axis=1)\n        return",
        "global_max_to_the_smallest",
    ),
    (
        "exercise_6.global_pooling",
        "the_book",
        "self.arg_max = np.argmax(col, axis=1)\n        return",
        "self.arg_max = np.argmax(col, axis=0)\n        return",
        "global_winner_of_batch",
    ),
    (
        "exercise_6.global_pooling",
        "the_book",
        "self.arg_max = np.argmax(col, axis=1)\n        return",
        "self.arg_max = getattr(self, 'arg_max', np.argmax(col, axis=1))\n        return",
        "keeps_first_forward",
    ),
    (
        "exercise_6.global_pooling",
        "the_book",
        "return np.max(col, axis=1).reshape(x.shape[:2])",
        "return np.mean(col, axis=1).reshape(x.shape[:2])",
        "global_is_the_other",
    ),
    (
        "exercise_6.global_pooling",
        "the_book",
        "np.ones(self.x_shape) * dout.reshape(N, C, 1, 1)",
        "np.ones(self.x_shape) * dout",
        "global_dout_not_reshaped",
    ),
    (
        "exercise_6.network",
        "the_book",
        "np.sum(y == t[i : i",
        "np.sum(y != t[i : i",
        "network_accuracy_is_error",
    ),
    (
        "exercise_6.network",
        "the_book",
        "y = np.argmax(self.predict(x[i : i + batch_size]), axis=1)",
        "y = np.argmax(self.predict(x[i : i + batch_size]))",
        "network_accuracy_of_all_scores",
    ),
    ("exercise_5.l1", "the_book", "lam * np.sign(W)", "lam * np.tanh(100 * W)", "l1_slope_is_smooth"),
    ("exercise_5.l1", "the_book", "lam * np.sign(W)", "lam * np.sum(np.sign(W))", "l1_slope_is_sum"),
    (
        "exercise_5.l2",
        "the_book",
        "0.5 * lam * np.sum(W**2)",
        "0.5 * lam * np.sum(np.abs(W)) ** 2",
        "l2_square_of_l1",
    ),
    ("exercise_5.p_norm", "the_book", "np.sum(np.abs(W) ** p)", "np.sum(np.abs(W**p))", "norm_absolute_too_late"),
    (
        "exercise_5.dropout",
        "the_book",
        "return dout * self.mask",
        "return dout * (1 - self.mask)",
        "backward_mask_inverted",
    ),
    (
        "exercise_5.dropout",
        "the_book",
        "np.random.rand(*x.shape) > self.dropout_ratio",
        "(np.random.rand(*x.shape[:2]) > self.dropout_ratio).reshape(*x.shape[:2], *(1 for _ in x.shape[2:]))",
        "one_draw_per_map",
    ),
    ("exercise_5.dropout", "the_book", "x * (1.0 - self.dropout_ratio)", "x * 0.5", "evaluation_scaled_by_half"),
    *(
        ("exercise_5.regularized_gradients", "inverted", 'g + slope(params[k], lam) if k[0] == "W"', wrong, mistake)
        for wrong, mistake in (
            ('g + slope(params[k], lam) if len(k) == 2 and k[0] == "W"', "layers_up_to_a_number"),
            ('g + slope(params[k[:2]], lam) if k[0] == "W"', "layer_number_of_one_digit"),
            (
                'g + slope(params[sorted(n for n in params if n[0] == "W")[int(k[1:]) - 1]], lam) if k[0] == "W"',
                "layers_sorted_as_text",
            ),
            ('g + lam * slope(params[k], lam) if k[0] == "W"', "sum_with_lambda_twice"),
            (
                'g + slope(params[k], lam) / (1 if kind == "l1" else p_norm(params[k], 2)) if k[0] == "W"',
                "sum_with_slope_of_norm",
            ),
        )
    ),
    *(
        ("exercise_6.network", "the_book", right, wrong, mistake)
        for right, wrong, mistake in (
            (
                "for i in range(0, len(x), batch_size):",
                "for i in range(0, len(x) - batch_size + 1, batch_size):",
                "network_accuracy_drops_the_last",
            ),
            ("        return acc / x", "            return acc / x", "network_accuracy_of_the_first_hundred"),
            (
                "acc += np.sum(y == t[i : i + batch_size])\n        return acc / x.shape[0]",
                "acc += np.mean(y == t[i : i + batch_size])\n        return acc / np.ceil(len(x) / batch_size)",
                "network_accuracy_mean_of_means",
            ),
            (
                "filter_num * (conv_h // 2) * (conv_w // 2)",
                "filter_num * (conv_h / 2) * (conv_h / 2)",
                "network_halves_before_rounding",
            ),
            (
                'self.params["b1"] = np.zeros(filter_num)',
                'self.params["b1"] = weight_init_std * np.random.randn(filter_num)',
                "network_biases_drawn",
            ),
            ("np.random.randn(pool_out", "np.random.rand(pool_out", "network_weights_uniform"),
        )
    ),
    (
        "exercise_6.im2col",
        "the_book",
        "stride + 1\n    out_w = (W + 2 * pad - filter_w) // stride + 1\n    img = np.pad",
        "stride + 1\n    out_h = (H + 2 * pad - filter_h + 1) // stride\n"
        "    out_w = (W + 2 * pad - filter_w + 1) // stride\n    img = np.pad",
        "size_with_one_inside",
    ),
    (
        "exercise_6.convolution",
        "the_book",
        "dout = dout.transpose(0, 2, 3, 1).reshape(-1, FN)",
        "dout = dout.transpose(0, 3, 2, 1).reshape(-1, FN)",
        "dout_turned",
    ),
    *(
        ("exercise_7.double", "base_class", right, wrong, mistake)
        for right in ("return float((self.predict(x).argmax(-1) == truth).mean())",)
        for wrong, mistake in (
            (
                "x, truth = x[:100], truth[:100]\n"
                "        return float((self.predict(x).argmax(-1) == truth).mean())",
                "network_accuracy_of_the_first_hundred",
            ),
            (
                "return float(np.mean([(self.predict(x[i : i + 100]).argmax(-1) == truth[i : i + 100]).mean() "
                "for i in range(0, len(x), 100)]))",
                "network_accuracy_mean_of_means",
            ),
            (
                "return sum((self.predict(x[i : i + 100]).argmax(-1) == truth[i : i + 100]).sum() "
                "for i in range(0, len(x) - 99, 100)) / len(x)",
                "network_accuracy_drops_the_last",
            ),
        )
    ),
    (
        "exercise_8.network",
        "list_of_layers",
        "acc += np.sum(y == tt)",
        "acc += np.sum(y != tt)",
        "network_accuracy_is_the_error",
    ),
    (
        "exercise_8.network",
        "list_of_layers",
        "        return acc / x.shape[0]",
        "            return acc / x.shape[0]",
        "network_accuracy_first_batch",
    ),
]


@pytest.mark.parametrize(
    ("task", "name", "right", "wrong", "mistake"), MISTAKES, ids=[f"{row[0]} {row[4]}" for row in MISTAKES]
)
def test_a_mistake_is_named(task, name, right, wrong, mistake) -> None:
    text = (SOLUTIONS / task.partition(".")[0] / f"{name}.py").read_text()
    assert text.count(right) == 1

    report = grade(submission(text.replace(right, wrong), f"{name}.py"), task, CONTENT)

    assert report.earned == 0
    assert {match.id for finding in report.findings for match in finding.misconceptions if match.sure} == {mistake}


@pytest.mark.parametrize(
    ("task", "name", "right", "wrong"),
    [
        ("exercise_6.network", "the_book", "np.sum(y == t[i", "np.sum(0 == t[i"),
        ("exercise_6.network", "the_book", "np.sum(y == t[i : i + batch_size])", "np.sum(y[:1] == t[:1])"),
        ("exercise_7.double", "base_class", "self.predict(x).argmax(-1)", "self.predict(x).argmin(-1)"),
        ("exercise_8.network", "list_of_layers", "y = np.argmax(y, axis=1)", "y = np.argmin(y, axis=1)"),
    ],
)
def test_by_its_accuracy_alone_a_network_is_accused_of_nothing_else(task, name, right, wrong) -> None:
    text = (SOLUTIONS / task.partition(".")[0] / f"{name}.py").read_text()
    assert text.count(right) == 1

    report = grade(submission(text.replace(right, wrong), f"{name}.py"), task, CONTENT)

    assert report.earned == 0
    assert [match.id for finding in report.findings for match in finding.misconceptions] == []
    assert [sign.code for finding in report.findings for sign in finding.evidence] == []


def test_what_is_regular_about_an_accuracy_is_told() -> None:
    text = (SOLUTIONS / "exercise_6" / "the_book.py").read_text()
    right = "return acc / x.shape[0]"
    assert text.count(right) == 1

    sent = submission(text.replace(right, "return acc / x.shape[0] / 2"), "the_book.py")
    report = grade(sent, "exercise_6.network", CONTENT)

    assert ("ratio", "accuracy") in [(s.code, s.output) for finding in report.findings for s in finding.evidence]


def test_a_layer_whose_training_is_no_dropout_is_not_accused_of_its_backward() -> None:
    text = (SOLUTIONS / "exercise_5" / "the_book.py").read_text()
    right = "return x * self.mask"
    assert text.count(right) == 1

    sent = submission(text.replace(right, "return np.where(self.mask, x, -x)"), "regularizers.py")
    report = grade(sent, "exercise_5.dropout", CONTENT)

    assert report.earned == 0
    assert [match.id for finding in report.findings for match in finding.misconceptions] == []


def test_probabilities_of_zero_are_left_as_they_were() -> None:
    text = (SOLUTIONS / "exercise_1" / "pytorch_formulas.py").read_text()
    right = "np.clip(pred, eps, None)"
    assert text.count(right) == 1

    sent = submission(text.replace(right, "np.clip(pred, eps, None, out=pred)"), "network.py")
    report = grade(sent, "exercise_1.cross_entropy", CONTENT)

    assert report.earned == 0
    assert {finding.check for finding in report.findings if finding.outcome == "failed"} == {"untouched"}


NO_MISTAKES = [
    ("exercise_2.fans", "the_book", "return C * FH * FW, FN * FH * FW",
     "from collections import namedtuple\n    return namedtuple('Fans', 'into out')(C * FH * FW, FN * FH * FW)"),
    ("exercise_2.gradient_flow", "the_book", "    return norms\n",
     "    from collections import deque\n    return deque(norms)\n"),
    ("exercise_5.l1", "the_book", "lam * np.sign(W)", "lam * W / (np.abs(W) + 1e-8)"),
    ("exercise_5.l1", "the_book", "lam * np.sign(W)", "lam * W / np.sqrt(W**2 + 1e-8)"),
    ("exercise_7.shapes", "base_class", "return list(_walk(", "return tuple(_walk("),
    ("exercise_8.trainer", "list_of_layers", "self.train_loss_list = []",
     "from collections import deque\n        self.train_loss_list = deque(maxlen=10_000)"),
    ("exercise_8.trainer", "list_of_layers", "self.train_loss_list.append(loss)",
     "self.train_loss_list.append(np.float32(loss))"),
    ("exercise_8.trainer", "list_of_layers", "self.test_acc_list.append(test_acc)",
     "self.test_acc_list.append(np.float32(test_acc))"),
]  # fmt: skip
"""Other ways to give the same, which were once turned away."""


@pytest.mark.parametrize(("task", "name", "one", "other"), NO_MISTAKES, ids=[row[3] for row in NO_MISTAKES])
def test_another_kind_of_the_same_answer_is_right(task, name, one, other) -> None:
    text = (SOLUTIONS / task.partition(".")[0] / f"{name}.py").read_text()
    assert text.count(one) == 1

    report = grade(submission(text.replace(one, other), f"{name}.py"), task, CONTENT)

    assert report.earned == report.points


@pytest.mark.parametrize("seed", [0, 1, 4])
@pytest.mark.parametrize("second", ["parts.Pooling(2, 2, 2), a1", "parts.Pooling(3, 3, 2), a1"])
def test_a_mistake_that_ends_in_the_like_exception_is_not_sure(second, seed) -> None:
    """Whatever makes shapes unlike ends in a ValueError, and now and then about the same sizes."""
    text = (SOLUTIONS / "exercise_7" / "base_class.py").read_text()
    first = "[parts.Pooling(2, 2, 2)] if", "[parts.Pooling(3, 3, 2)] if"
    for right, wrong in (first, ("parts.Pooling(2, 2, 2), a1", second)):
        assert text.count(right) == 1
        text = text.replace(right, wrong)

    report = grade(submission(text, "double_convolution.py"), "exercise_7.double", CONTENT, seed=seed)

    named = {match.id for finding in report.findings for match in finding.misconceptions if match.sure}
    assert report.earned == 0
    assert "network_without_padding" not in named
