"""Writes nets.json: what small nets for text answer in PyTorch, forward and backward, with weights given by a formula.

Usage: python3 scripts/golden/texts.py text/src/test/resources/golden/nets.json
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


def words(shape, below, k):
    """Words that look random and that Waves.java computes too."""
    n = torch.Size(shape).numel()
    return ((torch.arange(n) * 7919 + k * 104729) % 1000003 % below).reshape(shape)


class Part(nn.Module):
    """Named parts without a formula of their own."""

    def __init__(self, **parts):
        super().__init__()
        for name, part in parts.items():
            if isinstance(part, nn.Parameter):
                self.register_parameter(name, part)
            else:
                self.add_module(name, part)


def empty(*shape):
    return nn.Parameter(torch.zeros(*shape))


class AwdLstm(nn.Module):
    """The language model without dropout, time first; fastai's names."""

    def __init__(self, vocabulary, emb, hid, layers, batch=3, dtype=torch.float64):
        super().__init__()
        sizes = [(emb if i == 0 else hid, emb if i == layers - 1 else hid) for i in range(layers)]
        rnns = [
            Part(
                weight_hh_l0_raw=empty(4 * h, h),
                module=Part(weight_ih_l0=empty(4 * h, i), bias_ih_l0=empty(4 * h), bias_hh_l0=empty(4 * h)),
            )
            for i, h in sizes
        ]
        encoder = nn.Embedding(vocabulary, emb, padding_idx=1)
        self.add_module("0", Part(encoder=encoder, rnns=nn.ModuleList(rnns)))
        self.add_module("1", Part(decoder=Part(weight=encoder.weight, bias=empty(vocabulary))))
        self.states = [(torch.zeros(1, batch, h, dtype=dtype), torch.zeros(1, batch, h, dtype=dtype)) for _, h in sizes]

    def forward(self, x):
        parts = dict(self.named_children())
        y = parts["0"].encoder(x)
        for i, r in enumerate(parts["0"].rnns):
            w = [r.module.weight_ih_l0, r.weight_hh_l0_raw, r.module.bias_ih_l0, r.module.bias_hh_l0]
            y, h, c = torch.lstm(y, self.states[i], w, True, 1, 0.0, False, False, False)
            self.states[i] = (h.detach(), c.detach())
        d = parts["1"].decoder
        return F.linear(y, d.weight, d.bias), y


def awd():
    net = AwdLstm(11, 4, 6, 3).double()
    fill(net)
    losses = []
    for i in range(2):  # the second batch goes on where the first one ended
        net.zero_grad()
        scores, h = net(words((5, 3), 11, i))
        loss = F.cross_entropy(scores.reshape(-1, 11), words((5, 3), 11, i + 10).flatten())
        loss = loss + 2 * h.pow(2).mean() + (h[1:] - h[:-1]).pow(2).mean()
        loss.backward()
        losses.append(loss.item())
    return answer("awd-lstm", net, losses, scores.reshape(-1, 11))


class Translator(nn.Module):
    """Lesson 11's net without dropout, every word given."""

    def __init__(self, source, target, emb, hid, both, attention):
        super().__init__()
        self.both, self.attends = both, attention
        context = hid * (2 if both else 1)
        self.emb_enc = nn.Embedding(source, emb, padding_idx=1)
        self.gru_enc = nn.GRU(emb, hid, num_layers=2, bidirectional=both)
        self.out_enc = nn.Linear(context, emb, bias=False)
        self.emb_dec = nn.Embedding(target, emb, padding_idx=1)
        if attention:
            self.attention = Part(W1=empty(context, emb), V=empty(emb), l2=nn.Linear(emb, emb))
            self.l3 = nn.Linear(emb + context, emb)
        self.gru_dec = nn.GRU(emb, emb, num_layers=2)
        self.out = nn.Linear(emb, target)
        self.out.weight = self.emb_dec.weight

    def forward(self, x, y, steps):
        n = x.shape[1]
        enc, h = self.gru_enc(self.emb_enc(x))
        if self.both:
            h = h.view(2, 2, n, -1).permute(0, 2, 1, 3).reshape(2, n, -1)
        h = self.out_enc(h)
        word, result = torch.zeros(n, dtype=torch.int64), []
        for i in range(steps):
            e = self.emb_dec(word)
            if self.attends:
                a = self.attention
                u = torch.tanh(enc @ a.W1 + a.l2(h[-1]))
                shares = F.softmax(u @ a.V, 0)
                e = self.l3(torch.cat([e, (shares.unsqueeze(2) * enc).sum(0)], 1))
            out, h = self.gru_dec(e.unsqueeze(0), h)
            result.append(self.out(out[0]))
            if i >= len(y):
                break
            word = y[i]
        return torch.stack(result)


def translator(name, steps, **parts):
    net = Translator(9, 7, 5, 4, **parts).double()
    fill(net)
    x, y = words((6, 2), 9, 3), words((4, 2), 7, 4)
    scores = net(x, y, steps)
    padded = F.pad(scores, (0, 0, 0, 0, 0, max(0, len(y) - len(scores))))[: len(y)]
    loss = F.cross_entropy(padded.reshape(-1, 7), y.flatten())
    loss.backward()
    return answer(name, net, [loss.item()], scores)


def fill(net):
    """Half waves, in the order of the parameters' names."""
    with torch.no_grad():
        for j, name in enumerate(sorted(n for n, _ in net.named_parameters())):
            p = dict(net.named_parameters())[name]
            p.copy_(0.5 * wave(p.shape, 0.37 + 0.11 * j))


def rounded(t):
    return [float(f"{v:.9g}") for v in t.detach().flatten().tolist()]


def answer(name, net, losses, scores):
    return {
        "name": name,
        "losses": losses,
        "shape": list(scores.shape),
        "scores": rounded(scores),
        "gradients": {n: rounded(p.grad) for n, p in net.named_parameters()},
    }


if __name__ == "__main__":
    cases = [
        awd(),
        translator("translator", 6, both=False, attention=False),
        translator("translator, both directions", 3, both=True, attention=False),
        translator("translator, attention", 6, both=False, attention=True),
        translator("translator, everything", 6, both=True, attention=True),
    ]
    with open(sys.argv[1], "w") as file:
        file.write("[\n" + ",\n".join(json.dumps(c) for c in cases) + "\n]\n")
