"""Addresses of the room."""

from __future__ import annotations

from django.urls import path

from serai.commons.audit import views

urlpatterns = [
    path("", views.overview, name="history_overview"),
    path("reads/", views.reads, name="history_reads"),
    path("reads/<str:noun>/<str:key>/", views.reads, name="reads_of"),
    path("<str:noun>/<str:key>/", views.history, name="history"),
]
