"""Files that are not what they should be: one clear refusal, nothing read."""

import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue.deployments import bulk
from catalogue.deployments.bulk.cells import UnreadableFile

HEADER = "collectivite;statut"


def refusal(content: bytes) -> str:
    with pytest.raises(UnreadableFile) as error:
        bulk.read(content)
    return error.value.message


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "vide"),
        (b"\xef\xbb\xbf  \n\n", "vide"),
        (HEADER.encode(), "n'a que des en-têtes"),
        (f"{HEADER}\n;\n \n".encode(), "n'a que des en-têtes"),
        (b"collectivite;statut\n2138\x0000000;pilote", "nuls"),
        (b"PK\x03\x04rest", "classeur"),
        (b"\xd0\xcf\x11\xe0rest", "classeur"),
        (b"%PDF-1.7", "PDF"),
        (f'{HEADER}\n"213800000;pilote'.encode(), "guillemet"),
        (f"{HEADER}\n{'x' * 200_000};pilote".encode(), "CSV"),
        (b"collectivite;couleur\n1;2", "En-têtes inconnus : « couleur »"),
        (b"couleur;statut\n1;2", "Il manque les en-têtes : collectivite"),
        (b"collectivite;statut;Statut\n1;2;3", "en double : statut"),
        (b"x" * (bulk.MAX_BYTES + 1), "dépasse 2 Mo"),
        ((f"{HEADER}\n" + "1;2\n" * (bulk.MAX_ROWS + 1)).encode(), "plus de 5\u202f000 lignes"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_words(content, words):
    assert words in refusal(content)


@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_what_spreadsheets_write_is_read(separator, encoding, end):
    lines = [["Statut", "COLLECTIVITÉ"], ["Arrêté", "213800000"], [], ['"Arrêté"', " 213800001 "]]
    content = end.join(separator.join(cells) for cells in lines).encode(encoding)
    rows = bulk.read(content)
    assert [row.number for row in rows] == [2, 4]
    assert [row.cells["collectivite"] for row in rows] == ["213800000", "213800001"]
    assert {row.cells["statut"] for row in rows} == {"Arrêté"}


def test_lines_are_numbered_as_a_person_sees_them():
    rows = bulk.read(b'collectivite;statut;source\n1;"a";"two\nlines"\n\n2;b;c;d\n')
    assert [(row.number, row.problem) for row in rows] == [(2, ""), (5, "4 cellules au lieu de 3.")]


@given(
    st.binary(max_size=300), st.sampled_from([b"", b"collectivite;statut\n", b"\xef\xbb\xbfcollectivite,statut\r\n"])
)
def test_any_bytes_are_read_or_refused(content, header):
    try:
        rows = bulk.read(header + content)
    except UnreadableFile:
        return
    assert all(row.number > 1 and set(row.cells) <= {"collectivite", "statut"} for row in rows)


def test_the_limit_on_cells_is_the_reader_s_own():
    assert csv.field_size_limit() == 131_072
