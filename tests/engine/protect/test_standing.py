"""A reader who has every revision of a table compares them: worked cases, and every pair of tables that fits both."""

from __future__ import annotations

import dataclasses
import itertools
from collections import defaultdict
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from serai.engine.model.cells import Cell
from serai.engine.model.dataflow import Dataflow
from serai.engine.protect.audit import Unsafe
from serai.engine.protect.protection import protect
from serai.engine.protect.standing import Earlier

from .tables import AGE, SEX, flow, full_table

AGES = flow(AGE)
YOUNG, ADULT, OLD, ALL = "Y0T17", "Y18T64", "Y_GE65", "_T"


def withheld(cells: list[Cell]) -> set[str]:
    return {".".join(cell.codes) for cell in cells if cell.withheld}


def stands(
    shown: list[Cell], dataflow: Dataflow = AGES, true: list[Cell] | None = None, threshold: int = 5
) -> Earlier:
    counted = {cell.key: cell.value or 0.0 for cell in true} if true is not None else None
    return Earlier(shown, {d.id: tuple(d.codes) for d in dataflow.dimensions}, threshold, counted)


def test_what_the_first_revision_withholds_the_second_does_not_tell_by_withholding_others():
    first = full_table(AGES, [3, 20, 30])
    shown, _ = protect(first, AGES)
    # 3 is small; of 20, 30 and 53 the 20 is the cheapest guard: a reader knows that the two are 23 together
    assert withheld(shown) == {YOUNG, ADULT}
    second = full_table(AGES, [3, 20, 4])
    alone, _ = protect(second, AGES)
    # 3 and 4 guard each other, so 20 is shown: 53 - 30 - 20 = 3 gives the first revision away
    assert withheld(alone) == {YOUNG, OLD}
    # 20 stays withheld; the two are 23 still, and 27 - 23 = 4 would give the old away: the total goes as well
    for true in (None, first):
        both, certificate = protect(second, AGES, [stands(shown, true=true)])
        assert withheld(both) == {YOUNG, ADULT, OLD, ALL}
        assert (certificate.revisions, certificate.withheld) == (1, 4)


def test_the_same_figures_again_withhold_the_same():
    first = full_table(AGES, [3, 20, 30])
    shown, _ = protect(first, AGES)
    again, _ = protect(first, AGES, [stands(shown, true=first)])
    assert again == shown


def test_a_lower_threshold_shows_nothing_that_was_withheld():
    first = full_table(AGES, [7, 20, 30])
    strict = flow(AGE, threshold=10, width=9)
    shown, _ = protect(first, strict)
    assert withheld(shown) == {YOUNG, ADULT}
    # by itself nothing of it would be small
    assert withheld(protect(first, AGES)[0]) == set()
    again, _ = protect(first, AGES, [stands(shown, strict, first, threshold=10)])
    assert withheld(again) == {YOUNG, ADULT}


def test_a_figure_that_changed_is_shown_where_it_can_still_be_counted_what_it_was():
    first, second = full_table(AGES, [3, 20, 30]), full_table(AGES, [13, 25, 30])
    shown, _ = protect(first, AGES)
    # 13, 25 and 68 are new figures and say nothing of 3 and 20
    assert withheld(protect(second, AGES, [stands(shown, true=first)])[0]) == set()
    # without what it was, it might be the same still
    assert withheld(protect(second, AGES, [stands(shown)])[0]) >= {YOUNG, ADULT}


def test_what_was_shown_guards_nothing():
    first, second = full_table(AGES, [10, 20, 30]), full_table(AGES, [3, 20, 30])
    shown, _ = protect(first, AGES)
    assert withheld(shown) == set()
    # 20 would be the cheapest guard, but who has the first revision knows it, and 30: the total of 53 is new
    assert withheld(protect(second, AGES)[0]) == {YOUNG, ADULT}
    assert withheld(protect(second, AGES, [stands(shown)])[0]) == {YOUNG, ALL}


