"""Rules for every date and every text that is entered, installed once on Django's own fields.

Fields are declared in many places, and Wagtail declares half of those people fill in (blocks, publication dates,
captions), so a rule repeated on each field would be missing from the next one. See decision 0013.
"""

from django import forms
from django.db import models
from wagtail.fields import StreamField

from catalogue.foundation.dates import bounded
from catalogue.foundation.text import cleaned, cleaned_all, entered


def guard() -> None:
    """Called once, when the applications are ready. Also affects fields created earlier."""
    models.DateField.validate = _validate_date_of_a_row  # DateTimeField inherits it
    for field in (forms.DateField, forms.DateTimeField):
        field.validate = _validate_date
    forms.CharField.to_python = _text_of_a_form(forms.CharField.to_python)
    # For rows written without a form: files, commands, identity claims.
    models.CharField.get_db_prep_save = _cleaned_when_saved
    models.TextField.get_db_prep_save = _cleaned_when_saved
    models.JSONField.get_db_prep_save = _json_cleaned_when_saved(models.JSONField.get_db_prep_save)
    StreamField.get_db_prep_save = _stream_cleaned_when_saved


def _validate_date_of_a_row(field: models.Field, value, row) -> None:
    """Fields that the Store fills by itself are not checked: a wrong clock must not prevent saving."""
    models.Field.validate(field, value, row)
    if field.editable and value not in field.empty_values:
        bounded(value)


def _validate_date(field: forms.Field, value) -> None:
    forms.Field.validate(field, value)
    if value not in field.empty_values:
        bounded(value)


def _text_of_a_form(to_python):
    def text(field: forms.CharField, value):
        value = to_python(field, value)
        if not isinstance(value, str) or isinstance(field.widget, forms.PasswordInput):
            return value
        value = entered(value, one_line=isinstance(field.widget, forms.TextInput))
        value = value.strip() if field.strip else value
        return field.empty_value if value in field.empty_values else value

    return text


def _cleaned_when_saved(field: models.Field, value, connection):
    if isinstance(value, str):
        value = cleaned(value, one_line=isinstance(field, models.CharField))
    return models.Field.get_db_prep_save(field, value, connection)


def _json_cleaned_when_saved(get_db_prep_save):
    def save(field: models.JSONField, value, connection):
        return get_db_prep_save(field, cleaned_all(value), connection)

    return save


def _stream_cleaned_when_saved(field: StreamField, value, connection):
    if hasattr(value, "as_sql"):
        return value
    value = cleaned_all(field.get_prep_value(value))
    return field.json_field.get_db_prep_value(value, connection=connection, prepared=True)
