"""Writes layers.json: what PyTorch's layers answer, forward and backward, to inputs and states given by a formula.

Usage: python3 scripts/golden/layers.py core/src/test/resources/golden/layers.json
"""

import json
import sys

import torch
from torch import nn
from torch.nn import functional as F


def wave(shape, k):
    """sin(k), sin(2k), sin(3k) ... in row-major order, as Waves.java computes it."""
    n = torch.Size(shape).numel()
    return torch.sin(torch.arange(1, n + 1, dtype=torch.float64) * k).reshape(shape)


class Fn(nn.Module):
    def __init__(self, f):
        super().__init__()
        self.f = f

    def forward(self, x):
        return self.f(x)


class Recurrent(nn.Module):
    """All that a recurrent layer answers, in a row; with states also what it makes of states given."""

    def __init__(self, rnn, states=0):
        super().__init__()
        self.rnn = rnn
        self.states = states

    def forward(self, x):
        if not self.states:
            return self.rnn(x)[0]
        shape = (self.rnn.num_layers * (2 if self.rnn.bidirectional else 1), x.shape[1], self.rnn.hidden_size)
        start = tuple(wave(shape, 0.47 + 0.2 * i) for i in range(self.states))
        y, left = self.rnn(x, start if self.states > 1 else start[0])
        left = left if self.states > 1 else [left]
        return torch.cat([t.flatten() for t in (y, *left)])


