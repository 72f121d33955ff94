"""Addresses of the pages about the partnership. Names are plain: a template anywhere may link to them."""

from __future__ import annotations

from django.urls import include, path

from serai.web.views import activities, agreed, evidence, home, languages, partners, rights, style

urlpatterns = [
    path("", include("serai.commons.partnership.urls")),
    path("people/", include("serai.commons.directory.urls")),
    path("history/", include("serai.commons.audit.urls")),
    path("vaults/", include("serai.commons.vaults.urls")),
    path("files/", include("serai.commons.files.urls")),
    path("notices/", include("serai.commons.notices.urls")),
    path("jobs/", include("serai.commons.jobs.urls")),
    path("search/", include("serai.commons.search.urls")),
    path("", include("serai.commons.places.urls")),
    path("desk/", include("serai.web.desk.urls")),
    path("api/", include("serai.web.api.urls")),
    path("translations/", include("serai.web.translators.urls")),
    path("rights/", rights.rights, name="rights"),
    path("", home.home, name="home"),
    path("about/", home.about, name="about"),
    path("languages/", languages.languages, name="languages"),
    path("style/", style.style, name="style"),
    path("style/<str:name>.svg", style.style_picture, name="style_picture"),
    path("partnership/activities/", activities.activities, name="activities"),
    path("partnership/activities/<str:key>/", activities.activity, name="activity"),
    path("partnership/calendar/", activities.calendar, name="calendar"),
    path("partnership/calendar/<int:year>/", activities.calendar, name="calendar_year"),
    path("partnership/states/", partners.states, name="states"),
    path("partnership/states/<str:key>/", partners.state, name="state"),
    path("partnership/bodies/", partners.bodies, name="bodies"),
    path("partnership/bodies/<str:key>/", partners.body, name="body"),
    path("partnership/organisations/", partners.organisations, name="organisations"),
    path("partnership/organisations/<str:key>/", partners.organisation, name="organisation"),
    path("partnership/projects/", agreed.projects, name="projects"),
    path("partnership/projects/<str:key>/", agreed.project, name="project"),
    path("partnership/components/<str:key>/", agreed.component, name="component"),
    path("partnership/frameworks/", agreed.frameworks, name="frameworks"),
    path("partnership/frameworks/<str:key>/", agreed.framework, name="framework"),
    path("partnership/topics/<str:key>/", agreed.topic, name="topic"),
    path("partnership/sources/", evidence.sources, name="sources"),
    path("partnership/sources/<str:key>/", evidence.source, name="source"),
    path("partnership/disagreements/", evidence.disagreements, name="disagreements"),
]
