"""Who wrote what, read from versions, without a database."""

from store.admin.contributors import contributors

ANNE, BRUNO, CLAIRE = 1, 2, 3
PUBLIC = {"summary": "Une salle.", "onboarding_steps": [{"pk": 7, "page": 3, "title": "Appeler"}]}


def version(**changes) -> dict:
    return {**PUBLIC, **changes}


def test_who_changed_the_text_is_a_contributor():
    versions = [(ANNE, PUBLIC), (BRUNO, version(summary="Deux salles.")), (CLAIRE, version(summary="Trois salles."))]
    assert contributors(versions) == {BRUNO, CLAIRE}


def test_what_is_public_already_makes_nobody_a_contributor():
    assert contributors([(ANNE, PUBLIC)]) == set()


def test_of_a_page_never_published_the_first_version_counts():
    assert contributors([(None, {}), (ANNE, PUBLIC)]) == {ANNE}


def test_commenting_locking_and_saving_again_change_nothing():
    again = version(
        wagtail_admin_comments=[{"pk": 1, "text": "Le prix ?"}],
        locked=True,
        latest_revision=12,
        onboarding_steps=[{"pk": 9, "page": 3, "title": "Appeler"}],
    )
    assert contributors([(ANNE, PUBLIC), (BRUNO, again)]) == set()


def test_marks_that_the_editor_of_texts_adds_change_nothing():
    plain, marked = version(problem="<p>Trop long.</p>"), version(problem='<p data-block-key="a1b2c">Trop long.</p>')
    body = '[{"type": "text", "value": "<p data-block-key=\\"x9\\">Oui</p>"}]'
    assert contributors([(ANNE, plain), (BRUNO, marked)]) == set()
    assert (
        contributors([(ANNE, version(body=body.replace(' data-block-key=\\"x9\\"', ""))), (BRUNO, version(body=body))])
        == set()
    )


def test_taking_back_a_part_of_what_another_wrote_is_writing():
    written = version(summary="Deux salles.", problem="Trop long.")
    versions = [(ANNE, PUBLIC), (BRUNO, written), (CLAIRE, version(summary="Deux salles."))]
    assert contributors(versions) == {BRUNO, CLAIRE}


def test_a_version_put_back_as_it_was_makes_nobody_its_author():
    written, slip = version(summary="Deux salles."), version(summary="Deux salles.x")
    assert contributors([(ANNE, PUBLIC), (BRUNO, written), (CLAIRE, slip), (CLAIRE, written)]) == {BRUNO}
    assert contributors([(ANNE, PUBLIC), (BRUNO, written), (CLAIRE, PUBLIC)]) == set()
    versions = [(ANNE, PUBLIC), (BRUNO, written), (BRUNO, PUBLIC), (CLAIRE, version(summary="Trois salles."))]
    assert contributors(versions) == {CLAIRE}


def test_a_version_that_nobody_signed_blames_nobody():
    assert contributors([(ANNE, PUBLIC), (None, version(summary="Deux salles."))]) == set()


def test_sending_a_form_before_its_rich_texts_have_opened_writes_nothing():
    body = '[{"type": "text", "value": "<p data-block-key=\\"x9\\"></p>"}]'
    later = version(problem="", body='[{"type": "text", "value": ""}]')
    sooner = version(problem='<p data-block-key="a1b2c"></p>', body=body)
    assert contributors([(ANNE, later), (BRUNO, sooner), (CLAIRE, later)]) == set()


def test_a_form_that_is_sent_as_it_came_changes_nothing():
    """Before its editor of rich texts has started, and after."""
    came = version(problem="<ul>\n<li>Trop  <b>long</b>.</li>\n</ul>", body='[{"type": "text", "value": "<p>Oui</p>"}]')
    early = {**came, "problem": "<ul><li>Trop <b>long</b>.</li></ul>", "results": "<p></p>"}
    late = {**came, "body": '[{"type": "text", "value": "<p data-block-key=\\"x9\\">Oui</p>", "id": "4f"}]'}
    assert contributors([(ANNE, version(**came, results="")), (BRUNO, version(**early))]) == set()
    assert contributors([(ANNE, version(**came)), (BRUNO, version(**late))]) == set()


def test_a_word_in_a_block_or_in_a_paragraph_is_a_change():
    body = '[{"type": "text", "value": "<p>Oui</p>", "id": "4f"}]'
    assert contributors([(ANNE, version(body=body)), (BRUNO, version(body=body.replace("Oui", "Non")))]) == {BRUNO}
    assert contributors([(ANNE, version(results="<p></p>")), (BRUNO, version(results="<p>Oui</p>"))]) == {BRUNO}


def test_a_text_that_looks_like_blocks_is_a_text():
    assert contributors([(ANNE, version(summary="[{")), (BRUNO, version(summary="[{ ou ["))]) == {BRUNO}
