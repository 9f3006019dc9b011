#!/usr/bin/env python3
"""Saves torchvision models as PyTorch saves them, with what they compute, for TorchvisionStateTest.

    python3 scripts/golden/torchvision_state.py FOLDER
    mvn -Dquick -pl vision -am test -Dtest=TorchvisionStateTest -Dvivace.torchvision=FOLDER

needs torch and torchvision (made with 1.13 and 0.14). The files take about 1 GB and belong into a temporary folder; without
them the test is skipped. Weights are random, batch norm's statistics too, so that nothing is 0 or 1 by chance.

For each model: NAME.pth, its state_dict, and NAME.expected.pth: input x [4, 3, 64, 64], labels y, and for evaluation and
training mode (dropout off) the logits, the mean cross-entropy, its gradient by x, and gradients by every parameter: all values
of a small one, every k-th of a large one (k = elements // 2000, in row-major order). They are computed in double precision: in
single precision PyTorch differs from itself by 3 % in some gradients, from one memory layout to another, because a ReLU whose
input is 0 but for rounding lets a gradient through or not.
"""
import pathlib
import sys

import torch
import torchvision

MODELS = {
    "resnet34": torchvision.models.resnet34,
    "vgg16_bn": torchvision.models.vgg16_bn,
    "squeezenet1_1": torchvision.models.squeezenet1_1,
    "alexnet": torchvision.models.alexnet,
    "efficientnet_b0": torchvision.models.efficientnet_b0,
}


def randomize(net):
    """Batch norm gets random scales and shifts, and the statistics of some batch."""
    for m in net.modules():
        if isinstance(m, torch.nn.BatchNorm2d):
            torch.nn.init.uniform_(m.weight, 0.5, 1.5)
            torch.nn.init.normal_(m.bias, 0, 0.1)
            m.momentum = 1
        if isinstance(m, (torch.nn.Dropout, torchvision.ops.StochasticDepth)):
            m.p = 0
    with torch.no_grad():
        net.train()(torch.randn(16, 3, 64, 64))
    for m in net.modules():
        if isinstance(m, torch.nn.BatchNorm2d):
            m.momentum = 0.1


def sample(t):
    flat = t.detach().contiguous().view(-1)
    return flat[:: max(1, flat.numel() // 2000)].clone()


def run(net, x, y, prefix):
    net.zero_grad()
    x = x.clone().requires_grad_()
    logits = net(x)
    loss = torch.nn.functional.cross_entropy(logits, y)
    loss.backward()
    found = {prefix + ".logits": logits.detach(), prefix + ".loss": loss.detach(), prefix + ".grad_x": x.grad}
    found.update({f"{prefix}.grad.{n}": sample(p.grad) for n, p in net.named_parameters()})
    return {n: t.float() for n, t in found.items()}


def main():
    folder = pathlib.Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for name, make in MODELS.items():
        torch.manual_seed(3)
        net = make(num_classes=10)
        randomize(net)
        torch.save(net.state_dict(), folder / f"{name}.pth")
        x = torch.randn(4, 3, 64, 64)
        y = torch.tensor([3, 1, 4, 1])
        found = {"x": x, "y": y}
        net.double()
        found.update(run(net.eval(), x.double(), y, "eval"))
        found.update(run(net.train(), x.double(), y, "train"))
        torch.save(found, folder / f"{name}.expected.pth")
        print(name, "loss", found["eval.loss"].item(), found["train.loss"].item())


if __name__ == "__main__":
    main()
