"""Packed the same way each time: some tests have it in their names."""

import gzip


def gzipped(data: bytes) -> bytes:
    return gzip.compress(data, mtime=0)
