"""The yearly Code officiel géographique: from the npm package to a small file, and from that file to the database."""

from pathlib import Path

COG_FILE = Path(__file__).resolve().parent.parent / "data" / "cog.json.gz"
USUAL_NAMES_FILE = Path(__file__).resolve().parent.parent / "data" / "noms-usuels.csv"
SIREN_FILE = COG_FILE.parent / "departements-regions-siren.csv"
