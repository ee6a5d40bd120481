"""Said where a mail is promised: that mails leave late, when they do."""

from django import template

from store.mail.watching import leaves_late

register = template.Library()


@register.inclusion_tag("mail/delay.html")
def mail_delay() -> dict[str, bool]:
    return {"late": leaves_late()}
