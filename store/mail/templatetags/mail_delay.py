"""Said where a mail is promised: that mails leave late, when they do."""

from django import template

from store.mail.mail_health import leaves_late

register = template.Library()


@register.inclusion_tag("mail/delay.html")
def mail_delay() -> dict[str, bool]:
    return {"late": leaves_late()}
