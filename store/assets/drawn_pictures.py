"""The icon of the site and the picture of shared pages, drawn by code."""

from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

BLUE, RED, WHITE, PALE = "#000091", "#e1000f", "#ffffff", "#cacafb"
ICON_SIDE = 512
CARD = (1200, 630)


def draw_icon() -> Image.Image:
    """The T of « Territoires » and the dot of a place on a map."""
    icon = Image.new("RGBA", (ICON_SIDE, ICON_SIDE))
    pen = ImageDraw.Draw(icon)
    pen.rounded_rectangle((0, 0, ICON_SIDE, ICON_SIDE), radius=96, fill=BLUE)
    pen.rectangle((96, 144, 416, 208), fill=WHITE)
    pen.rectangle((224, 144, 288, 400), fill=WHITE)
    pen.ellipse((304, 288, 432, 416), fill=RED)
    return icon


def draw_card(name: str, tagline: str) -> Image.Image:
    card = Image.new("RGB", CARD, BLUE)
    pen = ImageDraw.Draw(card)
    pen.rectangle((0, CARD[1] - 16, CARD[0], CARD[1]), fill=RED)
    icon = draw_icon().resize((120, 120), Image.Resampling.LANCZOS)
    card.paste(WHITE, (80, 90, 204, 214))
    card.paste(icon, (82, 92), icon)
    pen.text((80, 290), name, font=ImageFont.load_default(92), fill=WHITE)
    pen.text((80, 420), tagline, font=ImageFont.load_default(40), fill=PALE)
    return card


def draw_pictures(target: Path, name: str, tagline: str) -> None:
    icon = draw_icon()
    icon.save(target / "favicon.ico", sizes=[(16, 16), (32, 32), (48, 48)])
    icon.resize((180, 180), Image.Resampling.LANCZOS).save(target / "apple-touch-icon.png", optimize=True)
    draw_card(name, tagline).quantize(64).save(target / "partage.png", optimize=True)
