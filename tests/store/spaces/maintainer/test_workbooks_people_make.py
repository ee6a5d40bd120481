"""The team sends workbooks of Excel and LibreOffice, and what is no table."""

import io
import time
import zipfile
from datetime import date, datetime

import openpyxl
import pytest

from catalogue.deployments.models import Deployment
from tests.store.spaces.maintainer.files import (
    applied,
    counts,
    places,  # noqa: F401
    refusal,
    send,
    service_of_the_places,  # noqa: F401
    use_of,
    xlsx,
)
from tests.store.spaces.maintainer.pages import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]


def test_a_workbook_is_read_with_its_real_dates_and_numbers(team):
    content = xlsx(
        ["Suivi", None, datetime(2026, 11, 12)],
        [],
        ["Collectivité", "Statut", "Depuis", None, None],
        [1053, "Pilote", datetime(2024, 3, 1)],
        [69266.0, "intéressée", date(2024, 3, 1), None, None],
        ["commune-01004", "Pilote", 45352],
    )
    preview = send(team, content, "suivi.xlsx")
    assert counts(preview) == {"créations": 3}
    said = text_of(preview)
    assert "Classeur XLSX, feuille « Suivi »." in said
    assert "En-têtes trouvés à la ligne 3." in said and "1053 lu 01053" in said
    applied(team, preview)
    assert set(Deployment.objects.values_list("since", flat=True)) == {date(2024, 3, 1)}


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_our_own_export_sent_back_changes_nothing(team, service, ending):
    use_of(
        "01004", service=service, status="arrete", since=date(2024, 3, 1), until=date(2025, 1, 2), stop_note="Départ"
    )
    use_of("01053", service=service, status="pilote", source="=HYPERLINK(1)", pilot_sites="Mairie\nÉcole")
    use_of("69266", service=service, source="'-2", since=date(2024, 3, 1))
    use_of("200072023", service=service, status="interet", source="- dix", standing="contestee", contest_reason="Non.")
    preview = send(team, team.get(f"/mainteneur/rdv/deploiements/export.{ending}").getvalue(), f"x.{ending}")
    assert counts(preview) == {"lignes inchangées": 4}


def test_an_empty_template_sent_back_says_that_it_has_no_line(team):
    for ending in ("csv", "xlsx"):
        template = team.get(f"/mainteneur/rdv/deploiements/export.{ending}").getvalue()
        assert "n'a que des en-têtes" in refusal(team, template)


def test_the_sheets_that_are_not_read_are_named(team):
    book = openpyxl.Workbook()
    book.active.title = "Communes"
    for title in ("Communes", "EPCI", "Notice", "Modèle"):
        sheet = book.active if title == "Communes" else book.create_sheet(title)
        sheet.append(["Explications"] if title == "Notice" else ["collectivite", "statut"])
        if title in ("Communes", "EPCI"):
            sheet.append(["01004", "Pilote"])
    content = io.BytesIO()
    book.save(content)
    said = text_of(send(team, content.getvalue(), "suivi.xlsx"))
    assert "Classeur XLSX, feuille « Communes » (sur 4)." in said
    assert "D'autres feuilles ont ces en-têtes et ne sont pas lues : « EPCI »." in said
    assert "Autres feuilles, laissées de côté : « Notice », « Modèle »." in said


def test_formulas_that_no_spreadsheet_computed_are_said(team):
    content = xlsx(
        ["collectivite", "statut", "depuis"], ["01004", "Pilote", "=TODAY()"], ["01053", "Pilote", "=TODAY()"]
    )
    said = refusal(team, content, "suivi.xlsx")
    assert "Ligne 2 (et 1 autre) : des cellules sont des formules dont le résultat n'est pas dans le fichier." in said
    assert "enregistrez-le depuis votre tableur" in said
    beside = xlsx(["collectivite", "statut", "nombre"], ["01004", "Pilote", "=1+1"], ["Total", "=COUNTA(B2:B2)"])
    assert counts(send(team, beside, "suivi.xlsx")) == {"création": 1}


def test_formulas_that_a_spreadsheet_computed_are_read_as_their_results(team):
    made = xlsx(["collectivite", "statut", "depuis", "source"], ["=A1", "Pilote", "=45352", "=A1"])
    known, content = zipfile.ZipFile(io.BytesIO(made)), io.BytesIO()
    results = [
        (b'"A2"><f>A1</f><v />', b'"A2" t="str"><f>A1</f><v>01004</v>'),
        (b"<f>45352</f><v />", b"<f>45352</f><v>45352</v>"),
    ]
    results += [(b'"D2"><f>A1</f><v />', b'"D2" t="str"><f>A1</f><v></v>')]
    with zipfile.ZipFile(content, "w") as computed:
        for name in known.namelist():
            part = known.read(name)
            for before, after in results:
                assert "sheet1" not in name or before in part
                part = part.replace(before, after)
            computed.writestr(name, part)
    preview = send(team, content.getvalue(), "suivi.xlsx")
    assert counts(preview) == {"création": 1}
    assert "depuis : 01/03/2024" in text_of(preview) and "Ambérieu-en-Bugey" in text_of(preview)


