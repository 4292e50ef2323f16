"""Calculates losses, metrics and math of training steps with PyTorch, one JSON object a line.

Asked {kind, fields, inputs}, it answers {value, gradients}: the numbers of the only output, in double
precision, and the gradients of a weighted sum of them by the inputs named in `by`.
"""

import json
import sys

import torch
import torch.nn.functional as F

torch.set_num_threads(1)
torch.set_default_dtype(torch.float64)


def encoded(p, t, negative=0):
    if t.dim() == p.dim() - 1:
        if p.shape[-1] == 1:
            zero_one = t.reshape(p.shape).double()
            return zero_one if negative == 0 else 2 * zero_one - 1
        return F.one_hot(t.long(), p.shape[-1]).double()
    return t.double()


def classes(p, t):
    return t.argmax(-1) if t.dim() == p.dim() else t.long()


def weighed(losses, mask, reduction="mean"):
    """Losses by number (or by example), the mask put in front of the axes that it lacks."""
    if mask is None:
        return losses.sum() / len(losses) if reduction == "sum" else losses.mean()
    mask = mask.double()
    if mask.dim() > losses.dim():
        mask = mask.squeeze(-1)
    mask = mask.reshape(list(mask.shape) + [1] * (losses.dim() - mask.dim())).expand_as(losses)
    total = (losses * mask).sum()
    return total / len(losses) if reduction == "sum" else total / mask.sum()


def compared(function, negative=-1):
    def loss(f, prediction, target, mask=None):
        losses = function(f, prediction, encoded(prediction, target, negative))
        return f["weight"] * weighed(losses, mask, f["reduction"])

    return loss


def categorical(f, prediction, target, mask=None):
    logits = prediction if f["fromLogits"] else torch.log(prediction)
    given = target.long() if target.dim() < prediction.dim() else target.double().movedim(-1, 1)
    losses = F.cross_entropy(
        logits.movedim(-1, 1),
        given,
        reduction="none",
        label_smoothing=f.get("labelSmoothing", 0),
    )
    return f["weight"] * weighed(losses, mask)


def binary(f, p, t):
    t = t * (1 - f["labelSmoothing"]) + f["labelSmoothing"] / 2
    by = F.binary_cross_entropy_with_logits if f["fromLogits"] else F.binary_cross_entropy
    return by(p, t, reduction="none")


def gaussian_kl(f, mean, logVariance):
    ours = torch.distributions.Normal(mean, torch.exp(logVariance / 2))
    standard = torch.distributions.Normal(torch.zeros(()), torch.ones(()))
    losses = torch.distributions.kl_divergence(ours, standard)
    return f["weight"] * weighed(losses, None, f["reduction"])


def discriminator(f, real, fake):
    form = f["form"]
    wanted = torch.full_like(real, 1 - f["labelSmoothing"])
    if form == "leastSquares":
        loss = F.mse_loss(real, wanted) / 2 + F.mse_loss(fake, torch.zeros_like(fake)) / 2
    elif form == "wasserstein":
        loss = fake.mean() - real.mean()
    elif form == "hinge":
        loss = F.hinge_embedding_loss(real, -torch.ones_like(real), margin=1)
        loss = loss + F.hinge_embedding_loss(-fake, -torch.ones_like(fake), margin=1)
    else:
        by = F.binary_cross_entropy_with_logits
        loss = by(real, wanted) + by(fake, torch.zeros_like(fake))
    return f["weight"] * loss


def generator(f, fake):
    form = f["form"]
    by = F.binary_cross_entropy_with_logits
    if form == "leastSquares":
        loss = F.mse_loss(fake, torch.ones_like(fake)) / 2
    elif form in ("wasserstein", "hinge"):
        loss = -fake.mean()
    elif form == "minimax":
        loss = -by(fake, torch.zeros_like(fake))
    else:
        loss = by(fake, torch.ones_like(fake))
    return f["weight"] * loss


def gradient_penalty(f, gradient):
    lengths = torch.linalg.vector_norm(gradient.flatten(1), dim=1)
    return f["weight"] * F.mse_loss(lengths, torch.full_like(lengths, f["target"]))


def triplet(f, anchor, positive, negative):
    a, p, n = anchor.flatten(1), positive.flatten(1), negative.flatten(1)

    def far(x, y):
        return ((x - y) ** 2).sum(1) if f["distance"] == "squared" else torch.linalg.norm(x - y, dim=1)

    loss = F.triplet_margin_with_distance_loss(a, p, n, distance_function=far, margin=f["margin"])
    return f["weight"] * loss


def contrastive(f, a, b, same):
    far = torch.linalg.norm(a.flatten(1) - b.flatten(1), dim=1)
    alike = same.flatten().double()
    losses = alike * far**2 + (1 - alike) * torch.clamp(f["margin"] - far, min=0) ** 2
    return f["weight"] * losses.mean() / 2


