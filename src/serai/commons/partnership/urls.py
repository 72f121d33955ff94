"""Addresses of the pages that change the partnership; the pages about it belong to ``serai.web``."""

from __future__ import annotations

from django.urls import path

from serai.commons.partnership import views

urlpatterns = [
    path("partnership/audience/<str:noun>/<str:key>/", views.audience, name="audience"),
    path("partnership/load/", views.load, name="load_partnership"),
    path("partnership/load/<uuid:key>/", views.load_preview, name="load_preview"),
]
