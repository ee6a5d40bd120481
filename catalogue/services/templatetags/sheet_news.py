"""Announcements on a sheet."""

from django import template

from catalogue.services.news.bulletin import NewsItem, news_of_sheet

register = template.Library()


@register.simple_tag
def news_of(page) -> list[NewsItem]:
    """Empty for a sheet that is not saved yet."""
    return news_of_sheet(page) if page.pk else []
