"""Writing to a role of the partnership."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from serai.commons.access import public
from serai.commons.access.requests import HttpRequest
from serai.components.newsroom.forms import ContactForm
from serai.components.newsroom.limits import too_often
from serai.components.newsroom.selectors import contacts, stories
from serai.components.newsroom.services import mails
from serai.components.newsroom.views.stories import language

MOST = 5


@public
def contact(request: HttpRequest) -> HttpResponseBase:
    """Roles and a form; what a machine sends is thanked for and thrown away."""
    form = ContactForm(request.POST or None, language=language(), initial={"role": request.GET.get("role")})
    if request.method == "POST" and form.is_valid():
        if form.filled_by_machine or _passed_on(request, form):
            messages.success(request, _("Your message is on its way."))
            return redirect("newsroom:contact")
        form.add_error(None, _("Too many messages came from your place. Try again in an hour."))
    reader = request.reader
    words = stories.text(reader, "contact-words", language())
    context = {"form": form, "roles": contacts.roles(reader, language()), "words": words}
    return render(request, "newsroom/contact.html", context)


def _passed_on(request: HttpRequest, form: ContactForm) -> bool:
    if too_often(request, "contact", most=MOST):
        return False
    told = form.cleaned_data
    mails.send_message(told["role"], email=told["email"], subject=told["subject"], message=told["message"])
    return True
