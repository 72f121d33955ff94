"""Why something cannot be done with a submission, in words for people, with the way out."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from serai.components.statistics import refusals
from serai.components.statistics.errors import SubmissionRefused
from serai.engine.errors import FileUnreadable

OBSTACLES = {
    "who": (gettext_lazy("This is not yours to do"), gettext_lazy("Ask whoever answers for it.")),
    "state": (
        gettext_lazy("The submission has moved on, and this cannot be done with it any more"),
        gettext_lazy("Read how it stands now."),
    ),
    "own_hand": (
        gettext_lazy("You took part in sending these figures, so somebody else has to judge them"),
        gettext_lazy("Ask another statistician."),
    ),
    "no_file": (gettext_lazy("There are no figures yet"), gettext_lazy("Send a file or fill in the form.")),
    "errors": (
        gettext_lazy("The figures hold errors"),
        gettext_lazy("Correct what the list below names, and send them again."),
    ),
    "checking": (
        gettext_lazy("The file is still being checked"),
        gettext_lazy("Wait for the end of it, or send another file."),
    ),
    "empty": (
        gettext_lazy("No row of the file was accepted"),
        gettext_lazy("Read below why, and send it again."),
    ),
    "unexplained": (
        gettext_lazy("Some warnings are not explained"),
        gettext_lazy("Whoever sent the figures explains each of them, or they are sent back."),
    ),
    "published_before": (
        gettext_lazy("Some of these periods were published before"),
        gettext_lazy("Open what was published and begin a correction there, with its reason."),
    ),
    "sent_before": (
        gettext_lazy("Figures were sent for it already, so who sends which table stays as it is"),
        gettext_lazy("End it, and write down a new one."),
    ),
    "other_file": (
        gettext_lazy("What you looked at has changed since"),
        gettext_lazy("Look at the figures and explanations again, and approve those."),
    ),
    "embargo": (
        gettext_lazy("The embargo has not ended"),
        gettext_lazy("The figures are published by themselves when it ends."),
    ),
    "past": (gettext_lazy("An embargo ends in the future"), gettext_lazy("Choose a later moment.")),
    "earlier": (
        gettext_lazy("An embargo can only be moved to a later moment"),
        gettext_lazy("Others count on the day that was announced."),
    ),
    "words": (gettext_lazy("The reason is missing"), gettext_lazy("Say why, in a sentence.")),
    "publishing": (
        gettext_lazy("The figures are being published at this moment"),
        gettext_lazy("Wait for the end of it."),
    ),
}


def refusal(obstacle: str) -> SubmissionRefused:
    """The error that says what ``rules.obstacle`` found."""
    what, advice = OBSTACLES[obstacle]
    return SubmissionRefused(str(what), advice=str(advice))


def plain(error: Exception) -> str:
    """What happened and what to do, in one line."""
    what, advice = getattr(error, "what", str(error)), getattr(error, "advice", "")
    if isinstance(error, FileUnreadable) and error.kind in refusals.FILES:
        what, advice = refusals.of_file(error.kind, error.told)
        if sheet := error.told.get("sheet"):
            what = _("Sheet %(sheet)s: %(what)s") % {"sheet": sheet, "what": what}
    return _("%(what)s. %(advice)s") % {"what": what, "advice": advice} if advice else str(what)
