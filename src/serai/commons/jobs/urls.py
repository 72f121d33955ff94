"""Addresses of the room."""

from __future__ import annotations

from django.urls import URLPattern, path

from serai.commons.jobs import views

urlpatterns: list[URLPattern] = [
    path("", views.jobs, name="jobs"),
    path("all/", views.all_jobs, name="all_jobs"),
    path("schedules/", views.schedules, name="schedules"),
    path("<uuid:key>/", views.job, name="job"),
    path("<uuid:key>/stop/", views.stop, name="job_stop"),
    path("<uuid:key>/dismiss/", views.dismiss, name="job_dismiss"),
]
