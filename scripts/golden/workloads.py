"""Writes golden.properties: what the first steps of the benchmarks' workloads return in PyTorch, from values given by a formula.

Usage: python3 scripts/golden/workloads.py benchmarks/src/main/resources/io/vivace/benchmarks/golden.properties
"""

import sys

import torch
import torchvision.models as models
from torch import nn
from torch.nn import functional as F

import texts
from gans import Critic, Generator
from models import Layers, Sum, formula, noise

INPUT, OTHER, STYLE = -1, -2, -3
STEPS = 3


def fill(net):
    """Gives a net the values that Formula.java gives."""
    j = 0
    with torch.no_grad():
        for name, t in net.state_dict().items():
            if not name.endswith("num_batches_tracked"):
                t.copy_(formula(name, t, j))
                j += 1
    return net.train()


def classes(n, count):
    return torch.tensor([(i * 7 + 3) % count for i in range(n)])


def words(n, vocabulary, seed):
    u = (noise((n,), seed).float().double() + 1) / 2
    return (u * u * u * vocabulary).long().clamp(max=vocabulary - 1)


def darknet(width, outputs):
    def conv(a, b, k, s):
        return nn.Sequential(nn.Conv2d(a, b, k, s, k // 2, bias=False), nn.BatchNorm2d(b, momentum=0.01), nn.LeakyReLU(0.1))

    n, layers = width, [conv(3, width, 3, 1)]
    for i, blocks in enumerate((1, 2, 4, 6, 3)):
        layers.append(conv(n, 2 * n, 3, 1 if i == 1 else 2))
        n *= 2
        layers += [Sum(nn.Sequential(conv(n, n // 2, 1, 1), conv(n // 2, n, 3, 1))) for _ in range(blocks)]
    return Layers(nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(n, outputs)))


def classification(net, batch, side, outputs):
    fill(net)
    x = noise((batch, 3, side, side), INPUT).float()
    y = classes(batch, outputs)
    optimizer = torch.optim.SGD(net.parameters(), lr=0.0001, momentum=0.9)
    for _ in range(STEPS):
        optimizer.zero_grad()
        loss = F.cross_entropy(net(x), y)
        loss.backward()
        optimizer.step()
        yield loss.item()


def prediction(batch, side, outputs):
    net = fill(models.resnet34(num_classes=outputs)).eval()
    with torch.no_grad():
        yield net(noise((batch, 3, side, side), INPUT).float()).square().mean().item()


class Block(nn.Module):
    def __init__(self, a, skip):
        super().__init__()
        self.x_conv = nn.Conv2d(skip, 128, 1)
        self.tr_conv = nn.ConvTranspose2d(a, 128, 2, 2)
        self.bn = nn.BatchNorm2d(256)

    def forward(self, x, skip):
        return self.bn(F.relu(torch.cat([self.tr_conv(x), self.x_conv(skip)], 1)))


class UNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder = nn.Sequential(*list(models.resnet34().children())[:8])
        self.up1, self.up2, self.up3, self.up4 = Block(512, 256), Block(256, 128), Block(256, 64), Block(256, 64)
        self.up5 = nn.ConvTranspose2d(256, 1, 2, 2)

    def forward(self, x):
        skips = []
        for i, layer in enumerate(self.encoder):
            x = layer(x)
            if i in (2, 4, 5, 6):
                skips.append(x)
        x = F.relu(x)
        for up, skip in zip((self.up1, self.up2, self.up3, self.up4), reversed(skips)):
            x = up(x, skip)
        return self.up5(x)


def segmentation(batch, side):
    net = fill(UNet())
    x = noise((batch, 3, side, side), INPUT).float()
    y = (noise((batch, 1, side, side), OTHER) > 0).float()
    optimizer = torch.optim.Adam(net.parameters(), lr=0.0001)
    for _ in range(STEPS):
        optimizer.zero_grad()
        loss = F.binary_cross_entropy_with_logits(net(x), y)
        loss.backward()
        optimizer.step()
        yield loss.item()


def trained(net, betas, loss_of):
    optimizer = torch.optim.Adam(net.parameters(), lr=0.0001, betas=betas)
    for _ in range(STEPS):
        optimizer.zero_grad()
        loss = loss_of()
        loss.backward()
        optimizer.step()
        yield loss.item()


def language_model(vocabulary, emb, hid, bptt, batch):
    """Without dropout; each step goes on where the last one ended."""
    net = fill(texts.AwdLstm(vocabulary, emb, hid, 3, batch, torch.float32))
    text = words((bptt + 1) * batch, vocabulary, INPUT)
    x, y = text[: bptt * batch].reshape(bptt, batch), text[batch:]
    return trained(net, (0.7, 0.99), lambda: F.cross_entropy(net(x)[0].reshape(-1, vocabulary), y))


def translation(vocabulary, emb, hid, length, batch):
    """Without dropout, every word given."""
    net = fill(texts.Translator(vocabulary, vocabulary, emb, hid, True, True))
    x, y = (words(length * batch, vocabulary, seed).reshape(length, batch) for seed in (INPUT, OTHER))
    return trained(net, (0.8, 0.99), lambda: F.cross_entropy(net(x, y, length).reshape(-1, vocabulary), y.flatten()))


def style(side):
    net = fill(models.vgg16().features[:30])

    def features(x):
        out = []
        for i, layer in enumerate(net):
            x = layer(x)
            if i in (3, 8, 15, 22, 29):
                out.append(x)
        return out

    def gram(x):
        rows = x.reshape(x.shape[0] * x.shape[1], -1)
        return rows @ rows.t() / x.numel() * 1e6

    def picture(seed):
        return noise((1, 3, side, side), seed).float()

    with torch.no_grad():
        content = features(picture(OTHER))[3].clone()
        targets = [gram(f) for f in features(picture(STYLE))]
    x = picture(INPUT).requires_grad_()
    found = features(x)
    loss = F.mse_loss(found[3], content) + sum(F.mse_loss(gram(f), t) for f, t in zip(found, targets))
    yield loss.item()


def wgan(size, batch, width, z):
    critic, generator = fill(Critic(size, 3, width, 1)), fill(Generator(z, size, 3, width, 1))
    real = noise((batch, 3, size, size), INPUT).float()
    first, second = (noise((batch, z, 1, 1), seed).float() for seed in (OTHER, STYLE))
    ofcritic, ofgenerator = (torch.optim.RMSprop(n.parameters(), lr=1e-7) for n in (critic, generator))
    for _ in range(STEPS):
        with torch.no_grad():
            for p in critic.parameters():
                p.clamp_(-0.01, 0.01)
            fake = generator(first)
        critic.zero_grad()
        gap = critic(real).mean() - critic(fake).mean()
        gap.backward()
        ofcritic.step()
        critic.requires_grad_(False)
        generator.zero_grad()
        loss = critic(generator(second)).mean()
        loss.backward()
        ofgenerator.step()
        critic.requires_grad_(True)
        yield gap.item() - loss.item()


def update(net, rule):
    parameters = [nn.Parameter(formula(n, p, j).float()) for j, (n, p) in enumerate(net.named_parameters())]
    for p in parameters:
        p.grad = noise(p.shape, OTHER).float()
    optimizer = rule(parameters)
    for _ in range(STEPS):
        optimizer.step()
        yield parameters[-1].flatten()[0].item()


def adam(parameters):
    return torch.optim.Adam(parameters, lr=1e-3)


def sgd(parameters):
    return torch.optim.SGD(parameters, lr=0.01, momentum=0.9)


def rmsprop(parameters):
    return torch.optim.RMSprop(parameters, lr=5e-5)


WORKS = {
    "W1 ResNet-34 8x3x224x224": lambda: classification(models.resnet34(), 8, 224, 1000),
    "W1 ResNet-34 8x3x224x224 small": lambda: classification(models.resnet34(num_classes=10), 8, 64, 10),
    "W2 DarkNet 128x3x32x32": lambda: classification(darknet(32, 10), 128, 32, 10),
    "W2 DarkNet 128x3x32x32 small": lambda: classification(darknet(8, 10), 8, 32, 10),
    "Inference ResNet-34 1x3x224x224": lambda: prediction(1, 224, 1000),
    "Inference ResNet-34 1x3x224x224 small": lambda: prediction(1, 64, 10),
    "Inference ResNet-34 16x3x224x224": lambda: prediction(16, 224, 1000),
    "Inference ResNet-34 16x3x224x224 small": lambda: prediction(16, 64, 10),
    "W3 U-Net 8x3x128x128": lambda: segmentation(8, 128),
    "W3 U-Net 8x3x128x128 small": lambda: segmentation(4, 64),
    "W4 AWD-LSTM 70x32": lambda: language_model(10000, 400, 1150, 70, 32),
    "W4 AWD-LSTM 70x32 small": lambda: language_model(50, 12, 20, 7, 4),
    "W5 seq2seq 30x64": lambda: translation(10000, 300, 256, 30, 64),
    "W5 seq2seq 30x64 small": lambda: translation(40, 10, 8, 5, 3),
    "W6 WGAN 64x3x64x64": lambda: wgan(64, 64, 64, 100),
    "W6 WGAN 64x3x64x64 small": lambda: wgan(16, 8, 8, 10),
    "W7 style closure 1x3x288x288": lambda: style(288),
    "W7 style closure 1x3x288x288 small": lambda: style(48),
    "W8 Adam over ResNet-34": lambda: update(models.resnet34(), adam),
    "W8 Adam over ResNet-34 small": lambda: update(darknet(4, 1000), adam),
    "SGD over ResNet-34": lambda: update(models.resnet34(), sgd),
    "SGD over ResNet-34 small": lambda: update(darknet(4, 1000), sgd),
    "RMSPROP over ResNet-34": lambda: update(models.resnet34(), rmsprop),
    "RMSPROP over ResNet-34 small": lambda: update(darknet(4, 1000), rmsprop),
}

if __name__ == "__main__":
    lines = ["# Written by scripts/golden/workloads.py."]
    for name, work in WORKS.items():
        lines.append(name.replace(" ", "_") + "=" + ",".join(f"{v:.7g}" for v in work()))
        print(lines[-1])
    with open(sys.argv[1], "w") as out:
        out.write("\n".join(lines) + "\n")
