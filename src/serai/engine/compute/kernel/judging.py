"""People judged one after the other: orphans, evenings, spells, evidence, and what they say of residence."""

from __future__ import annotations

import numpy as np

from serai.engine.compute.kernel.compiling import compiled
from serai.engine.compute.kernel.words import CHANGE, LINE, SPELL, Room, Rule

INSIDE, CITIZEN, EXCLUDED = 1, 2, 4
PROFILE = 3
"""From this bit on, ``marks`` hold the profile of the person: a number below ``PROFILES``."""
PROFILES = 32
ELAPSED = 30
"""Days of a step in which the time since a change is measured, for what became of undecided ones."""
UNKNOWN_DAY = -(2**31)
ORPHAN, MIGRATION, CONDITIONAL, UNESTABLISHED, EVIDENCE, AFTER_DEATH = 0, 1, 2, 3, 4, 5
FINAL, EARLY, PROVISIONAL = 0, 1, 2
DROP, MIDPOINT, EXPIRY, UNKNOWN = 0, 1, 2, 3


@compiled
def months_later(day: int, months: int) -> int:
    """The day number of the same day so many months later, or of the last day of a shorter month.

    Source:  the civil calendar by eras of 400 years, which holds for any year.
    """
    shifted = day + 719468
    era = shifted // 146097
    of_era = shifted - era * 146097
    year_of_era = (of_era - of_era // 1460 + of_era // 36524 - of_era // 146096) // 365
    of_year = of_era - (365 * year_of_era + year_of_era // 4 - year_of_era // 100)
    march_month = (5 * of_year + 2) // 153
    day_of_month = of_year - (153 * march_month + 2) // 5 + 1
    total = (year_of_era + era * 400) * 12 + march_month + months  # years begin in March
    year, march_month = total // 12, total % 12
    civil = year + (1 if march_month >= 10 else 0)
    if march_month == 11:
        longest = 29 if (civil % 4 == 0 and civil % 100 != 0) or civil % 400 == 0 else 28
    elif march_month == 1 or march_month == 3 or march_month == 6 or march_month == 8:
        longest = 30
    else:
        longest = 31
    of_year = (153 * march_month + 2) // 5 + min(day_of_month, longest) - 1
    era = year // 400
    year_of_era = year - era * 400
    return era * 146097 + year_of_era * 365 + year_of_era // 4 - year_of_era // 100 + of_year - 719468


@compiled
def _room(longest: int) -> Room:
    most = 2 * longest + 2
    return Room(np.empty(most, LINE), np.empty(most, SPELL), np.empty(most, CHANGE))


@compiled
def judge(
    people: np.ndarray, starts: np.ndarray, found: int, permits: np.ndarray, deaths: np.ndarray, rule: Rule,
    judged: np.ndarray, counts: np.ndarray, became: np.ndarray,
) -> int:  # fmt: skip
    """Judge every person of a partition; gives how many rows of ``judged`` were written.

    Room for six rows a record is needed. ``counts`` are added to, in the order of ``COUNTS``. ``became``
    (profile, side, steps elapsed, 2) is added to: how many changes of the cohort were undecided then, and how
    many of them were proven in the end.

    A death on a day observed ends the days of a person: the day itself is spent where the person was, the days
    after it on neither side, also beyond the days observed. Crossings after it are told as ``AFTER_DEATH`` and
    judged no more. A death after the days observed is as if not known.
    """
    longest = 0
    for person in range(found):
        longest = max(longest, starts[person + 1] - starts[person])
    room = _room(longest)
    written = 0
    for person in range(found):
        low, high = starts[person], starts[person + 1]
        allowed = permits[:0]
        if len(permits):
            begin, beyond = _rows_of(permits, people[low]["h1"], people[low]["h2"])
            allowed = permits[begin:beyond]
            counts[12] += len(allowed)
        until = rule.end
        dead = False
        if len(deaths):
            begin, beyond = _rows_of(deaths, people[low]["h1"], people[low]["h2"])
            if begin < beyond:
                counts[11] += 1
                dead = deaths[begin]["day"] < rule.end
                if dead:
                    until = deaths[begin]["day"] + 1
        while low < high and people[low]["key"] // rule.scale < rule.first:
            counts[2] += 1
            low += 1
        while low < high and people[high - 1]["key"] // rule.scale >= rule.end:
            counts[2] += 1
            high -= 1
        while low < high and people[high - 1]["key"] // rule.scale >= until:
            high -= 1
            counts[10] += 1
            late = people[high]
            day = late["key"] // rule.scale
            _tell(judged, written, late, day, AFTER_DEATH, late["marks"] & INSIDE, -1, False, 0)
            written += 1
        if low < high:
            counts[0] += 1
            counts[1] += high - low
            life = people[low:high]
            written = _one(life, allowed, until, dead, rule, room, judged, written, counts, became)
    return written


@compiled
def _one(
    life: np.ndarray, permits: np.ndarray, until: int, dead: bool, rule: Rule, room: Room, judged: np.ndarray,
    written: int, counts: np.ndarray, became: np.ndarray,
) -> int:  # fmt: skip
    """Judge one person, whose observed crossings ``life`` is and ``permits`` the permits.

    The days end before ``until``: with observation, or ``dead``, with the day of death.
    """
    opening = life[0]
    line, written = _line_up(life, permits, rule, room, judged, written, counts)
    changes = _spells(line, until, room, counts)
    _evidence(life, changes, until, dead, rule, room)
    prev, may_be_home = _status_before(opening, permits, rule)
    apart = -1
    if prev == -1:
        counts[9] += 1
        apart = written
        _tell(judged, written, opening, opening["key"] // rule.scale, UNESTABLISHED, -1, -1, False, len(life))
        written += 1
    open_in = False  # an undecided change to that side since the latest proof
    open_out = False
    for c in range(changes):
        status = room.changes[c]["proof"]
        evening = room.line[room.changes[c]["evening"]]
        day, side, added = evening["day"], evening["side"], evening["added"]
        record = life[evening["at"]]
        counts_for = (
            added or not record["marks"] & EXCLUDED
        )  # what can prove nothing says nothing of the rest
        in_cohort = rule.cohort_from <= day < rule.cohort_to
        if prev == 1 - side and in_cohort and counts_for and status != PROVISIONAL:
            spell = room.changes[c]["spell"]
            steps = became[record["marks"] >> PROFILE, side]
            _follow(day, side, spell, status != -1, until, rule, room, steps)
        if rule.tell_all:
            _tell(judged, written, record, day, EVIDENCE, side, status, added, len(life))
            written += 1
        if status < 0:
            continue
        table = -1
        if prev == 1 - side:
            table = MIGRATION
        elif prev != 1 - side and ((side == 1 and open_out) or (side == 0 and open_in)):
            table = CONDITIONAL
        if table >= 0:
            _tell(judged, written, record, day, table, side, status, added, len(life))
            judged[written]["warm_up"] = table == MIGRATION and side == 1 and may_be_home
            written += 1
        if status != PROVISIONAL:
            if prev == -1:
                judged[apart]["side"] = side
                judged[apart]["status"] = status
            prev = side
            may_be_home = False
            open_in = False
            open_out = False
        else:
            open_in = open_in or side == 1
            open_out = open_out or side == 0
    return written


@compiled
def _tell(
    judged: np.ndarray, at: int, record: np.ndarray, day: int, table: int, side: int, status: int, added: bool,
    crossings: int,
) -> None:  # fmt: skip
    judged[at]["row"] = record["row"]
    judged[at]["day"] = day
    judged[at]["table"] = table
    judged[at]["side"] = side
    judged[at]["status"] = status
    judged[at]["warm_up"] = False
    judged[at]["added"] = added
    judged[at]["profile"] = record["marks"] >> PROFILE
    judged[at]["crossings"] = crossings


@compiled
def _line_up(
    life: np.ndarray, permits: np.ndarray, rule: Rule, room: Room, judged: np.ndarray, written: int,
    counts: np.ndarray,
) -> tuple[int, int]:  # fmt: skip
    """Crossings after the policy for orphans, which are told of; gives how many, and the rows written."""
    n = 0
    for at in range(len(life)):
        today = life[at]["key"] // rule.scale
        side = life[at]["marks"] & INSIDE
        if n and room.line[n - 1]["side"] == side:
            counts[3] += 1
            _tell(judged, written, life[at], today, ORPHAN, side, -1, False, len(life))
            written += 1
            put = UNKNOWN_DAY
            if rule.policy == UNKNOWN:
                room.line[n - 1]["lost"] = True
            else:
                put = _other_half(room.line[n - 1]["day"], today, side, permits, rule)
                if put == UNKNOWN_DAY:
                    continue  # the first is kept
                counts[4] += 1
                counts[8] += today - room.line[n - 1]["day"]
                room.line[n]["day"] = put
                room.line[n]["side"] = 1 - side
                room.line[n]["at"] = room.line[n - 1]["at"]
                room.line[n]["added"] = True
                room.line[n]["lost"] = False
                n += 1
        room.line[n]["day"] = today
        room.line[n]["side"] = side
        room.line[n]["at"] = at
        room.line[n]["added"] = False
        room.line[n]["lost"] = False
        n += 1
    return n, written


@compiled
def _other_half(before: int, today: int, side: int, permits: np.ndarray, rule: Rule) -> int:
    """The day on which the missing crossing is put, or ``UNKNOWN_DAY`` for none."""
    put = UNKNOWN_DAY
    if rule.policy == MIDPOINT:
        put = before + (today - before) // 2
    elif rule.policy == EXPIRY and side == 1:
        for permit in permits:
            if before <= permit["until"] < today and permit["since"] <= today:
                put = max(put, permit["until"] + 1)
    return put


@compiled
def _spells(line: int, end: int, room: Room, counts: np.ndarray) -> int:
    """Spells and changes of a line of crossings; gives how many changes.

    The last crossing of a day says where the person is that evening; before the first one the person was
    on the other side of it.
    """
    spells = 0
    changes = 0
    now = 1 - room.line[0]["side"]
    for i in range(line):
        if i + 1 < line and room.line[i + 1]["day"] == room.line[i]["day"]:
            continue
        changed = now != room.line[i]["side"]
        after = 2 if room.line[i]["lost"] else room.line[i]["side"]
        if after != now:
            room.spells[spells]["begin"] = room.line[i]["day"]
            room.spells[spells]["state"] = after
            spells += 1
            now = after
        if changed:
            room.changes[changes]["evening"] = i
            room.changes[changes]["spell"] = spells - 1
            changes += 1
    room.spells[spells]["begin"] = end
    total_in = 0
    total_out = 0
    for k in range(spells):
        room.spells[k]["was_in"] = total_in
        room.spells[k]["was_out"] = total_out
        days = room.spells[k + 1]["begin"] - room.spells[k]["begin"]
        if room.spells[k]["state"] == 1:
            total_in += days
        elif room.spells[k]["state"] == 0:
            total_out += days
        else:
            counts[7] += days
    room.spells[spells]["begin"] = 2**62  # beyond every window, so that a search for its end stops here
    counts[5] += total_in
    counts[6] += total_out
    return changes


@compiled
def _status_before(opening: np.ndarray, permits: np.ndarray, rule: Rule) -> tuple[int, bool]:
    """The status before the first crossing (1 resident, 0 not, -1 unknown), and whether who came may be home."""
    day = opening["key"] // rule.scale
    if opening["marks"] & INSIDE:
        for permit in permits:
            if permit["since"] != UNKNOWN_DAY and permit["since"] < day and permit["until"] >= rule.first:
                return 1, False
        wide = months_later(rule.first, rule.window) - rule.first if rule.months else rule.window
        return 0, bool(day < rule.first + wide)
    if opening["marks"] & CITIZEN:
        return 1, False
    for permit in permits:
        if permit["since"] <= day <= permit["until"]:
            return 1, False
    return -1, False


@compiled
def _evidence(life: np.ndarray, changes: int, until: int, dead: bool, rule: Rule, room: Room) -> None:
    """What each change proves. The days of the dead are known to the end of every window: not on its side."""
    wide = rule.window
    needed = rule.threshold + rule.extra
    reach = 0  # the last spell that the window of a change touches; windows end later and later
    for c in range(changes):
        i = room.changes[c]["evening"]
        t = room.line[i]["day"]
        if rule.months:
            wide = months_later(t, rule.window) - t
            needed = months_later(t, rule.threshold) - t + rule.extra
        added = room.line[i]["added"]
        room.changes[c]["proof"] = -1
        if not added and life[room.line[i]["at"]]["marks"] & EXCLUDED:
            continue
        if rule.intention:
            intended = life[room.line[i]["at"]]["intended"]
            if added or intended < 0:
                room.changes[c]["proof"] = PROVISIONAL
            elif intended >= needed:
                room.changes[c]["proof"] = FINAL
            continue
        complete = t + wide <= rule.end
        limit = min(t + wide, until)
        k = room.changes[c]["spell"]
        reach = max(reach, k)
        while room.spells[reach + 1]["begin"] < limit:
            reach += 1
        days_in = room.spells[reach]["was_in"] - room.spells[k]["was_in"]
        days_out = room.spells[reach]["was_out"] - room.spells[k]["was_out"]
        if room.spells[reach]["state"] == 1:
            days_in += limit - room.spells[reach]["begin"]
        elif room.spells[reach]["state"] == 0:
            days_out += limit - room.spells[reach]["begin"]
        if room.spells[k]["state"] == 1:
            days_in -= t - room.spells[k]["begin"]
        elif room.spells[k]["state"] == 0:
            days_out -= t - room.spells[k]["begin"]
        own = days_in if room.line[i]["side"] == 1 else days_out
        other = days_in + days_out - own
        if dead:
            other += t + wide - limit
        if own >= needed:
            room.changes[c]["proof"] = FINAL if complete else EARLY
        elif other <= wide - needed and not (complete and own + other == wide):
            room.changes[c]["proof"] = PROVISIONAL


@compiled
def _follow(
    t: int, side: int, k: int, proven: bool, known: int, rule: Rule, room: Room, became: np.ndarray
) -> None:
    """Count at which steps after it a change that is decided now was undecided, and what became of it."""
    needed = rule.threshold + rule.extra
    wide = rule.window
    if rule.months:
        wide = months_later(t, rule.window) - t
        needed = months_later(t, rule.threshold) - t + rule.extra
    own = 0
    other = 0
    at = t
    for step in range(len(became)):
        limit = min(t + step * ELAPSED + ELAPSED // 2, t + wide)
        if limit >= known:
            return  # dead by then, and as decided as it is now; of the living the whole window is observed
        while at < limit:
            until = min(limit, room.spells[k + 1]["begin"])
            if room.spells[k]["state"] == side:
                own += until - at
            elif room.spells[k]["state"] != 2:
                other += until - at
            at = until
            if at == room.spells[k + 1]["begin"]:
                k += 1
        if own >= needed or other > wide - needed or limit == t + wide:
            return
        became[step, 0] += 1
        if proven:
            became[step, 1] += 1


@compiled
def _rows_of(rows: np.ndarray, h1: np.uint64, h2: np.uint32) -> tuple[int, int]:
    """Where the permits or deaths of a person begin and end among all, which are sorted by person."""
    low, high = 0, len(rows)
    while low < high:
        middle = (low + high) // 2
        one = rows[middle]
        if one["h1"] < h1 or (one["h1"] == h1 and one["h2"] < h2):
            low = middle + 1
        else:
            high = middle
    beyond = low
    while beyond < len(rows) and rows[beyond]["h1"] == h1 and rows[beyond]["h2"] == h2:
        beyond += 1
    return low, beyond
