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
