"""Losses."""

import torch
import torch.nn.functional as F

from cases import Family, given, grid, index, near, u, whole

FAMILY = Family("losses")
INF = float("inf")
NAN = float("nan")


def op(name, sample, body, base, odd=(), zero=(), special=(), kinks=()):
    FAMILY.op(name, sample, body, base, odd=odd, zero=zero, special=special, kinks=kinks)


def classes(*values, shape=None):
    x = given(list(values), *(shape or [len(values)]))
    x.dtype, x.grad = torch.int64, False
    return x


BIG = given([1e4, 0.0, -1e4, 3e38, -3e38, 1.0, NAN, 1.0, 2.0, INF, 1.0, 1.0, -INF, 1.0, 1.0], 5, 3)
ODD = [[u(1, 1), index(1, 1)], [u(7, 3), index(3, 7)], [u(2, 5, 3), index(5, 2, 3)], [u(2, 3, 5, 3), index(3, 2, 5, 3)], [u(5), index(5)], [u(3, 33), index(33, 3)]]
op("crossEntropy", "plain", F.cross_entropy, [u(4, 5), index(5, 4)], odd=ODD, zero=[[u(0, 5), index(5, 0)]], special=[[BIG, index(3, 5)]])
for reduction in ("sum", "none"):
    op("crossEntropy", reduction, lambda x, t, r=reduction: F.cross_entropy(x, t, reduction=r), [u(4, 5), index(5, 4)], zero=[[u(0, 5), index(5, 0)]], special=[[BIG, index(3, 5)]])
op("crossEntropy", "ignored class", lambda x, t: F.cross_entropy(x, t, ignore_index=2), [u(5, 4), classes(0, 2, 3, 2, 1)], odd=[[u(2, 3, 2), classes(2, 1, 2, 0, shape=[2, 2])]])
op("crossEntropy", "ignored -100", F.cross_entropy, [u(3, 4), classes(0, -100, 3)])
op("crossEntropy", "weights", lambda x, t, w: F.cross_entropy(x, t, w), [u(4, 3), index(3, 4), u(3, lo=0.2, hi=2).constant()], odd=[[u(2, 3, 5), index(3, 2, 5), u(3, lo=0.2, hi=2).constant()]])
op("crossEntropy", "smoothing", lambda x, t: F.cross_entropy(x, t, label_smoothing=0.1), [u(4, 5), index(5, 4)], odd=ODD)
op("crossEntropy", "smoothing, none", lambda x, t: F.cross_entropy(x, t, label_smoothing=0.1, reduction="none"), [u(4, 5), index(5, 4)])
op(
    "crossEntropy",
    "everything",
    lambda x, t, w: F.cross_entropy(x, t, w, ignore_index=1, label_smoothing=0.2),
    [u(5, 3), classes(0, 1, 2, 2, 0), u(3, lo=0.2, hi=2).constant()],
    odd=[[u(2, 3, 5), classes(0, 1, 2, 2, 0, 1, 1, 0, 0, 2, shape=[2, 5]), u(3, lo=0.2, hi=2).constant()]],
)
op("crossEntropy", "probabilities", F.cross_entropy, [u(4, 5), u(4, 5, lo=0, hi=0.5)], odd=[[u(2, 3, 5), u(2, 3, 5, lo=0, hi=0.5)]])
op("crossEntropy", "probabilities, smoothing", lambda x, t: F.cross_entropy(x, t, label_smoothing=0.1), [u(4, 5), u(4, 5, lo=0, hi=0.5)])

op("nll", "plain", F.nll_loss, [u(4, 5), index(5, 4)], odd=ODD[:-2], zero=[[u(0, 5), index(5, 0)]], special=[[BIG, index(3, 5)]])
op("nll", "weights and ignored class", lambda x, t, w: F.nll_loss(x, t, w, ignore_index=0), [u(4, 3), classes(0, 1, 2, 1), u(3, lo=0.2, hi=2).constant()])


def share(*shape):
    return u(*shape, lo=0.1, hi=0.9)


op("bce", "plain", F.binary_cross_entropy, [share(3, 5), share(3, 5).constant()], odd=[[share(), share().constant()], [share(7), share(7).constant()], [share(2, 3, 5, 3), share(2, 3, 5, 3).constant()]], zero=[[share(0), share(0).constant()]], special=[[given([0.0, 1.0, 0.0, 1.0]), given([0.0, 1.0, 1.0, 0.0])]])
op("bce", "weights, sum", lambda x, t, w: F.binary_cross_entropy(x, t, w, reduction="sum"), [share(3, 5), share(3, 5).constant(), u(5, lo=0.2, hi=2).constant()])
op("bce", "none", lambda x, t: F.binary_cross_entropy(x, t, reduction="none"), [share(3, 5), share(3, 5).constant()])

