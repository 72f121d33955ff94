"""From one definition of residence to another, by reason. One lazy expression; nothing is read here."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from serai.engine.compute import kernel

REASONS = {
    "both": "Counted by both definitions at the same crossing",
    "dated elsewhere": "Counted by both definitions, dated at different crossings",
    "fails the test": "The stay that follows does not pass the other definition's test",
    "undecided": "The other definition has not decided yet",
    "warm-up": "The other definition takes it for a resident coming home, perhaps",
    "status before": "The stay passes the other definition's test, but there the person was on that side already",
}
"""Why a migration is counted by one definition, and whether by the other."""


def bridge(here: ir.Table, there: ir.Table) -> ir.Table:
    """Every migration that either definition counts, and why the other counts it or does not.

    Shape:   what was judged of the same crossings under either definition, with all evidence, (row, person, date,
             table, side, status, warm_up) -> (row, person, date, side, counted_here, counted_there, reason).
    Units:   one row for each decided migration without warm-ups; one that both count at one crossing is one row,
             one that they date at different crossings is two.
    """
    ours, theirs = _counted(here), _counted(there)
    together = ours.outer_join(theirs, ["row", "date", "side"])
    keys = {
        name: ibis.coalesce(together[name], together[f"{name}_right"])
        for name in ("row", "person", "date", "side")
    }
    all_of = together.select(
        **keys, counted_here=together["person"].notnull(), counted_there=together["person_right"].notnull()
    )
    alone = ibis.window(
        group_by=["person", "side", "counted_here", "counted_there"], order_by=["date", "row"]
    )
    ranked = all_of.mutate(turn=ibis.row_number().over(alone))
    other = ranked.view()
    paired = ranked.left_join(
        other,
        [
            ranked.person == other.person,
            ranked.side == other.side,
            ranked.turn == other.turn,
            ranked.counted_here == ~other.counted_here,
            ranked.counted_there == ~other.counted_there,
            ranked.counted_here != ranked.counted_there,
        ],
    ).select(ranked, elsewhere=other["row"].notnull())
    proofs = ibis.union(
        _proofs(there).mutate(of_here=True), _proofs(here).mutate(of_here=False)
    )  # what the other one says of a change
    asked = paired.left_join(
        proofs,
        [
            paired["row"] == proofs["row"],
            paired["date"] == proofs["date"],
            paired["side"] == proofs["side"],
            paired.counted_here == proofs.of_here,
        ],
    ).select(paired, proofs.status, proofs.warm_up)
    reason = ibis.cases(
        (asked.counted_here & asked.counted_there, "both"),
        (asked.elsewhere, "dated elsewhere"),
        (asked.warm_up, "warm-up"),
        (asked.status == kernel.PROVISIONAL, "undecided"),
        (asked.status >= 0, "status before"),
        else_="fails the test",
    )
    return asked.select("row", "person", "date", "side", "counted_here", "counted_there", reason=reason)


def _counted(judged: ir.Table) -> ir.Table:
    found = judged.filter(
        judged["table"] == kernel.MIGRATION, judged.status != kernel.PROVISIONAL, ~judged.warm_up
    )
    return found.select("row", "person", "date", "side")


def _proofs(judged: ir.Table) -> ir.Table:
    """What each change proves, and whether it is a warm-up."""
    evidence = judged.filter(judged["table"] == kernel.EVIDENCE).select("row", "date", "side", "status")
    moves = judged.filter(judged["table"] == kernel.MIGRATION, judged.warm_up).select(
        "row", "date", "side", "warm_up"
    )
    joined = evidence.left_join(moves, ["row", "date", "side"])
    return joined.select("row", "date", "side", "status", warm_up=joined.warm_up.fill_null(False))
