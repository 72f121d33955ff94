"""A reader who tries every possible table, written apart from the engine and without any algebra."""

from __future__ import annotations

Cells = dict[tuple[str, ...], int | None]
"""What is shown: codes -> value, None where withheld."""


Sums = list[dict[str, list[tuple[str, int]]]]
"""For each dimension: a total's code -> the codes that make it, each with its sign."""


def is_possible(shown: Cells, sums: Sums, highest: int) -> bool:
    """Whether any table of whole counts up to ``highest`` shows these values."""
    leaves = [codes for codes in shown if not any(code in sums[at] for at, code in enumerate(codes))]
    leaves.sort(key=lambda codes: shown[codes] is None)  # what is given first: then little is left to try
    known = [(_leaves(codes, sums), value) for codes, value in shown.items() if value is not None]
    # looked at after each leaf: the sums it is part of
    checks = {leaf: [(parts, value) for parts, value in known if leaf in parts] for leaf in leaves}
    table: dict[tuple[str, ...], int] = {}

    def fits(parts: dict[tuple[str, ...], int], value: int) -> bool:
        so_far = sum(sign * table[leaf] for leaf, sign in parts.items() if leaf in table)
        rest = [sign for leaf, sign in parts.items() if leaf not in table]
        up = highest * sum(1 for sign in rest if sign > 0)
        down = highest * sum(1 for sign in rest if sign < 0)
        return so_far - down <= value <= so_far + up

    def fill(at: int) -> bool:
        if at == len(leaves):
            return True
        leaf = leaves[at]
        given = shown[leaf]
        for value in range(highest + 1) if given is None else [given] if given >= 0 else []:
            table[leaf] = value
            if all(fits(parts, total) for parts, total in checks[leaf]) and fill(at + 1):
                return True
        table.pop(leaf, None)
        return False

    return fill(0)


def _leaves(codes: tuple[str, ...], sums: Sums) -> dict[tuple[str, ...], int]:
    """The leaves that a cell is made of, each with its sign."""
    for at, code in enumerate(codes):
        if code in sums[at]:
            found: dict[tuple[str, ...], int] = {}
            for part, sign in sums[at][code]:
                for leaf, factor in _leaves((*codes[:at], part, *codes[at + 1 :]), sums).items():
                    found[leaf] = found.get(leaf, 0) + sign * factor
            return found
    return {codes: 1}


def spread(shown: Cells, sums: Sums, codes: tuple[str, ...], highest: int, enough: int) -> int:
    """How far apart two possible values of a withheld cell are; stops at ``enough``."""
    found: list[int] = []
    for value in range(-highest, 4 * highest):
        if is_possible(shown | {codes: value}, sums, highest):
            found.append(value)
            if found[-1] - found[0] >= enough:
                break
    return found[-1] - found[0]
