"""Records of crossings: named by hashes, dealt to partitions by person, and put together person by person."""

from __future__ import annotations

import numpy as np

from serai.engine.compute.kernel.compiling import compiled


@compiled
def fingerprint(offsets: np.ndarray, letters: np.ndarray, records: np.ndarray) -> None:
    """Write the two hashes of each person into the records: FNV-1a with two primes, then mixed."""
    for i in range(len(records)):
        a = np.uint64(0xCBF29CE484222325)
        b = np.uint64(0x9AE16A3B2F90404F)
        for at in range(offsets[i], offsets[i + 1]):
            letter = np.uint64(letters[at])
            a = (a ^ letter) * np.uint64(0x100000001B3)
            b = (b ^ letter) * np.uint64(0x9E3779B97F4A7C15)
            b ^= b >> np.uint64(29)
        a ^= a >> np.uint64(33)
        a *= np.uint64(0xFF51AFD7ED558CCD)
        a ^= a >> np.uint64(33)
        a *= np.uint64(0xC4CEB9FE1A85EC53)
        a ^= a >> np.uint64(33)
        b ^= b >> np.uint64(32)
        records[i]["h1"] = a
        records[i]["h2"] = np.uint32(b & np.uint64(0xFFFFFFFF))


@compiled
def deal(records: np.ndarray, bits: int, dealt: np.ndarray, begins: np.ndarray) -> None:
    """Deal records to 2**bits partitions by person; within one they keep their order.

    ``begins`` (one longer than there are partitions) gets where each begins in ``dealt``.
    """
    shift = np.uint64(64 - bits)
    for i in range(len(records)):
        part = records[i]["h1"] >> shift if bits else np.uint64(0)
        begins[part + np.uint64(1)] += 1
    for part in range(len(begins) - 1):
        begins[part + 1] += begins[part]
    here = begins.copy()
    for i in range(len(records)):
        part = records[i]["h1"] >> shift if bits else np.uint64(0)
        dealt[here[part]] = records[i]
        here[part] += 1


@compiled
def gather(records: np.ndarray, people: np.ndarray, starts: np.ndarray) -> int:
    """Put the records of each person together, in the order they happened; gives how many people.

    ``people`` gets the records, ``starts`` where each person begins in it (and the end).
    """
    count = len(records)
    size = 16
    while size < 2 * count:
        size *= 2
    slots = np.full(size, -1, np.int32)
    mask = np.uint64(size - 1)
    codes = np.empty(count, np.int32)
    known = np.empty(count, np.int32)
    found = 0
    for i in range(count):
        a = records[i]["h1"]
        b = records[i]["h2"]
        at = a & mask
        while True:
            code = slots[at]
            if code < 0:
                slots[at] = found
                known[found] = i
                codes[i] = found
                starts[found + 1] = 1
                found += 1
                break
            other = known[code]
            if records[other]["h1"] == a and records[other]["h2"] == b:
                codes[i] = code
                starts[code + 1] += 1
                break
            at = (at + np.uint64(1)) & mask
    starts[0] = 0
    for code in range(found):
        starts[code + 1] += starts[code]
    here = starts[: found + 1].copy()
    for i in range(count):
        code = codes[i]
        people[here[code]] = records[i]
        here[code] += 1
    for code in range(found):
        _in_order(people[starts[code] : starts[code + 1]])
    return found


@compiled
def _before(one: np.ndarray, other: np.ndarray) -> bool:
    if one["key"] != other["key"]:
        return bool(one["key"] < other["key"])
    return bool(one["row"] < other["row"])


@compiled
def _in_order(life: np.ndarray) -> None:
    """Sort one person's crossings by moment, then by row."""
    count = len(life)
    if count > 64:
        _merge(life)
        return
    for i in range(1, count):
        if _before(life[i], life[i - 1]):
            moved = life[i : i + 1].copy()
            at = i
            while at > 0 and _before(moved[0], life[at - 1]):
                life[at] = life[at - 1]
                at -= 1
            life[at] = moved[0]


@compiled
def _merge(life: np.ndarray) -> None:
    """Sort a long life by merging runs, so that one with very many crossings takes no square of them."""
    count = len(life)
    other = np.empty(count, life.dtype)
    width = 1
    while width < count:
        for begin in range(0, count, 2 * width):
            middle = min(begin + width, count)
            end = min(begin + 2 * width, count)
            left, right = begin, middle
            for at in range(begin, end):
                if left < middle and (right >= end or not _before(life[right], life[left])):
                    other[at] = life[left]
                    left += 1
                else:
                    other[at] = life[right]
                    right += 1
        for at in range(count):
            life[at] = other[at]
        width *= 2
