"""Addresses of registers of people."""

from __future__ import annotations

from django.urls import path

from serai.components.statistics.registers import pointing_views, views

urlpatterns = [
    path("registers/", views.registers, name="registers"),
    path("registers/start/", views.start, name="registers_start"),
    path(
        "registers/held/<str:country>/<str:organisation>/<str:register>/", views.taken, name="register_taken"
    ),
    path("registers/files/", pointing_views.files, name="register_files"),
    path("registers/files/<uuid:key>/", pointing_views.file, name="register_file"),
    path("registers/files/<uuid:key>/away/", pointing_views.away, name="register_file_away"),
    path("registers/matchings/<slug:name>/", pointing_views.matching, name="register_matching"),
    path(
        "registers/matchings/<slug:name>/mapping.yaml", pointing_views.mapping_file, name="register_mapping"
    ),
]
