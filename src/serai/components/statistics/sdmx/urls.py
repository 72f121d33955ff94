"""Addresses of the service, below ``/sdmx/v2/``, in no language of their own."""

from __future__ import annotations

from django.urls import path, re_path

from serai.components.statistics.sdmx import views

app_name = "sdmx"

urlpatterns = [
    re_path(r"^data(?:/(?P<path>.*))?$", views.data, name="data"),
    re_path(r"^availability(?:/(?P<path>.*))?$", views.availability, name="availability"),
    re_path(r"^structure(?:/(?P<path>.*))?$", views.structure, name="structure"),
    re_path(r"^schema(?:/(?P<path>.*))?$", views.schema, name="schema"),
    re_path(r"^metadata(?:/(?P<path>.*))?$", views.not_offered, name="metadata"),
    re_path(r"^registration(?:/(?P<path>.*))?$", views.not_offered, name="registration"),
    path("<path:path>", views.unknown, name="unknown"),
]
