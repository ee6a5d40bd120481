"""Tells people who expect a mail that mails leave late, if they do."""

from django import template

from store.mail.mail_health import leaves_late

register = template.Library()


@register.inclusion_tag("mail/delay.html")
def mail_delay() -> dict[str, bool]:
    return {"late": leaves_late()}
