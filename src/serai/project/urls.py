"""Every address: health for machines, accounts, and what the registry mounts, per language."""

from __future__ import annotations

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from serai.project import health, registry

handler400 = "serai.web.views.errors.bad_request"
handler403 = "serai.web.views.errors.forbidden"
handler404 = "serai.web.views.errors.not_found"
handler500 = "serai.web.views.errors.server_error"

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("api/v1/", include(registry.api_patterns())),
    *registry.machine_patterns(),
    *i18n_patterns(
        path("accounts/", include("serai.commons.accounts.urls")),
        *registry.url_patterns(),
        prefix_default_language=False,
    ),
]