def test_the_sheet_that_has_the_headers_is_read(team):
    book = openpyxl.Workbook()
    book.active.append(["Lisez-moi"])
    book.create_sheet("Vide")
    sheet = book.create_sheet("Suivi 2026")
    sheet.append(["SIREN", "Avancement"])
    sheet.append([200072023, "Pilote"])
    content = io.BytesIO()
    book.save(content)
    preview = send(team, content.getvalue())
    assert counts(preview) == {"création": 1}
    assert "feuille « Suivi 2026 » (sur 2)" in text_of(preview)


def test_a_sheet_with_a_million_blank_rows_and_many_columns_is_read_at_once(team):
    small = xlsx(["collectivite", "statut", *[None] * 198], ["01004", "Pilote"])
    blank = b"".join(b'<row r="%d"><c r="A%d"/></row>' % (number, number) for number in range(3, 1_000_000))
    content = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(small)) as known, zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as coloured:
        for name in known.namelist():
            part = known.read(name)
            coloured.writestr(
                name, part.replace(b"</sheetData>", blank + b"</sheetData>") if "sheet1" in name else part
            )
    began = time.monotonic()
    assert counts(send(team, content.getvalue())) == {"création": 1}
    assert time.monotonic() - began < 3


def ods(*rows, extra=""):
    """As LibreOffice writes it: typed cells, repeated ones, and a repeated blank end."""
    space = "urn:oasis:names:tc:opendocument:xmlns"
    lines = "".join(f"<table:table-row>{''.join(cells)}</table:table-row>" for cells in rows)
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content xmlns:office="{space}:office:1.0" '
        f'xmlns:table="{space}:table:1.0" xmlns:text="{space}:text:1.0">{extra}<office:body><office:spreadsheet>'
        f'<table:table table:name="Feuille1">{lines}<table:table-row table:number-rows-repeated="1048570">'
        '<table:table-cell table:number-columns-repeated="16384"/></table:table-row></table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
        archive.writestr("content.xml", content)
    return packed.getvalue()


def ods_text(text):
    return f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>'


def test_a_workbook_of_libreoffice_is_read(team):
    content = ods(
        [ods_text("Collectivité"), ods_text("Statut"), ods_text("Depuis")],
        [
            '<table:table-cell office:value-type="float" office:value="1053"><text:p>1053</text:p></table:table-cell>',
            ods_text("Pilote"),
            '<table:table-cell office:value-type="date" office:date-value="2024-03-01"/>',
        ],
    )
    preview = send(team, content, "suivi.ods")
    said = text_of(preview)
    assert "Classeur ODS, feuille « Feuille1 »." in said
    assert "1053 lu 01053" in said and "depuis : 01/03/2024" in said


# What is no table


def zipped(**files):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "/"), content)
    return packed.getvalue()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("\ufeff", "Le fichier est vide."),
        ("collectivite;statut\r\n;;;\r\n", "n'a que des en-têtes"),
        (b"\x89PNG\r\n\x1a\n" + bytes(50), "une image (PNG)"),
        (b"\xff\xd8\xff\xe0" + bytes(50), "une image (JPEG)"),
        (b"%PDF-1.7\n", "un PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "un ancien format (xls)"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "protégé par un mot de passe"),
        (b"\x1f\x8b\x08" + bytes(20), "une archive (gz)"),
        (zipped(a="collectivite;statut"), "une archive"),
        (zipped(**{"word/document.xml": "<x/>"}), "un document de traitement de texte"),
        (zipped(**{"xl/workbook.xml": "<x/>"}), "abîmés"),
        (zipped(**{"xl/workbook.xml": b"0" * 70_000_000}), "énorme"),
        (b"PK\x03\x04" + bytes(40), "abîmés"),
        ("<!DOCTYPE html><html><table><tr><td>collectivite</td></tr></table>", "une page web"),
        ('<?xml version="1.0"?><a/>', "du XML"),
        ('[{"collectivite": "01004", "statut": "Pilote"}]', "du JSON"),
        (bytes(range(256)) * 4, "caractères nuls ou de contrôle"),
        (ods(extra="<!DOCTYPE a>"), "n'est pas celui d'un tableur"),
    ],
)
def test_what_is_no_table_is_refused_with_the_right_words(team, content, said):
    assert said in refusal(team, content)
