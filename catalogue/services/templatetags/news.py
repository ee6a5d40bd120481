"""What is happening to a service, on its sheet."""

from django import template

from catalogue.services.news.bulletin import NewsItem, news_of_sheet

register = template.Library()


@register.simple_tag
def news_of(page) -> list[NewsItem]:
    """Nothing yet for a sheet that was never saved."""
    return news_of_sheet(page) if page.pk else []
