"""Writes models.json: what torchvision's nets answer when their weights are given by a formula, and what they hold.

Usage: python3 scripts/golden/models.py vision/src/test/resources/golden/models.json
"""

import hashlib
import json
import math
import sys

import torch
import torchvision.models as models
from torch import nn
from torch.nn import functional as F


torch.manual_seed(1)


def noise(shape, seed):
    """Values in [-1, 1) in row-major order that look random and that FormulaWeights.java computes too."""
    n = torch.Size(shape).numel()
    v = torch.sin(torch.arange(1, n + 1, dtype=torch.float64) * 12.9898 + seed * 78.233) * 43758.5453
    return (2 * (v - torch.floor(v)) - 1).reshape(shape)


def formula(name, t, j):
    v = noise(t.shape, j)
    if name.endswith("running_var"):
        return 1 + 0.5 * v
    if t.dim() > 1:
        return v * math.sqrt(6 / t[0].numel())
    return (1 if name.endswith("weight") else 0) + 0.1 * v


def convnet():
    """The batch-norm rung of the ladder."""
    layers = [nn.Conv2d(1, 10, 5, padding=2)]
    for a, b in ((10, 20), (20, 40), (40, 80), (80, 160)):
        layers.append(nn.Sequential(nn.Conv2d(a, b, 3, 2, 1, bias=False), nn.ReLU(), nn.BatchNorm2d(b)))
    return nn.Sequential(*layers, nn.AdaptiveMaxPool2d(1), nn.Flatten(), nn.Linear(160, 10))


class Sum(nn.Module):
    def __init__(self, block):
        super().__init__()
        self.add_module("1", block)

    def forward(self, x):
        return x + getattr(self, "1")(x)


class Layers(nn.Module):
    def __init__(self, layers):
        super().__init__()
        self.layers = layers

    def forward(self, x):
        return self.layers(x)


