"""A set of primary keys, one bit each: intersections of sets of any size are counted in microseconds."""

import zlib
from typing import Self


class Bitmap:
    def __init__(self, bits: bytes = b"") -> None:
        self._bits = bytearray(bits)

    @classmethod
    def read(cls, written: bytes | memoryview) -> Self:
        """What `written` gave, as a column holds it."""
        return cls(zlib.decompress(written) if written else b"")

    def written(self) -> bytes:
        """Compressed: a few dozen bytes for a few keys."""
        return zlib.compress(self._bits.rstrip(b"\0"), 1) if any(self._bits) else b""

    def put(self, key: int, *, present: bool) -> None:
        place, bit = key >> 3, 1 << (key & 7)
        if place >= len(self._bits):
            self._bits.extend(bytes(place + 1 - len(self._bits)))
        if present:
            self._bits[place] |= bit
        else:
            self._bits[place] &= ~bit

    def number(self) -> int:
        """The whole as one number, to combine with others: `(a.number() & b.number()).bit_count()`."""
        return int.from_bytes(self._bits, "little")

    def __len__(self) -> int:
        return self.number().bit_count()
