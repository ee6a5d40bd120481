"""The format of docs/formats.md, declared: what each key holds, and what is said when it does not."""

from catalogue.services.loading.schema.service import ServiceSheet, sheet_model
from catalogue.services.loading.schema.vocabulary import Vocabulary

__all__ = ["ServiceSheet", "Vocabulary", "sheet_model"]
