"""Addresses of the room."""

from __future__ import annotations

from django.urls import URLPattern, path

from serai.commons.files import views

urlpatterns: list[URLPattern] = [
    path("", views.files, name="files"),
    path("upload/", views.upload, name="file_upload"),
    path("check/", views.check, name="files_check"),
    path("<uuid:key>/", views.file, name="file"),
    path("<uuid:key>/content/", views.download, name="file_download"),
    path("<uuid:key>/remove/", views.remove, name="file_remove"),
    path("<uuid:key>/prolong/", views.prolong, name="file_prolong"),
]