def darknet():
    def conv(a, b, k, s):
        return nn.Sequential(nn.Conv2d(a, b, k, s, k // 2, bias=False), nn.BatchNorm2d(b, momentum=0.01), nn.LeakyReLU(0.1))

    n, layers = 16, [conv(3, 16, 3, 1)]
    for i, blocks in enumerate((1, 2, 2, 2, 1)):
        layers.append(conv(n, 2 * n, 3, 1 if i == 1 else 2))
        n *= 2
        layers += [Sum(nn.Sequential(conv(n, n // 2, 1, 1), conv(n // 2, n, 3, 1))) for _ in range(blocks)]
    return Layers(nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(n, 10)))


class PreActBlock(nn.Module):
    def __init__(self, a, b, stride, factor, activated):
        super().__init__()
        self.factor, self.activated = factor, activated
        self.bn1 = nn.BatchNorm2d(a)
        self.conv1 = nn.Conv2d(a, b, 3, stride, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(b)
        self.conv2 = nn.Conv2d(b, b, 3, 1, 1, bias=False)
        self.shortcut = nn.Conv2d(a, b, 1, stride, bias=False) if a != b or stride != 1 else None

    def forward(self, x):
        a = F.relu(self.bn1(x))
        shortcut = self.shortcut(a) if self.shortcut else a if self.activated else x
        return self.conv2(F.relu(self.bn2(self.conv1(a)))) * self.factor + shortcut


class PreActNet(nn.Module):
    def __init__(self, stem, widths, blocks, factor, activated):
        super().__init__()
        self.conv1 = nn.Conv2d(3, stem, 3, 1, 1, bias=False)
        n = stem
        for g, (w, count) in enumerate(zip(widths, blocks)):
            group = []
            for i in range(count):
                group.append(PreActBlock(n, w, 2 if g > 0 and i == 0 else 1, factor, activated))
                n = w
            self.add_module(f"layer{g + 1}", nn.Sequential(*group))
        self.bn = nn.BatchNorm2d(n)
        self.fc = nn.Linear(n, 10)

    def forward(self, x):
        x = self.conv1(x)
        for name, m in self.named_children():
            if name.startswith("layer"):
                x = m(x)
        return self.fc(F.relu(self.bn(x)).mean((2, 3)))


class XResBlock(nn.Module):
    def __init__(self, expansion, n, width, stride):
        super().__init__()
        out = width * expansion
        inner = [(n, width, 3, stride), (width, out, 3, 1)]
        if expansion > 1:
            inner = [(n, width, 1, 1), (width, width, 3, stride), (width, out, 1, 1)]
        self.convs = nn.Sequential(*(xlayer(*sizes, relu=i < len(inner) - 1) for i, sizes in enumerate(inner)))
        self.idconv = xlayer(n, out, 1, 1, relu=False) if n != out else nn.Identity()
        self.pool = nn.AvgPool2d(2, ceil_mode=True) if stride > 1 else nn.Identity()

    def forward(self, x):
        return F.relu(self.convs(x) + self.idconv(self.pool(x)))


def xlayer(a, b, k, stride, relu=True):
    layers = [nn.Conv2d(a, b, k, stride, k // 2, bias=False), nn.BatchNorm2d(b)]
    return nn.Sequential(*layers, nn.ReLU()) if relu else nn.Sequential(*layers)


def xresnet(expansion, *counts):
    """As fastai v1 names it: stem 0 to 2, pool 3, groups from 4 on."""
    layers = [xlayer(3, 32, 3, 2), xlayer(32, 32, 3, 1), xlayer(32, 64, 3, 1), nn.MaxPool2d(3, 2, 1)]
    n = 64
    for g, count in enumerate(counts):
        width = (64, 128, 256, 512, 256, 256)[g]
        group = []
        for i in range(count):
            group.append(XResBlock(expansion, n, width, 2 if g > 0 and i == 0 else 1))
            n = width * expansion
        layers.append(nn.Sequential(*group))
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(n, 10))


class UNetBlock(nn.Module):
    def __init__(self, a, skip, out):
        super().__init__()
        self.x_conv = nn.Conv2d(skip, out // 2, 1)
        self.tr_conv = nn.ConvTranspose2d(a, out // 2, 2, 2)
        self.bn = nn.BatchNorm2d(out)

    def forward(self, x, skip):
        up = F.interpolate(self.tr_conv(x), skip.shape[2:])
        return self.bn(F.relu(torch.cat([up, self.x_conv(skip)], 1)))


class UNet(nn.Module):
    """The lesson's U-Net34; large has a block beside the picture."""

    def __init__(self, classes, large):
        super().__init__()
        self.encoder = nn.Sequential(*list(models.resnet34().children())[:8])
        self.up1, self.up2, self.up3, self.up4 = (UNetBlock(a, b, 256) for a, b in ((512, 256), (256, 128), (256, 64), (256, 64)))
        if large:
            self.up5 = UNetBlock(256, 3, 16)
            self.up6 = nn.ConvTranspose2d(16, classes, 1)
        else:
            self.up5 = nn.ConvTranspose2d(256, classes, 2, 2)
        self.large = large

    def forward(self, picture):
        x, skips = picture, [picture] if self.large else []
        for i, layer in enumerate(self.encoder):
            x = layer(x)
            if i in (2, 4, 5, 6):
                skips.append(x)
        x = F.relu(x)
        ups = [self.up1, self.up2, self.up3, self.up4] + ([self.up5] if self.large else [])
        for up, skip in zip(ups, reversed(skips)):
            x = up(x, skip)
        return F.interpolate((self.up6 if self.large else self.up5)(x), picture.shape[2:])


class Upsample(nn.Module):
    def __init__(self, classes):
        super().__init__()
        self.encoder = nn.Sequential(*list(models.resnet34().children())[:8])
        layers, a = [nn.ReLU()], 512
        for _ in range(4):
            layers.append(nn.Sequential(nn.ConvTranspose2d(a, 256, 2, 2), nn.ReLU(), nn.BatchNorm2d(256)))
            a = 256
        self.head = nn.Sequential(*layers, nn.ConvTranspose2d(a, classes, 2, 2))

    def forward(self, picture):
        return F.interpolate(self.head(self.encoder(picture)), picture.shape[2:])


class WeightOf(nn.Module):
    """Weights computed from others: length times direction, or divided by the largest singular value."""

    def __init__(self, shape, spectral):
        super().__init__()
        self.spectral = spectral
        if spectral:
            self.orig = nn.Parameter(torch.zeros(shape))
            self.register_buffer("u", torch.zeros(shape[0]))
            self.register_buffer("v", torch.zeros(torch.Size(shape[1:]).numel()))
        else:
            self.g = nn.Parameter(torch.zeros(shape[0], 1, 1, 1))
            self.v = nn.Parameter(torch.zeros(shape))

    def forward(self):
        if not self.spectral:
            return torch._weight_norm(self.v, self.g, 0)
        w = self.orig.flatten(1)
        if self.training:
            with torch.no_grad():
                self.v.copy_(F.normalize(w.t().mv(self.u), dim=0))
                self.u.copy_(F.normalize(w.mv(self.v), dim=0))
        return self.orig / self.u.clone().dot(w.mv(self.v.clone()))


class NormedConv(nn.Module):
    def __init__(self, a, b, k, spectral, bias=True):
        super().__init__()
        if bias:
            self.bias = nn.Parameter(torch.zeros(b))
        else:
            self.bias = None
        self.k = k
        self.weight = WeightOf((b, a, k, k), spectral)

    def forward(self, x):
        return F.conv2d(x, self.weight(), self.bias, padding=self.k // 2)


class SelfAttention(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.gamma = nn.Parameter(torch.zeros(1))
        self.query, self.key, self.value = (NormedConv(c, n, 1, True, False) for n in (c // 8, c // 8, c))

    def forward(self, x):
        q, k, v = (m(x).flatten(2) for m in (self.query, self.key, self.value))
        shares = F.softmax(torch.bmm(q.permute(0, 2, 1), k), dim=1)
        return self.gamma * torch.bmm(v, shares).view(x.shape) + x


class DynamicUnet(nn.Module):
    """fastai 1's U-Net on any body."""

    def __init__(self, encoder, skips, classes, norm=None, blur=False, blur_final=True, attention=False, cross=True, bottle=False, span=None):
        super().__init__()
        self.encoder, self.skips, self.picked, self.span = encoder, skips, [i for i, _ in skips], span

        def bare(a, b, k):
            if norm in ("weight", "spectral"):
                return NormedConv(a, b, k, norm == "spectral")
            return nn.Conv2d(a, b, k, padding=k // 2, bias=norm != "batch")

        def conv(a, b, *more):
            return nn.Sequential(bare(a, b, 3), nn.ReLU(), *([nn.BatchNorm2d(b)] if norm == "batch" else []), *more)

        class Shuffle(nn.Module):
            def __init__(self, a, b, blurs):
                super().__init__()
                self.conv = nn.Sequential(bare(a, 4 * b, 1), *([nn.BatchNorm2d(4 * b)] if norm == "batch" else []))
                self.blurs = blurs

            def forward(self, x):
                x = F.pixel_shuffle(F.relu(self.conv(x)), 2)
                return F.avg_pool2d(F.pad(x, (1, 0, 1, 0), mode="replicate"), 2, 1) if self.blurs else x

        class Block(nn.Module):
            def __init__(self, a, skip, last, attentive):
                super().__init__()
                self.shuffle = Shuffle(a, a // 2, blur and (blur_final or not last))
                self.norm = nn.BatchNorm2d(skip)
                both = a // 2 + skip
                self.out = both // 2 if last else both
                self.convs = nn.Sequential(nn.ReLU(), conv(both, self.out), conv(self.out, self.out), *([SelfAttention(self.out)] if attentive else []))

            def forward(self, x, skip):
                up = F.interpolate(self.shuffle(x), skip.shape[2:])
                return self.convs(torch.cat([up, self.norm(skip)], 1))

        n, count = 512, len(skips)
        self.bottom = nn.Sequential(nn.BatchNorm2d(n), nn.ReLU(), conv(n, 2 * n), conv(2 * n, n))
        for i, (_, skip) in enumerate(reversed(skips)):
            block = Block(n, skip, i == count - 1, attention and i == count - 3)
            self.add_module(f"up{i + 1}", block)
            n = block.out
        self.shuffle = Shuffle(n, n, False)
        self.cross = None
        if cross:
            n += 3
            inner = n // 2 if bottle else n
            self.cross = Sum(nn.Sequential(conv(n, inner), conv(inner, n)))
        self.last = nn.Sequential(bare(n, classes, 1) if norm != "batch" else nn.Conv2d(n, classes, 1))

    def forward(self, picture):
        x, skips = picture, []
        for i, layer in enumerate(self.encoder):
            x = layer(x)
            if i in self.picked:
                skips.append(x)
        x = self.bottom(x)
        for i, skip in enumerate(reversed(skips)):
            x = getattr(self, f"up{i + 1}")(x, skip)
        x = F.interpolate(self.shuffle(x), picture.shape[2:])
        x = self.last(x if self.cross is None else self.cross(torch.cat([x, picture], 1)))
        return x if self.span is None else torch.sigmoid(x) * (self.span[1] - self.span[0]) + self.span[0]


def unet18(**choices):
    encoder = nn.Sequential(*list(models.resnet18().children())[:8])
    return DynamicUnet(encoder, [(2, 64), (4, 64), (5, 128), (6, 256)], 5, **choices)


class TransposedBlock(nn.Module):
    def __init__(self, a, skip):
        super().__init__()
        both = a // 2 + skip
        self.out = both // 2
        self.upconv = nn.ConvTranspose2d(a, a // 2, 2, 2)
        self.conv1 = nn.Conv2d(both, self.out, 3, padding=1)
        self.conv2 = nn.Conv2d(self.out, self.out, 3, padding=1)
        self.bn = nn.BatchNorm2d(self.out)

    def forward(self, x, skip):
        x = torch.cat([F.interpolate(self.upconv(x), skip.shape[2:]), skip], 1)
        return self.bn(F.relu(self.conv2(F.relu(self.conv1(x)))))


class TransposedUnet(nn.Module):
    """fastai 0.7's dynamic U-Net on a ResNet-18, fitted to pictures that cannot be halved; pictures that can go through unchanged."""

    def __init__(self, classes):
        super().__init__()
        self.encoder = nn.Sequential(*list(models.resnet18().children())[:8])
        n, layers = 512, []
        for a, b in ((n, 2 * n), (2 * n, n)):
            layers += [nn.Conv2d(a, b, 3, padding=1), nn.ReLU(), nn.BatchNorm2d(b)]
        self.middle_conv = nn.Sequential(*layers)
        self.upmodel = nn.Sequential()
        for i, skip in enumerate((256, 128, 64, 64)):
            block = TransposedBlock(n, skip)
            self.upmodel.add_module(str(i), block)
            n = block.out
        self.extra_block = nn.ConvTranspose2d(n, n, 2, 2)
        self.final_conv = nn.Conv2d(n, classes, 1)

    def forward(self, picture):
        x, skips = picture, []
        for i, layer in enumerate(self.encoder):
            x = layer(x)
            if i in (2, 4, 5, 6):
                skips.append(x)
        x = self.middle_conv(F.relu(x))
        for block, skip in zip(self.upmodel, reversed(skips)):
            x = block(x, skip)
        return F.interpolate(self.final_conv(self.extra_block(x)), picture.shape[2:])


def inception_conv(a, b, size, stride=1, pad=None):
    """Convolution, batch norm and ReLU under the names of Cadene's files; (size - 1) / 2 pixels of padding unless given."""
    size = size if isinstance(size, tuple) else (size, size)
    pad = tuple(k // 2 for k in size) if pad is None else pad
    layers = nn.Sequential()
    layers.add_module("conv", nn.Conv2d(a, b, size, stride, pad, bias=False))
    layers.add_module("bn", nn.BatchNorm2d(b, eps=1e-3))
    layers.add_module("relu", nn.ReLU())
    return layers


def tower(a, *steps):
    """Convolutions (channels, size, ...) one after another; one alone has no number."""
    layers = []
    for b, *options in steps:
        layers.append(inception_conv(a, b, *options))
        a = b
    return layers[0] if len(layers) == 1 else nn.Sequential(*layers)


def mean_tower(a, b):
    return nn.Sequential(nn.AvgPool2d(3, 1, 1, count_include_pad=False), inception_conv(a, b, 1))


def halving():
    return nn.MaxPool2d(3, 2)


class SideBySide(nn.Module):
    def __init__(self, *branches, names=None):
        super().__init__()
        for name, branch in zip(names or [f"branch{i}" for i in range(len(branches))], branches):
            self.add_module(name, branch)

    def forward(self, x):
        return torch.cat([branch(x) for branch in self.children()], 1)


class InceptionC(nn.Module):
    def __init__(self):
        super().__init__()
        self.branch0 = inception_conv(1536, 256, 1)
        self.branch1_0 = inception_conv(1536, 384, 1)
        self.branch1_1a = inception_conv(384, 256, (1, 3))
        self.branch1_1b = inception_conv(384, 256, (3, 1))
        self.branch2_0 = inception_conv(1536, 384, 1)
        self.branch2_1 = inception_conv(384, 448, (3, 1))
        self.branch2_2 = inception_conv(448, 512, (1, 3))
        self.branch2_3a = inception_conv(512, 256, (1, 3))
        self.branch2_3b = inception_conv(512, 256, (3, 1))
        self.branch3 = mean_tower(1536, 256)

    def forward(self, x):
        one = self.branch1_0(x)
        two = self.branch2_2(self.branch2_1(self.branch2_0(x)))
        parts = [self.branch0(x), self.branch1_1a(one), self.branch1_1b(one), self.branch2_3a(two), self.branch2_3b(two), self.branch3(x)]
        return torch.cat(parts, 1)


def inception_v4(num_classes=1000):
    layers = [inception_conv(3, 32, 3, 2, 0), inception_conv(32, 32, 3, 1, 0), inception_conv(32, 64, 3)]
    layers.append(SideBySide(halving(), inception_conv(64, 96, 3, 2, 0), names=("maxpool", "conv")))
    layers.append(SideBySide(tower(160, (64, 1), (96, 3, 1, 0)), tower(160, (64, 1), (64, (1, 7)), (64, (7, 1)), (96, 3, 1, 0))))
    layers.append(SideBySide(inception_conv(192, 192, 3, 2, 0), halving(), names=("conv", "maxpool")))
    for _ in range(4):
        layers.append(SideBySide(tower(384, (96, 1)), tower(384, (64, 1), (96, 3)), tower(384, (64, 1), (96, 3), (96, 3)), mean_tower(384, 96)))
    layers.append(SideBySide(tower(384, (384, 3, 2, 0)), tower(384, (192, 1), (224, 3), (256, 3, 2, 0)), halving()))
    for _ in range(7):
        one = tower(1024, (192, 1), (224, (1, 7)), (256, (7, 1)))
        two = tower(1024, (192, 1), (192, (7, 1)), (224, (1, 7)), (224, (7, 1)), (256, (1, 7)))
        layers.append(SideBySide(tower(1024, (384, 1)), one, two, mean_tower(1024, 128)))
    one = tower(1024, (256, 1), (256, (1, 7)), (320, (7, 1)), (320, 3, 2, 0))
    layers.append(SideBySide(tower(1024, (192, 1), (192, 3, 2, 0)), one, halving()))
    return Classifier(num_classes, features=nn.Sequential(*layers, InceptionC(), InceptionC(), InceptionC()))


class Classifier(nn.Module):
    """Layers one after another, means, a linear layer of 1536 features."""

    def __init__(self, classes, **layers):
        super().__init__()
        for name, layer in layers.items():
            self.add_module(name, layer)
        self.body = list(layers.values())
        self.last_linear = nn.Linear(1536, classes)

    def forward(self, x):
        for layer in self.body:
            x = layer(x)
        return self.last_linear(x.mean((2, 3)))


class ScaledResidual(nn.Module):
    def __init__(self, scale, relu, a, *branches):
        super().__init__()
        n = 0
        for i, branch in enumerate(branches):
            self.add_module(f"branch{i}", tower(a, *branch))
            n += branch[-1][0]
        self.count, self.scale, self.relu = len(branches), scale, relu
        self.conv2d = nn.Conv2d(n, a, 1)

    def forward(self, x):
        parts = [getattr(self, f"branch{i}")(x) for i in range(self.count)]
        x = self.conv2d(torch.cat(parts, 1)) * self.scale + x
        return F.relu(x) if self.relu else x


def inception_resnet_v2(num_classes=1000):
    def repeated(n, *options):
        return nn.Sequential(*(ScaledResidual(*options) for _ in range(n)))

    last = (2080, [(192, 1)], [(192, 1), (224, (1, 3)), (256, (3, 1))])
    return Classifier(
        num_classes,
        conv2d_1a=inception_conv(3, 32, 3, 2, 0),
        conv2d_2a=inception_conv(32, 32, 3, 1, 0),
        conv2d_2b=inception_conv(32, 64, 3),
        maxpool_3a=halving(),
        conv2d_3b=inception_conv(64, 80, 1),
        conv2d_4a=inception_conv(80, 192, 3, 1, 0),
        maxpool_5a=halving(),
        mixed_5b=SideBySide(tower(192, (96, 1)), tower(192, (48, 1), (64, 5)), tower(192, (64, 1), (96, 3), (96, 3)), mean_tower(192, 64)),
        repeat=repeated(10, 0.17, True, 320, [(32, 1)], [(32, 1), (32, 3)], [(32, 1), (48, 3), (64, 3)]),
        mixed_6a=SideBySide(tower(320, (384, 3, 2, 0)), tower(320, (256, 1), (256, 3), (384, 3, 2, 0)), halving()),
        repeat_1=repeated(20, 0.1, True, 1088, [(192, 1)], [(128, 1), (160, (1, 7)), (192, (7, 1))]),
        mixed_7a=SideBySide(tower(1088, (256, 1), (384, 3, 2, 0)), tower(1088, (256, 1), (288, 3, 2, 0)), tower(1088, (256, 1), (288, 3), (320, 3, 2, 0)), halving()),
        repeat_2=repeated(9, 0.2, True, *last),
        block8=ScaledResidual(0.2, False, *last),
        conv2d_7b=inception_conv(2080, 1536, 1),
    )


INCEPTIONS = {"inception_v4": inception_v4, "inception_resnet_v2": inception_resnet_v2}


def rounded(values):
    return [float(f"{v:.7g}") for v in values]


NETS = {
    "resnet18": (lambda: models.resnet18(num_classes=10), (2, 3, 48, 40), False),
    "resnet18, training": (lambda: models.resnet18(num_classes=10), (4, 3, 64, 64), True),
    "resnet50": (lambda: models.resnet50(num_classes=10), (1, 3, 32, 32), False),
    "vgg16": (lambda: models.vgg16(num_classes=10).features, (1, 3, 32, 32), False),
    "vgg16_bn": (lambda: models.vgg16_bn(num_classes=10).features, (1, 3, 32, 32), False),
    "squeezenet1_1": (lambda: models.squeezenet1_1(num_classes=10), (2, 3, 70, 65), False),
    "mobilenet_v2": (lambda: models.mobilenet_v2(num_classes=10), (2, 3, 48, 48), False),
    "densenet121": (lambda: models.densenet121(num_classes=10), (1, 3, 32, 32), False),
    "batchNormNet": (convnet, (2, 1, 28, 28), False),
    "batchNormNet, training": (convnet, (8, 1, 28, 28), True),
    "darknet": (darknet, (2, 3, 32, 32), False),
    "darknet, training": (darknet, (8, 3, 32, 32), True),
    "wrn": (lambda: PreActNet(16, (96, 192, 384), (3, 3, 3), 0.2, True), (1, 3, 32, 32), False),
    "preact18": (lambda: PreActNet(64, (64, 128, 256, 512), (2, 2, 2, 2), 1, False), (1, 3, 32, 32), False),
    "xresnet18": (lambda: xresnet(1, 2, 2, 2, 2), (2, 3, 50, 33), False),
    "xresnet18, training": (lambda: xresnet(1, 2, 2, 2, 2), (4, 3, 64, 64), True),
    "xresnet50_deep": (lambda: xresnet(4, 3, 4, 6, 3, 1, 1), (1, 3, 64, 64), False),
    "unet34": (lambda: UNet(2, False), (1, 3, 50, 37), False),
    "unet34_large": (lambda: UNet(2, True), (1, 3, 50, 37), False),
    "upsample34": (lambda: Upsample(2), (1, 3, 50, 37), False),
    "dynamic": (lambda: unet18(), (1, 3, 50, 37), False, 6),
    "dynamic, training": (lambda: unet18(), (2, 3, 64, 64), True, 6),
    "dynamic batch": (lambda: unet18(norm="batch", blur=True, bottle=True), (1, 3, 50, 37), False, 6),
    "dynamic weight": (lambda: unet18(norm="weight", blur=True, blur_final=False, cross=False, span=(-1, 2)), (1, 3, 50, 37), False, 6),
    "dynamic spectral, training": (lambda: unet18(norm="spectral", attention=True), (2, 3, 64, 64), True, 6),
    "resnext50_32x4d": (lambda: models.resnext50_32x4d(num_classes=10), (1, 3, 50, 37), False),
    "alexnet": (lambda: models.alexnet(num_classes=10), (1, 3, 97, 70), False),
    "efficientnet_b0": (lambda: models.efficientnet_b0(num_classes=10), (2, 3, 65, 50), False),
    "efficientnet_b5": (lambda: models.efficientnet_b5(num_classes=10), (1, 3, 50, 37), False),
    "inception_v4": (lambda: inception_v4(10), (1, 3, 97, 80), False),
    "inception_resnet_v2": (lambda: inception_resnet_v2(10), (1, 3, 97, 80), False),
    "transposed": (lambda: TransposedUnet(2), (1, 3, 50, 37), False),
    "transposed, training": (lambda: TransposedUnet(2), (2, 3, 64, 96), True),
}

LAYOUTS = (
    "resnet18", "resnet34", "resnet50", "resnet101", "resnet152", "vgg16", "vgg16_bn", "vgg19", "vgg19_bn",
    "squeezenet1_1", "mobilenet_v2", "densenet121",
    "resnext50_32x4d", "resnext101_32x8d", "resnext101_64x4d", "wide_resnet50_2", "wide_resnet101_2", "alexnet",
    *(f"efficientnet_b{i}" for i in range(8)), *INCEPTIONS,
)


def run(make, shape, training, dtype, noise_share=0):
    net = make().double().train(training)
    state = net.state_dict()
    for j, (key, t) in enumerate((k, t) for k, t in state.items() if t.dtype == torch.float64):
        t.copy_(formula(key, t, j))
    for m in net.modules():
        if isinstance(m, nn.ReLU) or isinstance(m, nn.LeakyReLU):
            m.inplace = False
    net = net.to(dtype)
    x = noise(shape, -1)
    x = (x * (1 + noise_share * torch.randn(shape, dtype=torch.float64))).to(dtype).requires_grad_()
    y = net(x)
    y.backward(noise(y.shape, -2).to(dtype))
    sums = {k: p.grad.abs().sum().item() for k, p in net.named_parameters()}
    return y.shape, y.flatten()[:64].double(), x.grad.flatten()[:64].double(), sums


def answer(name, make, shape, training, draws=1):
    """The answer in 64 bits, and how uncertain it is in 32: PyTorch's own difference, and what rounding the input costs.

    Where many values lie near a ReLU's corner, more draws find one that changes sides.
    """
    size, y, dx, sums = run(make, shape, training, torch.float64)
    off = 0
    for dtype, share in ((torch.float32, 0), *((torch.float64, 1e-6), (torch.float64, 3e-6)) * draws):
        _, y2, dx2, sums2 = run(make, shape, training, dtype, share)
        off = max(off, *(abs(sums2[k] - v) / v for k, v in sums.items()))
        off = max(off, *(((a - b).abs().max() / b.abs().max()).item() for a, b in ((y2, y), (dx2, dx))))
    return {
        "name": name,
        "input": list(shape),
        "training": training,
        "output": list(size),
        "tolerance": float(f"{max(1e-4, 2 * off):.3g}"),
        "y": rounded(y.tolist()),
        "dx": rounded(dx.tolist()),
        "gradients": {k: float(f"{v:.6g}") for k, v in sums.items()},
    }


def layout(name):
    """How many parameters a net has, and a digest of the names and shapes of its state."""
    net = (INCEPTIONS.get(name) or getattr(models, name))()
    lines = "".join(f"{k} {list(t.shape)}\n" for k, t in net.state_dict().items())
    return {
        "name": name,
        "parameters": sum(p.numel() for p in net.parameters()),
        "entries": len(net.state_dict()),
        "digest": hashlib.sha256(lines.encode()).hexdigest(),
    }


with open(sys.argv[1], "w") as file:
    answers = [json.dumps(answer(name, *case)) for name, case in NETS.items()]
    layouts = [json.dumps(layout(name)) for name in LAYOUTS]
    file.write('{"answers": [\n' + ",\n".join(answers) + '\n],\n"layouts": [\n' + ",\n".join(layouts) + "\n]}\n")
