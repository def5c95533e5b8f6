"""The tree gives the published roots, and its proofs hold for every size and for nothing else."""

from collections.abc import Sequence
from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.proofs import consistency_path, inclusion_path, tree_root, verify_consistency, verify_inclusion
from audit.tree import EMPTY_ROOT, append, completed_by, cover, leaf_hash, levels_completed, root_of
from tests.audit import naive_tree

# The eight leaves, and the roots over the first of them, that the reference implementation of Certificate
# Transparency (github.com/google/certificate-transparency, merkletree) publishes for RFC 6962.
PUBLISHED_LEAVES = [
    bytes.fromhex(leaf)
    for leaf in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
PUBLISHED_ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
PUBLISHED_PATHS = {  # (entry from 0, size): path
    (0, 1): [],
    (0, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (5, 8): [
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 3): ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"],
    (1, 5): [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
}
PUBLISHED_EXTENSIONS = {  # (old size, new size): proof
    (1, 1): [],
    (1, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (6, 8): [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 5): [
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
}
EVERY_SIZE_TO = 70


class Grown:
    """A tree grown entry by entry, with its nodes kept as the store keeps them."""

    def __init__(self, leaves: Sequence[bytes]) -> None:
        self.leaves = list(leaves)
        self.roots = [EMPTY_ROOT]
        self.kept: list[list[bytes]] = []
        self.reads = 0
        frontier: list[bytes] = []
        for size, leaf in enumerate(leaves):
            frontier, made = append(frontier, size, leaf_hash(leaf))
            self.kept.append(made)
            self.roots.append(root_of(frontier))

    def read(self, wanted: Sequence[tuple[int, int]]) -> list[bytes]:
        """Read stored hashes."""
        self.reads += 1
        return [self.kept[completed_by(level, index)][level] for level, index in wanted]


def made_up(count: int) -> list[bytes]:
    """Return different leaves."""
    return [b"leaf %d" % number for number in range(count)]


@pytest.fixture(scope="module")
def grown() -> Grown:
    return Grown(made_up(EVERY_SIZE_TO))


def test_the_published_roots_come_out() -> None:
    assert [root.hex() for root in Grown(PUBLISHED_LEAVES).roots] == PUBLISHED_ROOTS


@pytest.mark.parametrize(("seq", "size"), PUBLISHED_PATHS)
def test_the_published_paths_come_out(seq: int, size: int) -> None:
    path = inclusion_path(seq, size, Grown(PUBLISHED_LEAVES).read)
    assert [step.hex() for step in path] == PUBLISHED_PATHS[seq, size]


@pytest.mark.parametrize(("old", "new"), PUBLISHED_EXTENSIONS)
def test_the_published_proofs_of_extension_come_out(old: int, new: int) -> None:
    path = consistency_path(old, new, Grown(PUBLISHED_LEAVES).read)
    assert [step.hex() for step in path] == PUBLISHED_EXTENSIONS[old, new]


def test_an_entry_completes_the_nodes_that_end_with_it() -> None:
    assert [levels_completed(seq) for seq in range(8)] == [0, 1, 0, 2, 0, 1, 0, 3]
    assert cover(3, 9) == [(0, 3), (2, 1), (0, 8)]


def test_every_root_of_every_size_is_the_defined_one(grown: Grown) -> None:
    for size in range(EVERY_SIZE_TO + 1):
        assert grown.roots[size] == naive_tree.root(grown.leaves[:size])
        assert tree_root(size, grown.read) == grown.roots[size]


def test_every_entry_of_every_size_is_proved_and_by_the_defined_path(grown: Grown) -> None:
    for size in range(1, EVERY_SIZE_TO + 1):
        for seq in range(size):
            path = inclusion_path(seq, size, grown.read)
            assert path == naive_tree.path(seq, grown.leaves[:size])
            assert verify_inclusion(leaf_hash(grown.leaves[seq]), seq, size, path, grown.roots[size])


def test_every_size_is_proved_to_extend_every_smaller_one_by_the_defined_proof(grown: Grown) -> None:
    for new in range(1, EVERY_SIZE_TO + 1):
        for old in range(1, new + 1):
            path = consistency_path(old, new, grown.read)
            assert path == naive_tree.proof(old, grown.leaves[:new])
            assert verify_consistency((old, new), (grown.roots[old], grown.roots[new]), path)


def test_no_proof_holds_for_another_place_size_or_root(grown: Grown) -> None:
    for size in range(2, 20):
        for seq in range(size):
            path, leaf = inclusion_path(seq, size, grown.read), leaf_hash(grown.leaves[seq])
            others = [(other, size) for other in range(size) if other != seq]
            assert not any(verify_inclusion(leaf, *other, path, grown.roots[size]) for other in others)
            assert not verify_inclusion(leaf, seq, size, path, grown.roots[size - 1])
            assert not verify_inclusion(leaf, seq, size, [*path, leaf], grown.roots[size])
            assert not verify_inclusion(leaf, seq, size, path[:-1], grown.roots[size])
            assert not verify_inclusion(leaf, size, size, path, grown.roots[size])


def test_no_proof_of_extension_holds_for_another_history(grown: Grown) -> None:
    for new in range(2, 20):
        for old in range(1, new):
            path, roots = consistency_path(old, new, grown.read), (grown.roots[old], grown.roots[new])
            assert not verify_consistency((old, new), roots[::-1], path)
            assert not verify_consistency((old, new), (roots[0], sha256(b"other").digest()), path)
            assert not verify_consistency((old, new), (sha256(b"other").digest(), roots[1]), path)
            assert not verify_consistency((old, new), roots, [*path, roots[0]])
            assert not verify_consistency((old, new), roots, path[:-1])
            assert not verify_consistency((new, old), roots, path)
    to_six = consistency_path(4, 6, grown.read)
    assert not verify_consistency((4, 9), (grown.roots[4], grown.roots[6]), to_six)
    assert not verify_consistency((0, 5), (EMPTY_ROOT, grown.roots[5]), [])
    assert not verify_consistency((5, 5), (grown.roots[5], grown.roots[4]), [])


def test_there_is_no_proof_where_there_is_nothing_to_prove(grown: Grown) -> None:
    for seq, size in ((0, 0), (5, 5), (-1, 5)):
        with pytest.raises(ValueError, match="no such entry"):
            inclusion_path(seq, size, grown.read)
    for old, new in ((0, 5), (6, 5)):
        with pytest.raises(ValueError, match="nothing to prove"):
            consistency_path(old, new, grown.read)


def test_a_proof_reads_the_store_once(grown: Grown) -> None:
    before = grown.reads
    inclusion_path(13, 57, grown.read)
    assert grown.reads == before + 1


@settings(max_examples=60, deadline=None)
@given(st.data(), st.integers(71, 700))
def test_larger_trees_prove_as_defined(data: st.DataObject, size: int) -> None:
    tree = Grown(made_up(size))
    seq, old = data.draw(st.integers(0, size - 1)), data.draw(st.integers(1, size))
    path, extension = inclusion_path(seq, size, tree.read), consistency_path(old, size, tree.read)
    assert path == naive_tree.path(seq, tree.leaves)
    assert extension == naive_tree.proof(old, tree.leaves)
    assert verify_inclusion(leaf_hash(tree.leaves[seq]), seq, size, path, tree.roots[size])
    assert verify_consistency((old, size), (tree.roots[old], tree.roots[size]), extension)
    if path:
        bent = data.draw(st.integers(0, len(path) - 1))
        path[bent] = sha256(path[bent]).digest()
        assert not verify_inclusion(leaf_hash(tree.leaves[seq]), seq, size, path, tree.roots[size])
