# a10: Lets another library do the work.
# grade exercise_1.sigmoid: 0 load.import
import torch
class Sigmoid:
    def forward(self, x):
        self.x = torch.tensor(x, requires_grad=True)
        self.y = torch.sigmoid(self.x)
        return self.y.detach().numpy()
    def backward(self, dout):
        self.y.backward(torch.tensor(dout))
        return self.x.grad.numpy()
