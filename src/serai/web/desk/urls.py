"""Addresses of the desk."""

from __future__ import annotations

from django.urls import URLPattern, path

from serai.web.desk import views

urlpatterns: list[URLPattern] = [
    path("", views.desk, name="desk"),
    path("act/<str:token>/", views.link, name="desk_link"),
]
