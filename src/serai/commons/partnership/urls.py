"""Addresses of the upload page; every other page about the partnership belongs to ``serai.web``."""

from __future__ import annotations

from django.urls import path

from serai.commons.partnership import views

urlpatterns = [
    path("partnership/load/", views.load, name="load_partnership"),
    path("partnership/load/<uuid:key>/", views.load_preview, name="load_preview"),
]
