"""Two answers for machines: alive, and ready to serve."""

from __future__ import annotations

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse

from serai.commons.access import public


@public
def healthz(request: HttpRequest) -> JsonResponse:
    """The process answers; nothing else is asked."""
    return JsonResponse({"ok": True})


@public
def readyz(request: HttpRequest) -> JsonResponse:
    """Database reachable and migrated, data folder writable: 200; otherwise 503, naming what is not."""
    faults = []
    try:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            faults.append("migrations")
    except DatabaseError:
        faults.append("database")
    probe = settings.HOME / ".ready"
    try:
        probe.write_text("")
        probe.unlink()
    except OSError:
        faults.append("data folder")
    return JsonResponse({"ok": not faults, "faults": faults}, status=503 if faults else 200)
