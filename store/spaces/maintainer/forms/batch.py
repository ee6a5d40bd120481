"""Sending a file of deployments."""

from django import forms
from django.core.exceptions import ValidationError

from catalogue.deployments.bulk import MAX_BYTES, MAX_ROWS, MAX_WORKBOOK_BYTES, prepare, read
from catalogue.deployments.changing import Author
from catalogue.deployments.models import Batch
from catalogue.services.models import ServicePage
from catalogue.services.uploads.bounds import LARGEST, BoundedFileField


class BatchForm(forms.Form):
    file = BoundedFileField(
        most=LARGEST,
        label="Votre fichier",
        help_text=f"Le modèle complété, ou votre tableau (csv, xlsx ou ods) : {MAX_ROWS:,} lignes "
        f"et {MAX_BYTES // 1024 // 1024} Mo au plus.".replace("5,0", "5\u202f0"),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.tsv,.xlsx,.ods,text/csv"}),
        error_messages={
            "required": "Choisissez un fichier.",
            "empty": "Le fichier est vide.",
            "missing": "Choisissez un fichier.",
        },
    )

    def prepare(self, service: ServicePage, by: Author) -> Batch | None:
        """None, with an error tied to the file, when it cannot be read as a whole."""
        if not self.is_valid():
            return None
        sent = self.cleaned_data["file"]
        try:
            # One byte more than the limit is enough to know.
            rows = read(sent.read(MAX_WORKBOOK_BYTES + 1))
        except ValidationError as error:
            self.add_error("file", error)
            return None
        return prepare(service, rows, by, sent.name, rows.notes)
