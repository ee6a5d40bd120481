"""A demonstration needs logos and screens: they are drawn, always the same, and give way to real ones."""

from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from PIL import Image

from catalogue.services.models import ServicePage, StoreImage
from store.demo.drawing.illustrations import draw_logo
from store.demo.drawing.palette import _STYLES, style_of
from store.demo.drawing.screen import draw_screen
from tests import factories
from tests.catalogue.services.loading import SMALLEST, load, write

COMPLETE = (
    "name: Salle\naction: Prêter nos salles\nthemes: [reservation]\n"
    "problem: A\nsolution: B\nresults: C\n"
    "body: [{steps: [{title: D}]}, {faq: [{question: E, answer: F}]}]\n"
)


@pytest.mark.parametrize("theme", [*_STYLES, "thème inventé"])
def test_every_theme_has_its_logo_and_its_screen(theme):
    logo = Image.open(BytesIO(draw_logo("salle", theme)))
    assert (logo.format, logo.size) == ("PNG", (240, 240))
    assert len(set(logo.convert("RGB").get_flattened_data())) > 10


@pytest.mark.parametrize("layout", sorted({style.layout for style in _STYLES.values()}))
def test_every_screen_is_light_and_wide(layout):
    theme = next(theme for theme in _STYLES if style_of(theme).layout == layout)
    content = draw_screen("salle", theme)
    assert Image.open(BytesIO(content)).size == (1200, 675)
    assert len(content) < 40_000


def test_the_same_service_always_gets_the_same_picture():
    assert draw_logo("salle", "logement") == draw_logo("salle", "logement")
    assert draw_logo("salle", "logement") != draw_logo("gymnase", "logement")


@pytest.mark.django_db
def test_a_complete_sheet_gets_a_logo_and_a_screen_that_say_what_they_are(tmp_path, catalogue):
    load(write(tmp_path, "salle.yml", COMPLETE), pictures=True)
    page = ServicePage.objects.get()
    screen = page.screenshots.get().image
    assert page.logo.description == "Illustration dessinée pour la démonstration : logo de Salle"
    assert screen.description == "Illustration dessinée pour la démonstration : écran imaginaire de Salle"
    assert page.logo.is_demo
    assert screen.is_demo
    assert screen.get_rendition("width-600|format-webp").width == 600


@pytest.mark.django_db
def test_a_short_sheet_gets_only_a_logo_and_nothing_is_drawn_twice(tmp_path, catalogue):
    file = write(tmp_path, "salle.yml", SMALLEST)
    load(file, pictures=True)
    logo = StoreImage.objects.get()
    write(tmp_path, "salle.yml", SMALLEST.replace("Prêter", "Louer"))
    assert "mise à jour" in load(file, pictures=True)
    assert StoreImage.objects.get() == logo == ServicePage.objects.get().logo


@pytest.mark.django_db
def test_the_first_theme_of_the_file_chooses_the_pictogram(tmp_path, catalogue):
    factories.make_theme("Logement", slug="logement", order=2)
    factories.make_theme("Démarches", slug="demarches", order=1)
    load(write(tmp_path, "salle.yml", SMALLEST + "themes: [logement, demarches]\n"), pictures=True)
    with ServicePage.objects.get().logo.file.open() as drawn:
        assert drawn.read() == draw_logo("reserve-ta-salle", "logement")


@pytest.mark.django_db
def test_without_being_asked_nothing_is_drawn(tmp_path, catalogue):
    load(write(tmp_path, "salle.yml", COMPLETE))
    assert not StoreImage.objects.exists()


@pytest.mark.django_db
def test_a_real_logo_is_never_replaced(tmp_path, catalogue):
    file = write(tmp_path, "salle.yml", SMALLEST)
    load(file)
    real = StoreImage(title="Vrai logo", description="Logo de la salle")
    real.file = ImageFile(ContentFile(draw_logo("vrai", "logement")), name="vrai.png")
    real.save()
    page = ServicePage.objects.get()
    page.logo = real
    page.save_revision().publish()
    load(file, pictures=True, force=True)
    assert ServicePage.objects.get().logo == real
