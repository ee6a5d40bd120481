"""The policies in templates: `{% may "report-deployments" service_id=service.pk as allowed %}`."""

from typing import Any

from django import template

from store.accounts.people import person_of
from store.accounts.policies import About, Action
from store.accounts.policies import may as policy

register = template.Library()


@register.simple_tag(takes_context=True)
def may(context: dict, action: str, **facts: Any) -> bool:
    """`facts` are the fields of `policies.About`. Without a request (error pages) nothing is allowed."""
    request = context.get("request")
    return request is not None and policy(person_of(request.user), Action(action), About(**facts))
