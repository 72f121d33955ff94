"""Addresses of the room. A revision's pages and files never change, so their addresses can be quoted."""

from __future__ import annotations

from django.urls import path

from serai.components.statistics import datasets, views
from serai.components.statistics.registers import views as registers

app_name = "statistics"

urlpatterns = [
    path("", views.list_releases, name="list"),
    path("imports/", views.imports, name="imports"),
    path("imports/<str:import_id>/", views.receipt, name="receipt"),
    path("imports/<str:import_id>/refused.csv", views.refused, name="refused"),
    path("registers/", registers.registers, name="registers"),
    path("registers/start/", registers.start, name="registers_start"),
    path("datasets/<slug:name>/", datasets.dataset, name="dataset"),
    path("datasets/<slug:name>/start/", datasets.start, name="start"),
    path("<slug:dataflow>/", views.release, name="release"),
    path("<slug:dataflow>/<int:revision>/", views.release, name="revision"),
    path("<slug:dataflow>/<int:revision>/files/<str:name>", views.download, name="download"),
    path("<slug:dataflow>/<int:revision>/chart.<str:kind>", views.chart, name="chart"),
    path("<slug:dataflow>/<int:revision>/map.<str:kind>", views.map_picture, name="map"),
    path("<slug:dataflow>/<int:revision>/cells/<path:cell>/", views.cell, name="cell"),
]