CASES = {
    "linear": (nn.Linear(5, 3), (4, 5)),
    "linear, no bias, three axes": (nn.Linear(5, 3, bias=False), (2, 3, 5)),
    "conv1d": (nn.Conv1d(3, 4, 3, stride=2, padding=1), (2, 3, 7)),
    "conv2d": (nn.Conv2d(3, 4, 3, padding=1), (2, 3, 5, 6)),
    "conv2d, stride 2, no bias": (nn.Conv2d(3, 4, 3, stride=2, padding=1, bias=False), (2, 3, 7, 6)),
    "conv2d, even kernel": (nn.Conv2d(2, 3, 4, stride=2, padding=1), (1, 2, 8, 6)),
    "conv2d, dilated": (nn.Conv2d(2, 3, 3, padding=2, dilation=2), (1, 2, 6, 7)),
    "conv2d, depthwise": (nn.Conv2d(4, 4, 3, padding=1, groups=4), (2, 4, 5, 5)),
    "conv2d, rectangular, unpadded": (nn.Conv2d(2, 3, (3, 1), stride=(2, 1), padding=0), (2, 2, 7, 4)),
    "convTranspose1d": (nn.ConvTranspose1d(3, 2, 4, stride=2, padding=1), (2, 3, 5)),
    "convTranspose2d, 2 by 2": (nn.ConvTranspose2d(3, 4, 2, stride=2), (2, 3, 3, 4)),
    "convTranspose2d, 4 by 4": (nn.ConvTranspose2d(3, 2, 4, stride=2, padding=1), (1, 3, 4, 3)),
    "convTranspose2d, 3 by 3": (nn.ConvTranspose2d(2, 3, 3, stride=2, padding=1, output_padding=1), (2, 2, 3, 4)),
    "convTranspose2d, unpadded, groups": (nn.ConvTranspose2d(4, 2, 4, padding=0, groups=2, bias=False), (1, 4, 2, 2)),
    "batchNorm1d": (nn.BatchNorm1d(4), (6, 4)),
    "batchNorm1d, sequence, eval": (nn.BatchNorm1d(4).eval(), (3, 4, 5)),
    "batchNorm2d": (nn.BatchNorm2d(3, momentum=0.01), (2, 3, 4, 5)),
    "batchNorm2d, eval": (nn.BatchNorm2d(3).eval(), (2, 3, 4, 5)),
    "batchNorm2d, relu": (nn.Sequential(nn.BatchNorm2d(3), nn.ReLU()), (2, 3, 4, 5)),
    "batchNorm2d, plain": (nn.BatchNorm2d(3, affine=False, eps=1e-3), (2, 3, 3, 3)),
    "instanceNorm2d": (nn.InstanceNorm2d(3), (2, 3, 4, 5)),
    "instanceNorm2d, affine": (nn.InstanceNorm2d(3, affine=True), (2, 3, 4, 5)),
    "layerNorm": (nn.LayerNorm(6), (3, 4, 6)),
    "layerNorm, two axes": (nn.LayerNorm((4, 6), eps=1e-3), (3, 4, 6)),
    "groupNorm": (nn.GroupNorm(2, 6), (2, 6, 3, 4)),
    "maxPool2d": (nn.MaxPool2d(3, stride=2, padding=1), (2, 3, 7, 6)),
    "maxPool2d, ceil": (nn.MaxPool2d(3, stride=2, ceil_mode=True), (2, 3, 8, 7)),
    "avgPool2d": (nn.AvgPool2d(2), (2, 3, 6, 5)),
    "avgPool2d, padded": (nn.AvgPool2d(3, stride=2, padding=1, ceil_mode=True), (2, 2, 6, 7)),
    "avgPool2d, padding ignored": (nn.AvgPool2d(3, stride=2, padding=1, count_include_pad=False), (2, 2, 6, 7)),
    "adaptiveMaxPool2d": (nn.AdaptiveMaxPool2d(3), (2, 2, 7, 5)),
    "adaptiveAvgPool2d": (nn.AdaptiveAvgPool2d(3), (2, 2, 7, 5)),
    "adaptiveConcatPool2d": (Fn(lambda x: torch.cat([F.adaptive_max_pool2d(x, 1), F.adaptive_avg_pool2d(x, 1)], 1)), (2, 3, 4, 5)),
    "relu": (nn.ReLU(), (3, 5)),
    "leakyRelu": (nn.LeakyReLU(0.1), (3, 5)),
    "prelu": (nn.PReLU(3), (2, 3, 4)),
    "relu6": (Fn(lambda x: F.relu6(x * 8)), (3, 5)),
    "elu": (nn.ELU(0.7), (3, 5)),
    "selu": (nn.SELU(), (3, 5)),
    "gelu": (nn.GELU(), (3, 5)),
    "silu": (nn.SiLU(), (3, 5)),
    "sigmoid": (nn.Sigmoid(), (3, 5)),
    "sigmoidRange": (Fn(lambda x: torch.sigmoid(x) * 6 - 0.5), (3, 5)),
    "tanh": (nn.Tanh(), (3, 5)),
    "softplus": (nn.Softplus(), (3, 5)),
    "hardSigmoid": (nn.Hardsigmoid(), (3, 5)),
    "hardSwish": (nn.Hardswish(), (3, 5)),
    "hardTanh": (nn.Hardtanh(-0.5, 0.7), (3, 5)),
    "softmax": (nn.Softmax(1), (3, 5)),
    "logSoftmax": (nn.LogSoftmax(1), (3, 5)),
    "lstm": (Recurrent(nn.LSTM(3, 4)), (5, 2, 3)),
    "lstm, two layers, both directions, states": (Recurrent(nn.LSTM(3, 2, num_layers=2, bidirectional=True), 2), (4, 3, 3)),
    "lstm, batch first, no bias": (Recurrent(nn.LSTM(2, 3, batch_first=True, bias=False)), (2, 4, 2)),
    "gru": (Recurrent(nn.GRU(3, 4)), (5, 2, 3)),
    "gru, two layers, both directions, states": (Recurrent(nn.GRU(3, 2, num_layers=2, bidirectional=True), 1), (4, 3, 3)),
    "gru, batch first, no bias": (Recurrent(nn.GRU(2, 3, batch_first=True, bias=False)), (2, 4, 2)),
    "flatten": (nn.Flatten(), (2, 3, 2, 2)),
    "pixelShuffle": (nn.PixelShuffle(2), (2, 8, 2, 3)),
    "upsample": (nn.Upsample(scale_factor=2), (1, 2, 3, 2)),
    "upsampleBilinear": (nn.Upsample(scale_factor=2, mode="bilinear", align_corners=False), (1, 2, 3, 2)),
    "upsampleBilinear, corners": (nn.Upsample(scale_factor=2, mode="bilinear", align_corners=True), (1, 2, 3, 2)),
}


def rounded(t):
    return [float(f"{v:.9g}") for v in t.detach().double().flatten().tolist()]


def state(net):
    """Fills parameters and buffers, in the order of the state, with waves."""
    for j, (name, t) in enumerate(net.state_dict().items()):
        if t.dtype == torch.float64:
            w = wave(t.shape, 0.37 + 0.11 * j)
            t.copy_(w + 1.5 if name.endswith("running_var") else w)


def answer(name, net, shape):
    net = net.double()
    state(net)
    x = wave(shape, 0.61).requires_grad_()
    y = net(x)
    y.backward(wave(y.shape, 0.73))
    case = {"name": name, "input": list(shape), "shape": list(y.shape), "y": rounded(y), "dx": rounded(x.grad)}
    case["gradients"] = {n.split(".")[-1]: rounded(p.grad) for n, p in net.named_parameters()}
    case["buffers"] = {n.split(".")[-1]: rounded(b) for n, b in net.named_buffers()}
    return case


with open(sys.argv[1], "w") as file:
    cases = [json.dumps(answer(name, net, shape)) for name, (net, shape) in CASES.items()]
    file.write("[\n" + ",\n".join(cases) + "\n]\n")