def test_a_code_that_came_later_does_not_hide_the_sum_of_the_first_revision():
    # the first revision has two ages, and a third comes with the second one
    early = dataclasses.replace(
        AGE, codes={c: {} for c in (YOUNG, ADULT, ALL)}, adds_up={ALL: AGE.adds_up[ALL][:2]}
    )
    before = flow(early)
    first = full_table(before, [3, 20])
    shown, _ = protect(first, before)
    assert withheld(shown) == {YOUNG, ADULT}  # 23 is shown
    second = full_table(AGES, [3, 20, 4])
    both, _ = protect(second, AGES, [stands(shown, before, first)])
    # 23 of the first and 27 of the second would leave 4 for the old
    assert withheld(both) == {YOUNG, ADULT, OLD, ALL}


def test_revisions_that_already_tell_what_is_withheld_refuse_the_next_one_with_their_number():
    first, second = full_table(AGES, [3, 20, 30]), full_table(AGES, [9, 20, 30])
    shown, _ = protect(first, AGES)
    leaked = stands(second, true=second)  # made without looking at the first: 20 is in it
    with pytest.raises(Unsafe, match="1 cells that earlier revisions withhold cannot all be protected"):
        protect(second, AGES, [stands(shown, true=first), leaked])


def fits(shown: list[Cell], most: int) -> Iterator[tuple[int, ...]]:
    """Every table (young, adult, old, all) that a reader of one revision may take for the true one."""
    view = [None if cell.value is None else int(cell.value) for cell in sorted(shown, key=lambda c: c.codes)]
    leaves = [range(most + 1) if value is None else (value,) for value in view[:3]]
    for found in itertools.product(*leaves):
        if view[3] in (None, sum(found)):
            yield (*found, sum(found))


counts = st.sampled_from([0, 1, 2, 3, 4, 5, 6, 7, 9])


@given(
    first=st.tuples(counts, counts, counts),
    second=st.tuples(counts, counts, counts),
    known=st.booleans(),
    threshold=st.sampled_from([3, 5]),
)
@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_pair_of_revisions_gives_a_withheld_cell_away(first, second, known, threshold):
    before = flow(AGE, threshold=threshold, width=threshold - 1)
    one = full_table(before, list(first))
    shown, _ = protect(one, before)
    if not known:  # what was withheld is taken to be the same still, and is
        hidden = withheld(shown)
        second = tuple(
            old if code in hidden or ALL in hidden else new
            for code, old, new in zip((YOUNG, ADULT, OLD), first, second, strict=True)
        )
    two = full_table(AGES, list(second))
    try:
        both, _ = protect(two, AGES, [stands(shown, true=one if known else None, threshold=threshold)])
    except Unsafe:
        return  # refused is safe
    true = [sorted(cells, key=lambda c: c.codes) for cells in (one, two)]
    same = [at for at in range(4) if true[0][at].value == true[1][at].value]
    after: dict[tuple[int, ...], list[tuple[int, ...]]] = defaultdict(list)
    for table in fits(both, 30):
        after[tuple(table[at] for at in same)].append(table)
    seen: list[list[set[int]]] = [[set(), set(), set(), set()] for _ in range(2)]
    for table in fits(shown, 30):
        if matching := after.get(tuple(table[at] for at in same)):
            for at in range(4):
                seen[0][at].add(table[at])
                seen[1][at] |= {other[at] for other in matching}
    for side, (cells, least) in enumerate(((shown, threshold), (both, 5))):
        for at, cell in enumerate(sorted(cells, key=lambda c: c.codes)):
            told = at in same and any(
                other.value is not None and other.codes == cell.codes for other in (*shown, *both)
            )
            if cell.withheld and not told:
                small = 1 <= (true[side][at].value or 0) < least
                spread = max(seen[side][at]) - min(seen[side][at])
                assert spread >= (4 if small else 1), f"{side} {cell.codes}"


def test_revisions_with_other_dimensions_are_left_out():
    shown, _ = protect(full_table(flow(SEX), [3, 20]), flow(SEX))
    cells = full_table(AGES, [10, 20, 30])
    assert protect(cells, AGES, [stands(shown, flow(SEX))])[1].revisions == 0
