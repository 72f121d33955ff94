"""Addresses of the room."""

from __future__ import annotations

from django.urls import path

from serai.commons.vaults import views

urlpatterns = [
    path("", views.vaults, name="vaults"),
    path("holds/", views.place_hold, name="vaults_hold"),
    path("holds/<int:key>/lift/", views.lift_hold, name="vaults_lift"),
    path("alarms/<uuid:key>/", views.alarm_seen, name="vaults_alarm"),
    path("glass/", views.break_glass, name="vaults_glass"),
    path("glass/<uuid:key>/", views.glass, name="vaults_glass_open"),
    path("glass/<uuid:key>/end/", views.end_glass, name="vaults_glass_end"),
]
