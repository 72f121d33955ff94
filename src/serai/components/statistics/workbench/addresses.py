"""Addresses of the workbench."""

from __future__ import annotations

from django.urls import path

from serai.components.statistics.workbench import views

urlpatterns = [
    path("workbench/", views.workbench, name="workbench"),
    path("workbench/matchings/", views.matchings, name="matchings"),
    path("workbench/matchings/<slug:name>/", views.matching, name="matching"),
    path("workbench/matchings/<slug:name>/mapping.yaml", views.mapping_file, name="mapping_file"),
    path("workbench/<uuid:key>/", views.bench, name="bench"),
    path("workbench/<uuid:key>/match/", views.match, name="match"),
    path("workbench/<uuid:key>/away/", views.away, name="bench_away"),
    path("workbench/<uuid:key>/publish/", views.publish, name="bench_publish"),
    path("<slug:dataflow>/<int:revision>/rows/<path:cell>/", views.rows, name="cell_rows"),
]
