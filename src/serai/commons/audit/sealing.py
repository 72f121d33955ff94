"""Seals: the head of the chain, signed. They lie in the database, in a file beside it, and on paper."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from serai.commons.audit import keys
from serai.commons.audit.models import Link, Seal
from serai.commons.audit.rules import seal_words

ASIDE = "seals-before-restore-"


@dataclass(frozen=True)
class Head:
    """The last link of the chain at a moment. ``key`` is the public key that checks ``signature``."""

    seq: int
    hash: bytes
    at: datetime
    key: bytes
    signature: bytes

    @property
    def words(self) -> bytes:
        """What is signed."""
        return seal_words(seq=self.seq, hash_=self.hash, at=self.at)

    def as_json(self) -> str:
        """One line, to be kept elsewhere."""
        return json.dumps(
            {
                "seq": self.seq,
                "hash": self.hash.hex(),
                "at": self.at.isoformat(),
                "key": self.key.hex(),
                "signature": self.signature.hex(),
            }
        )

    @classmethod
    def from_json(cls, words: str) -> Head:
        """Raises ValueError when the words are no head."""
        try:
            said = json.loads(words)
            parts = (bytes.fromhex(said[name]) for name in ("hash", "key", "signature"))
            hash_, key, signature = parts
            return cls(int(said["seq"]), hash_, datetime.fromisoformat(said["at"]), key, signature)
        except (KeyError, TypeError) as error:
            raise ValueError("these are not the words of a head") from error


@dataclass
class Seals:
    """``heads`` gives for a link what was signed of it and where that stands; ``forged`` says what is not ours."""

    heads: dict[int, list[tuple[str, bytes]]] = field(default_factory=dict)
    forged: list[str] = field(default_factory=list)


def seal_file() -> Path:
    """Where each seal is written down outside the database, one on a line."""
    return Path(settings.HOME) / "audit" / "seals.jsonl"


def head() -> Head | None:
    """The last link as it stands now, signed; None while there is none."""
    link = Link.objects.order_by("-seq").only("seq", "hash").first()
    if link is None:
        return None
    now = timezone.now()
    signature = keys.sign(seal_words(seq=link.seq, hash_=bytes(link.hash), at=now))
    return Head(link.seq, bytes(link.hash), now, keys.public_key(), signature)


def seal(now: datetime | None = None) -> str:
    """Sign the head, unless it was signed already; a sentence about it, for the schedule."""
    last = Seal.objects.order_by("-id").first()
    made = head()
    if made is None or (last and last.seq == made.seq):
        return ""
    Seal.objects.create(
        seq=made.seq, hash=made.hash, at=made.at, key_id=keys.key_id(made.key), signature=made.signature
    )
    transaction.on_commit(lambda: _write_down(made))
    return f"history sealed at link {made.seq}"


def _write_down(made: Head) -> None:
    path = seal_file()
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with path.open("a") as stream:
        stream.write(made.as_json() + "\n")


def set_aside(now: datetime | None = None) -> str:
    """After a restore: seals that the restored chain does not bear out go into a file of their own.

    They would read as a cut tail for ever. The file stays beside the seals and every verification tells
    of it, so nothing is excused in silence. A sentence about it, or "" when every seal fits.
    """
    if not seal_file().is_file():
        return ""
    lines = seal_file().read_text().splitlines()
    fitting = [line for line in lines if _fits(line)]
    if len(fitting) == len(lines):
        return ""
    aside = seal_file().with_name(f"{ASIDE}{now or timezone.now():%Y%m%dT%H%M%S}.jsonl")
    aside.write_text("".join(f"{line}\n" for line in lines if line not in set(fitting)))
    seal_file().write_text("".join(f"{line}\n" for line in fitting))
    return f"{_told(aside)} Keep {aside}."


def restores() -> list[str]:
    """What was set aside by restores, a sentence for each."""
    return [_told(path) for path in sorted(seal_file().parent.glob(f"{ASIDE}*.jsonl"))]


def _told(aside: Path) -> str:
    at = datetime.strptime(aside.stem.removeprefix(ASIDE), "%Y%m%dT%H%M%S")  # noqa: DTZ007  written in UTC
    sealed = [Head.from_json(line) for line in aside.read_text().splitlines() if _is_head(line)]
    last = max(sealed, key=lambda head: head.seq, default=None)
    lost = f", which was sealed up to link {last.seq:,} on {last.at:%Y-%m-%d %H:%M} UTC" if last else ""
    return f"A backup was restored on {at:%Y-%m-%d %H:%M} UTC over a later history{lost}."


def _is_head(line: str) -> bool:
    try:
        Head.from_json(line)
    except ValueError:
        return False
    return True


def _fits(line: str) -> bool:
    """Whether the chain as it stands bears a seal out. A line that is no seal stays, to be found."""
    if not _is_head(line):
        return True
    kept = Head.from_json(line)
    return Link.objects.filter(seq=kept.seq, hash=kept.hash).exists()


def find_seals(kept: Head | None = None) -> Seals:
    """Every seal that is truly ours, in the database, in the file, and ``kept``, which is believed as it is."""
    seals = Seals()
    public = keys.public_key()
    for row in Seal.objects.order_by("id"):
        seal_ = Head(row.seq, bytes(row.hash), row.at, public, bytes(row.signature))
        _take(seals, seal_, public, f"seal of {row.at:%Y-%m-%d %H:%M} UTC")
    if seal_file().is_file():
        for line in seal_file().read_text().splitlines():
            try:
                seal_ = Head.from_json(line)
            except ValueError:
                seals.forged.append("The file of seals holds a line that is no seal")
                continue
            _take(seals, seal_, public, f"file of seals, {seal_.at:%Y-%m-%d %H:%M} UTC")
    if kept:
        _take(seals, kept, kept.key, "the head that was kept")
    return seals


def _take(seals: Seals, seal_: Head, public: bytes, where: str) -> None:
    if keys.signed(seal_.words, seal_.signature, public):
        seals.heads.setdefault(seal_.seq, []).append((where, seal_.hash))
    else:
        seals.forged.append(f"Not signed with the key of this installation: {where}")
