"""Addresses of the room, named ``newsroom:...``."""

from __future__ import annotations

from django.urls import path

from serai.components.newsroom.views import contact, events, files, machines, newsletter, project, stories

app_name = "newsroom"

urlpatterns = [
    path("news/", stories.news, name="news"),
    path("news/feed/", machines.feed, name="feed"),
    path("news/<slug:slug>/", stories.story, name="story"),
    path("news/<slug:slug>/pdf/", stories.story_pdf, name="story_pdf"),
    path("project/", project.about_project, name="project"),
    path("project/<str:key>/pdf/", project.project_pdf, name="project_pdf"),
    path("events/", events.events, name="events"),
    path("events/events.ics", events.feed, name="event_feed"),
    path("events/<int:year>/", events.events, name="events_year"),
    path("events/<str:key>.ics", events.event, name="event_file"),
    path("contact/", contact.contact, name="contact"),
    path("newsletter/", newsletter.newsletter, name="newsletter"),
    path("newsletter/confirm/<str:token>/", newsletter.confirm, name="confirm"),
    path("newsletter/leave/<str:token>/", newsletter.leave, name="leave"),
    path("newsletter/make/", newsletter.make, name="make_issue"),
    path("newsletter/<int:number>/", newsletter.issue, name="issue"),
    path("newsletter/<int:number>/approve/", newsletter.approve, name="approve_issue"),
    path("pictures/<str:name>", files.picture, name="picture"),
    path("sitemap.xml", machines.sitemap, name="sitemap"),
    path("robots.txt", machines.robots, name="robots"),
]
