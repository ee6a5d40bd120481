"""Links to pages, in texts."""

from wagtail.rich_text.pages import PageLinkHandler


class PublicPageLinks(PageLinkHandler):
    """A link to a page that is not public is its words alone: Wagtail writes `href="None"`, or leads to a 404."""

    @classmethod
    def expand_db_attributes_many(cls, attrs_list: list[dict]) -> list[str]:
        pages = super().get_many(attrs_list)
        known = [{"id": str(page.pk)} if page and page.live and page.url else {"id": None} for page in pages]
        return super().expand_db_attributes_many(known)
