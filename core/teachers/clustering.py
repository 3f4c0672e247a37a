"""Which texts belong together, and how many kinds there are. Knows likeness only, no texts and no labels."""

import numpy as np
from numpy.typing import NDArray
from scipy import linalg
from sklearn.cluster import KMeans
from threadpoolctl import threadpool_limits

Floats = NDArray[np.float64]
Integers = NDArray[np.intp]

FEWEST = 6  # texts a cluster should have on average
NEIGHBOURS = 20  # at most, in the graph of who is like whom
RESOLUTION = 3.0  # of modularity; 1 finds a few broad themes, more finds narrower ones
APART = 1e-5  # joins every two texts a little, so that the graph holds together
STARTS = 10
PATIENCE = 15  # numbers of clusters in a row that are no better than one before, until no more are tried


def clusters(likeness: Floats, most: int, seed: int, share: float = 1.0) -> Integers:
    """The cluster of each text, numbered from nought, largest first; there are as many as the texts suggest.

    Spectral clustering (Ng, Jordan and Weiss 2001) of the graph of nearest neighbours, with that number of
    clusters up to `most` whose modularity (Reichardt and Bornholdt 2006) is highest. `likeness` is [texts, texts].
    `share` is how much of all texts these are: the smaller the part, the fewer clusters it is worth.
    """
    texts = len(likeness)
    limit = min(most, max(1, texts // FEWEST))
    if limit < 2:
        return np.zeros(texts, np.intp)
    graph = neighbours(likeness)
    with threadpool_limits(1):  # the work is small: threads would mostly wait for each other
        best = _best_cut(graph, limit, seed, RESOLUTION * share)
    order = np.argsort(-np.bincount(best), kind="stable")
    return np.argsort(order)[best]


def _best_cut(graph: Floats, limit: int, seed: int, resolution: float) -> Integers:
    directions = _directions(graph, limit)
    best, most, since = np.zeros(len(graph), np.intp), 1 - resolution, 1
    for count in range(2, limit + 1):
        found = _cut(directions[:, :count], count, seed)
        value = modularity(graph, found, resolution)
        if value > most:
            best, most, since = found, value, count
        elif count - since >= PATIENCE:
            break
    return best


def neighbours(likeness: Floats) -> Floats:
    """The graph that joins each text to those most like it, symmetric, without loops."""
    count = min(len(likeness) - 1, NEIGHBOURS, max(5, len(likeness) // 10))
    near = np.clip(likeness, 0, None)
    np.fill_diagonal(near, -1)
    chosen = np.argsort(-near, axis=1, kind="stable")[:, :count]
    graph = np.zeros_like(near)
    np.put_along_axis(graph, chosen, np.take_along_axis(near, chosen, axis=1), axis=1)
    graph = (graph + graph.T) / 2 + APART
    np.fill_diagonal(graph, 0)
    return graph


def modularity(graph: Floats, found: Integers, resolution: float) -> float:
    """How much more weight lies within clusters than chance would put there."""
    member = np.eye(found.max() + 1)[found]
    between = member.T @ graph @ member
    total = between.sum()
    return float(np.trace(between) / total - resolution * ((between.sum(axis=1) / total) ** 2).sum())


def overlap(likeness: Floats, found: Integers, count: int) -> Floats:
    """How alike clusters are, [count, count], as a share of how alike each one's own texts are.

    Nought on the diagonal. One means that the texts of two clusters are as like each other as like their own.
    """
    member = np.eye(count)[found]
    sizes = member.sum(axis=0)
    sums = member.T @ likeness @ member
    own = np.diag(sums) - member.T @ np.diag(likeness)
    within = np.clip(own / np.maximum(sizes * (sizes - 1), 1), 0.02, None)
    share: Floats = sums / np.outer(np.maximum(sizes, 1), np.maximum(sizes, 1)) / np.sqrt(np.outer(within, within))
    np.fill_diagonal(share, 0)
    return share


def _directions(graph: Floats, count: int) -> Floats:
    """The smoothest directions of the graph's normalised Laplacian, rows of length one."""
    scale = 1 / np.sqrt(graph.sum(axis=1))
    laplacian = np.eye(len(graph)) - scale[:, None] * graph * scale
    _, directions = linalg.eigh(laplacian, subset_by_index=[0, count - 1])
    return np.asarray(directions)


def _cut(directions: Floats, count: int, seed: int) -> Integers:
    rows = directions / np.maximum(np.linalg.norm(directions, axis=1, keepdims=True), 1e-12)
    distinct = len(np.unique(np.round(rows, 9), axis=0))
    fitted = KMeans(min(count, distinct), n_init=STARTS, random_state=seed).fit_predict(rows)
    return np.asarray(fitted, np.intp)
