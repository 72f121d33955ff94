"""Whether the vaults' histories are what the house's chain says of them."""

from __future__ import annotations

from django.db import connection

from serai.commons.vaults.declarations import declared

QUESTION = """
    select coalesce(h.id, e.line), h.id is null, e.line is null
    from {schema}.history h
    full join (select line, digest from vaults_changeevent where vault = %s and pgh_label = 'insert') e
        on e.line = h.id
    where h.id is null or e.line is null or h.digest <> e.digest
        or (h.content is not null and h.digest <>
            sha256(h.salt || convert_to(upper(h.verb) || h.tabled || h.content::text, 'utf8')))
    order by 1
"""


def verify() -> list[str]:
    """What is wrong with the histories, in sentences; asked as the owner.

    A line that is missing, added or changed is found. Whether the chain itself is whole is what
    ``serai audit verify`` finds: this compares with the rows that the chain covers. A line that was
    blanked by an erasure has its digest still.
    """
    faults = []
    with connection.cursor() as cursor:
        for vault in declared():
            cursor.execute(QUESTION.replace("{schema}", vault.schema), [vault.name])
            for line, missing, added in cursor.fetchall():
                what = "is missing" if missing else "was added" if added else "was changed"
                faults.append(f"vault {vault.name}: line {line} of the history {what}")
    return faults
