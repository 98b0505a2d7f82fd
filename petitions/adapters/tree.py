"""The Merkle tree over all receipts (RFC 9162), on pymerkle: roots, and proofs that anybody can check."""

import hashlib
from collections.abc import Iterable, Sequence

from pymerkle import BaseMerkleTree


def leaf_hash(receipt: str) -> bytes:
    """The leaf of a signed receipt: SHA-256 of a zero byte and the receipt's line of text."""
    return hashlib.sha256(b"\0" + receipt.encode()).digest()


class ReceiptTree(BaseMerkleTree):  # type: ignore[misc]
    """A tree of leaf hashes in the order of the register; it only ever grows at its end."""

    def __init__(self, leaves: Iterable[bytes] = ()) -> None:
        super().__init__("sha256", capacity=1 << 26)
        self._hashes = list(leaves)

    def grow(self, leaves: Iterable[bytes]) -> None:
        """Add leaves at the end."""
        with self.lock:
            self._hashes += leaves

    def __len__(self) -> int:
        return len(self._hashes)

    def root(self, size: int) -> bytes:
        """The root over the first ``size`` leaves. Raises ValueError where there are not so many."""
        return bytes(self.get_root(size))

    def inclusion(self, index: int, size: int) -> tuple[bytes, ...]:
        """The audit path of leaf ``index`` (from 0) in the tree of ``size``, from the leaf up (RFC 9162 §2.1.3)."""
        return tuple(self.prove_inclusion(index + 1, size).path[1:])

    def consistency(self, earlier: int, later: int) -> tuple[bytes, ...]:
        """The nodes that show the later tree to be the earlier one, grown (RFC 9162 §2.1.4.1).

        Ours and not pymerkle's, which lists other nodes in another order, so that only pymerkle can check
        them. An earlier tree that is a whole branch of the later one is left out: whoever checks has its root.
        """
        if not 0 <= earlier <= later <= len(self):
            raise ValueError("there are not so many receipts")
        if earlier == 0:
            return ()
        nodes: list[bytes] = []
        start, end = 0, later
        with self.lock:
            while end > earlier:
                split = start + (1 << ((end - start - 1).bit_length() - 1))
                if earlier <= split:
                    nodes.append(self._get_root(split, end))
                    end = split
                else:
                    nodes.append(self._get_root(start, split))
                    start = split
            if start:
                nodes.append(self._get_root(start, end))
        return tuple(reversed(nodes))

    def _encode_entry(self, data: bytes) -> bytes:
        return data

    def _store_leaf(self, data: bytes, digest: bytes) -> int:
        self._hashes.append(digest)
        return len(self._hashes)

    def _get_leaf(self, index: int) -> bytes:
        return self._hashes[index - 1]

    def _get_leaves(self, offset: int, width: int) -> Sequence[bytes]:
        return self._hashes[offset : offset + width]

    def _get_size(self) -> int:
        return len(self._hashes)