def info_nce(f, a, b):
    a, b = F.normalize(a.flatten(1)), F.normalize(b.flatten(1))
    n = len(a)
    if f["negatives"] == "across":
        like = a @ b.T / f["temperature"]
        own = torch.arange(n)
        return f["weight"] * (F.cross_entropy(like, own) + F.cross_entropy(like.T, own)) / 2
    views = torch.cat([a, b])
    like = views @ views.T / f["temperature"]
    like = like.masked_fill(torch.eye(2 * n, dtype=torch.bool), -torch.inf)
    return f["weight"] * F.cross_entropy(like, (torch.arange(2 * n) + n) % (2 * n))


def temporal_difference(f, value, reward, next, done=None, mask=None):
    best = next.detach().reshape(len(next), -1).amax(1)
    over = torch.zeros(len(next)) if done is None else done.reshape(-1).double()
    wanted = reward.reshape(-1) + f["discount"] * (1 - over) * best
    by = F.mse_loss if f["error"] == "squared" else F.huber_loss
    losses = by(value.reshape(-1), wanted, reduction="none")
    return f["weight"] * weighed(losses, None if mask is None else mask.reshape(-1))


def distillation(f, student, teacher):
    T = f["temperature"]
    p = F.log_softmax(teacher.detach() / T, -1)
    q = F.log_softmax(student / T, -1)
    losses = F.kl_div(q, p, reduction="none", log_target=True).sum(-1)
    return f["weight"] * T * T * losses.mean()


def sparsity(f, x):
    rates = torch.distributions.Bernoulli(x.reshape(-1, x.shape[-1]).mean(0))
    wanted = torch.distributions.Bernoulli(torch.full_like(rates.probs, f["rate"]))
    return f["weight"] * torch.distributions.kl_divergence(wanted, rates).sum()


def total_variation(f, x):
    size = torch.square if f["norm"] == "l2" else torch.abs
    total = size(torch.diff(x, dim=1)).sum() + size(torch.diff(x, dim=2)).sum()
    return f["weight"] * total / (len(x) if f["reduction"] == "sum" else x.numel())


def penalty(f, x):
    return torch.abs(x) if f["norm"] == "l1" else torch.square(x)


def weight_penalty(f, **weights):
    return f["weight"] * sum(penalty(f, w).sum() for w in weights.values())


def kl_divergence(f, prediction, target, mask=None):
    wanted = encoded(prediction, target)
    losses = F.kl_div(torch.log(prediction), wanted, reduction="none").sum(-1)
    return f["weight"] * weighed(losses, mask)


def cosine(f, a, b):
    a, b = a.flatten(1), b.flatten(1)
    return f["weight"] * F.cosine_embedding_loss(a, b, torch.ones(len(a)))


def chosen(f, prediction, target):
    """Predicted and right classes of every number compared, and how many classes there are."""
    if prediction.dim() == 1 or prediction.shape[-1] == 1:
        found, right = prediction > f["threshold"], target.reshape(prediction.shape) > 0
        return found.long().flatten(), right.long().flatten(), 2
    found, right = prediction.argmax(-1), classes(prediction, target)
    return found.flatten(), right.flatten(), prediction.shape[-1]


