"""Sharing, on sheets and on the Store's own articles."""

from catalogue.foundation.slots import fill

fill("sheet_share", "sharing/share.html")
fill("article_end", "sharing/share_article.html")
