"""Addresses of the room. A revision's pages and files never change, so their addresses can be quoted."""

from __future__ import annotations

from django.urls import path

from serai.components.statistics import datasets, views
from serai.components.statistics.changes import views as changes
from serai.components.statistics.inventory.addresses import urlpatterns as inventory
from serai.components.statistics.registers.addresses import urlpatterns as registers
from serai.components.statistics.structures import views as structures
from serai.components.statistics.submissions.addresses import urlpatterns as submissions
from serai.components.statistics.workbench.addresses import urlpatterns as workbench

app_name = "statistics"
_ARTEFACT = "<str:kind>/<str:agency>/<str:identity>/<str:version>"

urlpatterns = [
    path("", views.list_releases, name="list"),
    path("imports/", views.imports, name="imports"),
    path("imports/<str:import_id>/", views.receipt, name="receipt"),
    path("imports/<str:import_id>/refused.csv", views.refused, name="refused"),
    *registers,
    *submissions,
    path("datasets/<slug:name>/", datasets.dataset, name="dataset"),
    path("datasets/<slug:name>/start/", datasets.start, name="start"),
    path("structures/", structures.structures, name="structures"),
    path("structures/load/", structures.load, name="structures_load"),
    path(f"structures/{_ARTEFACT}/", structures.structure, name="structure"),
    path(f"structures/{_ARTEFACT}/file.<str:form>", structures.structure_file, name="structure_file"),
    *workbench,
    *inventory,
    path("<slug:dataflow>/", views.release, name="release"),
    path("<slug:dataflow>/<int:revision>/", views.release, name="revision"),
    path("<slug:dataflow>/<int:revision>/changes/", changes.changes, name="changes"),
    path("<slug:dataflow>/<int:revision>/changes.csv", changes.changes_csv, name="changes_csv"),
    path("<slug:dataflow>/<int:revision>/files/<str:name>", views.download, name="download"),
    path("<slug:dataflow>/<int:revision>/chart.<str:kind>", views.chart, name="chart"),
    path("<slug:dataflow>/<int:revision>/map.<str:kind>", views.map_picture, name="map"),
    path("<slug:dataflow>/<int:revision>/cells/<path:cell>/", views.cell, name="cell"),
]