def accuracy(f, prediction, target, mask=None):
    found, right, _ = chosen(f, prediction, target)
    hits = (found == right).double()
    if mask is None:
        return hits.mean()
    counted = mask.double().reshape(len(prediction), -1)
    counted = counted.expand(len(prediction), hits.numel() // len(prediction)).flatten()
    return (hits * counted).sum() / counted.sum()


def top_k(f, prediction, target):
    k = min(f["k"], prediction.shape[-1])
    best = prediction.topk(k).indices
    return (best == classes(prediction, target).unsqueeze(-1)).any(-1).double().mean()


def confusion(f, prediction, target):
    found, right, count = chosen(f, prediction, target)
    return torch.bincount(right * count + found, minlength=count * count).reshape(count, count)


def iou(f, prediction, target):
    found, right, count = chosen(f, prediction, target)
    single = prediction.dim() == 1 or prediction.shape[-1] == 1
    shares = []
    for one in [1] if single else range(count):
        both = ((found == one) & (right == one)).sum().item()
        either = ((found == one) | (right == one)).sum().item()
        if either:
            shares.append(both / either)
    return torch.tensor(sum(shares) / len(shares) if shares else 1.0)


def mode_coverage(f, points, reference, mode):
    near = []
    for one in mode.unique():
        real = reference[mode == one].double()
        centre = real.mean(0)
        deviation = ((real - centre) ** 2).mean().sqrt()
        near.append((points.double() - centre).norm(dim=1) <= f["deviations"] * deviation)
    near = torch.stack(near).double()
    if f["measure"] == "near":
        return near.amax(0).mean()
    return (near.mean(1) >= f["least"]).double().mean()


def psnr(f, prediction, target):
    error = ((prediction - target) ** 2).flatten(1).mean(1)
    return (10 * torch.log10(f["range"] ** 2 / error)).mean()


def deviation(f, x):
    x = x.double()
    return x.std(unbiased=False) if f["over"] == "all" else x.std(0, unbiased=False).mean()


def sparsity_of(f, **weights):
    flat = torch.cat([w.flatten() for w in weights.values()])
    return (flat == 0).double().mean()


def gather(f, x, index):
    if f["from"] == "table":
        return F.embedding(index.long(), x)
    return x.gather(-1, index.long().unsqueeze(-1)).squeeze(-1)


def gram(f, x):
    maps = x.reshape(len(x), -1, x.shape[-1])
    places, channels = maps.shape[1:]
    by = {"numbers": places * channels, "positions": places, "nothing": 1}
    return torch.einsum("npa,npb->nab", maps, maps) / by[f["divideBy"]]


def distances(f, a, b):
    a, b = a.flatten(1), b.flatten(1)
    if f["distance"] == "cosine":
        return 1 - F.cosine_similarity(a.unsqueeze(1), b.unsqueeze(0), dim=-1)
    far = torch.linalg.norm(a.unsqueeze(1) - b.unsqueeze(0), dim=-1)
    return far**2 if f["distance"] == "squared" else far


def group_mean(f, x, group):
    rows = []
    for one in range(f["classes"]):
        members = x[group == one]
        rows.append(members.mean(0) if len(members) else torch.zeros_like(x[0]))
    return torch.stack(rows)


def norm(f, x):
    x = x.flatten(1)
    order = {"l1": 1, "l2": 2, "squared": 2, "largest": torch.inf}[f["norm"]]
    length = torch.linalg.vector_norm(x, order, dim=1)
    return length**2 if f["norm"] == "squared" else length


def mask_out(f, x, mask):
    keep = mask.double() if f["keeps"] == "ones" else 1 - mask.double()
    return x * keep.reshape(list(keep.shape) + [1] * (x.dim() - keep.dim()))


KINDS = {
    "categoricalCrossentropy": categorical,
    "binaryCrossentropy": compared(binary, 0),
    "meanSquaredError": compared(lambda f, p, t: F.mse_loss(p, t, reduction="none")),
    "meanAbsoluteError": compared(lambda f, p, t: F.l1_loss(p, t, reduction="none")),
    "huber": compared(lambda f, p, t: F.huber_loss(p, t, reduction="none", delta=f["delta"])),
    "hinge": compared(lambda f, p, t: torch.clamp(1 - torch.where(t > 0, 1.0, -1.0) * p, min=0)),
    "poisson": compared(
        lambda f, p, t: F.poisson_nll_loss(p, t, log_input=False, eps=1e-7, reduction="none"), 0
    ),
    "klDivergence": kl_divergence,
    "cosineSimilarity": cosine,
    "gaussianKl": gaussian_kl,
    "discriminatorLoss": discriminator,
    "generatorLoss": generator,
    "gradientPenalty": gradient_penalty,
    "triplet": triplet,
    "contrastive": contrastive,
    "infoNce": info_nce,
    "temporalDifference": temporal_difference,
    "distillation": distillation,
    "sparsity": sparsity,
    "activityPenalty": lambda f, x: f["weight"] * weighed(penalty(f, x), None, f["reduction"]),
    "weightPenalty": weight_penalty,
    "totalVariation": total_variation,
    "meanLoss": lambda f, x: f["weight"] * x.double().mean(),
    "accuracy": accuracy,
    "topKAccuracy": top_k,
    "confusionMatrix": confusion,
    "intersectionOverUnion": iou,
    "modeCoverage": mode_coverage,
    "perplexity": lambda f, **given: torch.exp(categorical({**f, "weight": 1}, **given)),
    "peakSignalToNoise": psnr,
    "meanValue": lambda f, x: x.double().mean(),
    "standardDeviation": deviation,
    "share": lambda f, x: (x > f["threshold"]).double().mean(),
    "sparsityOf": sparsity_of,
    "scale": lambda f, x: f["factor"] * x + f["offset"],
    "norm": norm,
    "mask": mask_out,
    "oneHot": lambda f, x: F.one_hot(x.long(), f["classes"]),
    "argmax": lambda f, x: x.argmax(-1),
    "gather": gather,
    "batchMean": lambda f, x: x.double().mean(0),
    "groupMean": group_mean,
    "distanceMatrix": distances,
    "gramMatrix": gram,
    "stopGradient": lambda f, x: x.detach(),
}


def answer(asked):
    if asked["kind"] == "known":
        return sorted(KINDS)
    kinds = {"float32": torch.float64, "int32": torch.int64, "bool": torch.bool}
    inputs = {}
    for port, given in asked["inputs"].items():
        tensor = torch.tensor(given["values"], dtype=kinds[given["dtype"]]).reshape(given["shape"])
        inputs[port] = tensor.requires_grad_() if port in asked["by"] else tensor
    found = KINDS[asked["kind"]](asked["fields"], **inputs)
    if asked["by"] and found.requires_grad:
        weights = torch.tensor(asked["upstream"]).reshape(found.shape)
        (found * weights).sum().backward()
    gradients = {
        port: None if inputs[port].grad is None else inputs[port].grad.flatten().tolist()
        for port in asked["by"]
    }
    return {"value": found.detach().double().flatten().tolist(), "gradients": gradients}


for line in sys.stdin:
    print(json.dumps(answer(json.loads(line))), flush=True)