LOGITS = given([1e4, -1e4, 1e4, -1e4, NAN, 90.0, -110.0])
TARGETS = given([0.0, 1.0, 1.0, 0.0, 1.0, 0.0, 1.0])
op("bceWithLogits", "plain", F.binary_cross_entropy_with_logits, [u(3, 5), share(3, 5)], odd=[[u(), share()], [u(7), share(7)], [u(2, 3, 5, 3), share(2, 3, 5, 3)]], zero=[[u(0), share(0)]])
op("bceWithLogits", "none", lambda x, t: F.binary_cross_entropy_with_logits(x, t, reduction="none"), [u(3, 5), share(3, 5)], special=[[LOGITS, TARGETS]])
op("bceWithLogits", "weights", lambda x, t, w, p: F.binary_cross_entropy_with_logits(x, t, w, pos_weight=p), [u(3, 5), share(3, 5), u(3, 1, lo=0.2, hi=2).constant(), u(5, lo=0.2, hi=3).constant()], odd=[[u(7, 3), share(7, 3), u(7, 1, lo=0.2, hi=2).constant(), u(3, lo=0.2, hi=3).constant()]])


def wholes(name, sample, body, *lists):
    """Whole numbers become floats first."""
    FAMILY.integers(name, sample, lambda *x: body(*(t.float() for t in x)), *lists)


def pair(name, body, **names):
    base = [grid(3, 5), near(3, 5)]
    odd = [[grid(*s), near(*s)] for s in [(), (1,), (7,), (3, 1, 5), (2, 3, 5, 3)]]
    zero = [[grid(*s), near(*s)] for s in [(0,), (3, 0)]]
    op(name, "plain", body, base, odd=odd, zero=zero)
    op(name, "sum", lambda x, t: body(x, t, reduction="sum"), base, zero=zero)
    op(name, "none", lambda x, t: body(x, t, reduction="none"), base, special=[[given([NAN, INF, -INF, 1e4]), given([1.0, 1.0, 2.0, -1e4])]])
    wholes(name, "plain", body, [whole(2, 3), whole(2, 3)])


pair("mse", F.mse_loss)
pair("l1", F.l1_loss)
pair("smoothL1", lambda x, t, **k: F.smooth_l1_loss(x, t, beta=0.5, **k))
pair("huber", lambda x, t, **k: F.huber_loss(x, t, delta=0.5, **k))


def vectors(*shape):
    return u(*shape, avoid=(0.0,), margin=0.3)


def cosine(x, t):
    return F.cosine_similarity(x, t, dim=-1)


op("cosineSimilarity", "axis 1", lambda x, t: F.cosine_similarity(x, t, dim=1), [vectors(3, 5), vectors(3, 5)], odd=[[vectors(1, 2), vectors(1, 2)], [vectors(2, 7, 3), vectors(2, 7, 3)]], zero=[[vectors(0, 3), vectors(0, 3)]], special=[[given([NAN, 1.0, 2.0, 3.0], 2, 2), given([1.0, 2.0, 3.0, 4.0], 2, 2)]])
op("cosine", "plain", lambda x, t: (1 - cosine(x, t)).mean(), [vectors(3, 5), vectors(3, 5)], odd=[[vectors(2), vectors(2)], [vectors(2, 3, 7), vectors(2, 3, 7)]], zero=[[vectors(0, 3), vectors(0, 3)]])
op("cosine", "none", lambda x, t: 1 - cosine(x, t), [vectors(3, 5), vectors(3, 5)], special=[[given([NAN, 1.0, 2.0, 3.0], 2, 2), given([1.0, 2.0, 3.0, 4.0], 2, 2)]])
op("cosineEmbedding", "plain", lambda a, b, y: F.cosine_embedding_loss(a, b, y, margin=-0.9), [vectors(4, 5), vectors(4, 5), classes(1, -1, -1, 1)], odd=[[vectors(1, 3), vectors(1, 3), classes(1)], [vectors(3, 7), vectors(3, 7), classes(-1, 1, 1)]], zero=[[vectors(0, 3), vectors(0, 3), classes(shape=[0])]], special=[[given([NAN, 1.0, 2.0, 3.0], 2, 2), given([1.0, 2.0, 3.0, 4.0], 2, 2), classes(1, 1)]])

TEN = [whole(2, 3, lo=1), whole(2, 3, lo=1)]
wholes("cosineSimilarity", "axis 1", lambda x, t: F.cosine_similarity(x, t, dim=1), TEN)
wholes("cosine", "plain", lambda x, t: (1 - cosine(x, t)).mean(), TEN)
wholes("cosineEmbedding", "plain", lambda a, b, y: F.cosine_embedding_loss(a, b, y, margin=-0.9), TEN + [classes(1, -1)])
wholes("bce", "plain", F.binary_cross_entropy, [whole(5, lo=0, hi=1), whole(5, lo=0, hi=1)])
wholes("bceWithLogits", "plain", F.binary_cross_entropy_with_logits, [whole(5), whole(5, lo=0, hi=1)])
