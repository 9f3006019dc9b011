"""Writes nets.json: what small DCGANs answer in PyTorch, forward and backward, and how the Wasserstein GAN trains them.

Usage: python3 scripts/golden/gans.py gan/src/test/resources/golden/nets.json
"""

import json
import sys

import torch
from torch import nn


def wave(shape, k):
    """sin(k), sin(2k), sin(3k) ... in row-major order, as Waves.java computes it."""
    n = torch.Size(shape).numel()
    return torch.sin(torch.arange(1, n + 1, dtype=torch.float64) * k).reshape(shape)


class Block(nn.Module):
    def __init__(self, conv, relu, width=None):
        super().__init__()
        self.conv, self.relu = conv, relu
        self.bn = nn.BatchNorm2d(width) if width else None

    def forward(self, x):
        x = self.relu(self.conv(x))
        return self.bn(x) if self.bn else x


class Critic(nn.Module):
    def __init__(self, size, channels, width, layers):
        super().__init__()

        def conv(a, b, k, s, norm=True):
            return Block(nn.Conv2d(a, b, k, s, 1, bias=False), nn.LeakyReLU(0.2), b if norm else None)

        self.initial = conv(channels, width, 4, 2, False)
        self.extra = nn.Sequential(*[conv(width, width, 3, 1) for _ in range(layers)])
        pyramid, size = [], size // 2
        while size > 4:
            pyramid.append(conv(width, 2 * width, 4, 2))
            width, size = 2 * width, size // 2
        self.pyramid = nn.Sequential(*pyramid)
        self.final = nn.Conv2d(width, 1, 4, bias=False)

    def forward(self, x):
        return self.final(self.pyramid(self.extra(self.initial(x)))).mean((1, 2, 3))


class Generator(nn.Module):
    def __init__(self, noise, size, channels, width, layers):
        super().__init__()

        def conv(a, b, k, s, p):
            return Block(nn.ConvTranspose2d(a, b, k, s, p, bias=False), nn.ReLU(), b)

        width = width * size // 8
        self.initial = conv(noise, width, 4, 1, 0)
        pyramid, at = [], 4
        while at < size // 2:
            pyramid.append(conv(width, width // 2, 4, 2, 1))
            width, at = width // 2, at * 2
        self.pyramid = nn.Sequential(*pyramid)
        self.extra = nn.Sequential(*[conv(width, width, 3, 1, 1) for _ in range(layers)])
        self.final = nn.ConvTranspose2d(width, channels, 4, 2, 1, bias=False)

    def forward(self, z):
        return torch.tanh(self.final(self.extra(self.pyramid(self.initial(z)))))


def fill(net):
    """Half waves, in the order of the parameters' names."""
    with torch.no_grad():
        for j, name in enumerate(sorted(n for n, _ in net.named_parameters())):
            p = dict(net.named_parameters())[name]
            p.copy_(0.5 * wave(p.shape, 0.37 + 0.11 * j))
    return net


def rounded(t):
    return [float(f"{v:.9g}") for v in t.detach().flatten().tolist()]


def answer(name, net, x):
    """Output in training, gradients of the output times a wave, output in evaluation with the statistics of the one batch."""
    x.requires_grad_()
    y = fill(net.double())(x)
    (y * wave(y.shape, 1.3)).sum().backward()
    return {
        "name": name,
        "output": rounded(y),
        "evaluated": rounded(net.eval()(x)),
        "input": rounded(x.grad),
        "gradients": {n: rounded(p.grad) for n, p in net.named_parameters()},
    }


def training(rounds):
    critic, generator = fill(Critic(16, 3, 2, 1).double()), fill(Generator(5, 16, 3, 2, 1).double())
    steps = [torch.optim.RMSprop(n.parameters(), lr=1e-4) for n in (critic, generator)]
    losses = []
    for i in range(rounds):
        real = wave((4, 3, 16, 16), 0.31 + 0.01 * i)
        z = [wave((4, 5, 1, 1), 0.7 + 0.1 * i + 0.05 * j) for j in range(2)]
        for p in critic.parameters():
            p.data.clamp_(-0.1, 0.1)
        critic.zero_grad()
        loss = critic(real).mean() - critic(generator(z[0]).detach()).mean()
        loss.backward()
        steps[0].step()
        generator.zero_grad()
        made = critic(generator(z[1])).mean()
        made.backward()
        steps[1].step()
        losses.append([loss.item(), made.item()])
    return {"name": "training", "losses": losses}


if __name__ == "__main__":
    cases = [
        answer("critic", Critic(16, 3, 2, 1), wave((3, 3, 16, 16), 0.31)),
        answer("critic, plain", Critic(8, 1, 3, 0), wave((2, 1, 8, 8), 0.29)),
        answer("critic, larger pictures", Critic(8, 1, 2, 0), wave((2, 1, 12, 10), 0.29)),
        answer("generator", Generator(5, 16, 3, 2, 1), wave((3, 5, 1, 1), 0.7)),
        answer("generator, plain", Generator(4, 8, 1, 3, 0), wave((2, 4, 1, 1), 0.7)),
        training(4),
    ]
    with open(sys.argv[1], "w") as file:
        file.write("[\n" + ",\n".join(json.dumps(c) for c in cases) + "\n]\n")
