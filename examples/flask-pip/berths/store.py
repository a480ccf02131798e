"""The berths, read once from berths.json."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True)
class Berth:
    name: str
    length: float
    depth: float

    def fits(self, length: float, draught: float) -> bool:
        """Whether a ship lies here with half a metre of water under her keel."""
        return self.length >= length and self.depth >= draught + 0.5

    def to_json(self) -> dict[str, object]:
        return asdict(self)


def load_berths() -> list[Berth]:
    text = Path(__file__).with_name("berths.json").read_text(encoding="utf-8")
    return [Berth(**row) for row in json.loads(text)]


BERTHS = load_berths()
