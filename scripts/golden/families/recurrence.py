"""Recurrent layers over sequences."""

import torch

from cases import Family, given, u

FAMILY = Family("recurrence")
NAN = float("nan")


def weight(*shape):
    return u(*shape, lo=-0.7, hi=0.7)


def through(f, x, reverse, *state):
    """Outputs of all steps, at the places of their inputs, and what is left after the last."""
    x = x.flip(0) if reverse else x
    y, *left = f(x, *state)
    return (y.flip(0) if reverse else y, *(s.squeeze(0) for s in left))


def lstm(x, h, c, wx, wh, bx=None, bh=None, reverse=False):
    w = [wx, wh] if bx is None else [wx, wh, bx, bh]
    return through(lambda x, h, c: torch.lstm(x, (h, c), w, bx is not None, 1, 0.0, False, False, False), x, reverse, h[None], c[None])


def gru(x, h, wx, wh, bx=None, bh=None, reverse=False):
    w = [wx, wh] if bx is None else [wx, wh, bx, bh]
    return through(lambda x, h: torch.gru(x, h, w, bx is not None, 1, 0.0, False, False, False), x, reverse, h[None])


def operands(gates, states, biases, t, n, c, h):
    state = [u(n, h, lo=-1.0, hi=1.0) for _ in range(states)]
    bias = [weight(gates * h) for _ in range(biases)]
    return [u(t, n, c), *state, weight(gates * h, c), weight(gates * h, h), *bias]


SIZES = [(1, 1, 1, 1), (1, 3, 5, 2), (7, 1, 3, 5), (3, 5, 1, 7), (2, 3, 17, 9), (5, 2, 3, 1)]


def layer(op, f, gates, states):
    def add(sample, body, biases, base, odd, zero=(), special=()):
        FAMILY.op(
            op,
            sample,
            body,
            operands(gates, states, biases, *base),
            odd=[operands(gates, states, biases, *s) for s in odd],
            zero=[operands(gates, states, biases, *s) for s in zero],
            special=special,
        )

    def one(*x):
        return f(*x[:-1], torch.zeros_like(x[-1]), x[-1])[0]

    strange = operands(gates, states, 2, 3, 2, 1, 2)
    strange[0] = given([NAN, 1.0, 2.0, 3.0, -100.0, 1000.0], 3, 2, 1)
    add("forward", f, 2, (4, 2, 3, 2), SIZES, zero=[(2, 0, 3, 2)], special=[strange])
    add("reverse", lambda *x: f(*x, reverse=True), 2, (3, 2, 2, 3), SIZES, zero=[(2, 0, 3, 2)])
    add("no bias", f, 0, (2, 3, 4, 2), SIZES[:3])
    add("one bias, steps alone", one, 1, (3, 2, 2, 2), SIZES[:2])


layer("lstm", lstm, 4, 2)
layer("gru", gru, 3, 1)


def attentive(cells, biases):
    """Units that look at other words before every step, in PyTorch's own cells."""

    def f(x, keys, values, start, query, *rest):
        rest = list(rest)
        query_bias = rest.pop(0) if biases else None
        score, context, *w = rest
        w = [w[i : i + (4 if biases else 2)] for i in range(0, len(w), 4 if biases else 2)]
        h = list(start.unbind(0))
        out = []
        for entering in x.unbind(0):
            q = torch.nn.functional.linear(h[-1], query, query_bias)
            shares = (torch.tanh(keys + q) @ score).softmax(0)
            seen = (shares[:, :, None] * values).sum(0)
            entering = entering + seen @ context.t()
            for layer in range(cells):
                h[layer] = torch.gru_cell(entering, h[layer], *w[layer])
                entering = h[layer]
            out.append(h[-1])
        return torch.stack(out)

    return f


def attentive_operands(layers, biases, t, n, s, d, c, e, h):
    units = []
    for layer in range(layers):
        units += [weight(3 * h, e if layer == 0 else h), weight(3 * h, h)]
        units += [weight(3 * h), weight(3 * h)] if biases else []
    return [
        u(t, n, e),
        u(s, n, d, lo=-1.0, hi=1.0),
        u(s, n, c, lo=-1.0, hi=1.0),
        u(layers, n, h, lo=-1.0, hi=1.0),
        weight(d, h),
        *([weight(d)] if biases else []),
        weight(d),
        weight(e, c),
        *units,
    ]


def attentive_sample(sample, layers, biases, base, odd, zero=(), special=()):
    FAMILY.op(
        "attentive gru",
        sample,
        attentive(layers, biases),
        attentive_operands(layers, biases, *base),
        odd=[attentive_operands(layers, biases, *s) for s in odd],
        zero=[attentive_operands(layers, biases, *s) for s in zero],
        special=special,
    )


strange = attentive_operands(2, True, 3, 3, 2, 2, 1, 1, 2)
strange[0] = given([1.0, 1000.0, 2.0, NAN, -100.0, 3.0, 4.0, 5.0, 6.0], 3, 3, 1)
strange[1] = given([0.5, 1.0, -100.0, 1000.0, 0.1, NAN, 1.0, 2.0, 3.0, 4.0, -5.0, 6.0], 2, 3, 2)

# T, N, S, D, C, E, H
attentive_sample(
    "two layers",
    2,
    True,
    (3, 2, 3, 2, 3, 2, 2),
    [(1, 1, 1, 2, 1, 1, 3), (4, 3, 5, 7, 2, 3, 5), (2, 5, 1, 9, 17, 5, 3)],
    zero=[(2, 0, 3, 2, 2, 3, 2)],
    special=[strange],
)
attentive_sample("one layer, no bias", 1, False, (2, 2, 3, 3, 2, 2, 3), [(1, 1, 1, 1, 1, 1, 1), (3, 1, 2, 3, 5, 7, 1)])
