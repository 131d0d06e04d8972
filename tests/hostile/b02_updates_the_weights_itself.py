# b02: backward takes a step of its own, so that the weights are no longer those that were given.
# grade exercise_1.affine: 0
from honest import Affine as Right
class Affine(Right):
    def backward(self, dout):
        dx = super().backward(dout)
        self.W -= 0.01 * self.dW
        self.b -= 0.01 * self.db
        return dx
