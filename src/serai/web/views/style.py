"""Every shared part of the pages with every state it has, as documentation that shows itself."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

import serai.web
from serai.commons.access import public
from serai.engine.publish import pictures as draw
from serai.web import wording
from serai.web.samples import SAMPLES, Sample, sample_for

GUESTS = {"2021": 14, "2022": 19, "2023": 23, "2024": 22, "2025": 31}
FONTS = Path(serai.web.__file__).parent / "static" / "vendor" / "fonts"


@dataclass(frozen=True)
class Shown:
    """One sample with its form as it opens and as it comes back with something wrong."""

    sample: Sample
    empty: forms.Form
    wrong: forms.Form
    narrow: forms.Form
    columns: list[dict[str, Any]]
    steps: list[dict[str, str]]
    tabs: list[dict[str, Any]]
    guests: list[dict[str, Any]]
    years: list[tuple[str, int]]


@public
def style(request: HttpRequest) -> HttpResponse:
    """The parts with words in the language of the page, then some of them in four languages at once."""
    own = sample_for(get_language() or "en")
    context = {"own": _shown(own, "own"), "all": [_shown(sample, "side") for sample in SAMPLES.values()]}
    return render(request, "web/style.html", context)


@public
def style_picture(request: HttpRequest, name: str) -> HttpResponse:
    """The chart or the map of the page, drawn here; 404 for any other name."""
    if name not in ("chart", "map"):
        raise Http404
    picture = _drawn(name, sample_for(get_language() or "en").language, wording.digits("0123456789"))
    answer = HttpResponse(picture, content_type="image/svg+xml")
    answer["Cache-Control"] = "public, max-age=3600"
    return answer


def _form(sample: Sample, prefix: str, data: dict[str, str] | None) -> forms.Form:
    """A form with one field of every kind."""
    name, address, badge, message, terms, paper = sample.fields
    required = {"required": sample.wrong}
    languages = list(zip(("en", "ur", "bn"), sample.ways, strict=True))
    fields: dict[str, forms.Field] = {
        "name": forms.CharField(label=name, help_text=sample.help, error_messages=required),
        "address": forms.EmailField(label=address, required=False),
        "badge": forms.ChoiceField(label=badge, choices=languages, widget=forms.RadioSelect),
        "part": forms.ChoiceField(label=sample.columns[1], choices=[(r[1], r[1]) for r in sample.rows[:2]]),
        "message": forms.CharField(label=message, required=False, widget=forms.Textarea(attrs={"rows": 3})),
        "paper": forms.FileField(label=paper, required=False),
        "terms": forms.BooleanField(label=terms),
    }
    shape = type("SampleForm", (forms.Form,), fields)
    form: forms.Form = shape(data, prefix=prefix)
    return form


def _narrow(sample: Sample) -> forms.Form:
    parts = [("", sample.name)] + [(row[1], row[1]) for row in sample.rows[:2]]
    fields: dict[str, forms.Field] = {
        "state": forms.CharField(label=sample.columns[0], required=False),
        "kind": forms.ChoiceField(label=sample.columns[1], choices=parts, required=False),
    }
    form: forms.Form = type("SampleChoices", (forms.Form,), fields)(prefix="narrow")
    return form


def _steps(sample: Sample) -> list[dict[str, str]]:
    states = ("done", "current", "todo")
    return [
        {"title": title, "state": state, "url": "#steps" if state == "done" else ""}
        for title, state in zip(sample.steps, states, strict=True)
    ]


def _shown(sample: Sample, place: str) -> Shown:
    # the same words stand twice on the page, so ids carry the place
    right = {"x-address": "guest@example.org", "x-badge": "ur", "x-terms": "on", "x-part": sample.rows[0][1]}
    prefix = f"{place}-{sample.language}-wrong"
    wrong = {key.replace("x-", f"{prefix}-"): value for key, value in right.items()}
    return Shown(
        sample=sample,
        empty=_form(sample, f"{place}-{sample.language}-empty", None),
        wrong=_form(sample, prefix, wrong),
        narrow=_narrow(sample),
        columns=[{"title": title, "numeric": number == 2} for number, title in enumerate(sample.columns)],
        steps=_steps(sample),
        tabs=[
            {"title": title, "url": "#tabs", "current": number == 0, "count": (None, 24, 0)[number]}
            for number, title in enumerate(sample.tabs)
        ],
        guests=[{"title": _("Year")}, {"title": sample.years[1], "numeric": True}],
        years=[(wording.digits(year), value) for year, value in GUESTS.items()],
    )


@lru_cache(maxsize=32)
def _drawn(name: str, language: str, digits: str) -> bytes:
    sample = SAMPLES[language]
    words = draw.Words(
        title=sample.years[0],
        notes=(_("Invented numbers."),),
        rtl=sample.rtl,
        digits="" if digits.startswith("0") else digits,
    )
    if name == "map":
        karvania, west, east = sample.places
        spots = ((0.0, 0.0, karvania, 24), (-1.0, 0.0, west, 11), (1.0, 0.0, east, None))
        places = [
            draw.Place(
                label, value, x, y, text=wording.number(value) if value else "", sign="" if value else "–"
            )
            for x, y, label, value in spots
        ]
        return draw.svg(draw.tile_map(places, words), FONTS).encode()
    points = [draw.Point(year, sample.years[1], value) for year, value in GUESTS.items()]
    return draw.svg(draw.series_chart(points, list(GUESTS), words), FONTS).encode()
