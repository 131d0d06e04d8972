"""The reference: the course's layers, optimisers and networks, written for reading.

One topic a module. Images are (N, C, H, W), a row is a sample, weights are (in, out). A layer keeps what
`forward` saw; `backward` turns ∂L/∂output into ∂L/∂input and leaves ∂L/∂W and ∂L/∂b in `dW` and `db`. Only
the optimisers alter their arguments, as is their purpose.

Every array function asks its arguments for their own namespace, so it works on NumPy, CuPy, PyTorch or any
other library of the array API standard, on the device where the arrays are. Names and definitions are
those of Saito (2016), Deep Learning from Scratch, as since corrected; a docstring names its source where
it is another.
"""
