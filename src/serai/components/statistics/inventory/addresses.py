"""Addresses of the inventory of registers."""

from __future__ import annotations

from django.urls import path

from serai.components.statistics.inventory import views

urlpatterns = [
    path("inventory/", views.inventory, name="inventory"),
    path("inventory/registers/<str:register>/", views.entry, name="inventory_entry"),
    path("inventory/registers/<str:register>/plan/", views.new_step, name="inventory_plan"),
    path("inventory/plan/<int:number>/", views.step, name="inventory_step"),
    path("inventory/<str:key>/", views.state, name="inventory_state"),
]
