"""Stock Flask-SocketIO on eventlet, as its documentation shows it: a handler, a commit, an emit, an acknowledgement.

The row and the broadcast carry what ours carry, and SQLite runs with the same guarantees (WAL, synchronous=FULL): what
differs is the design alone.
"""

import eventlet

eventlet.monkey_patch()

import argparse  # noqa: E402 - the patch has to come before everything it patches
import sys  # noqa: E402
import time  # noqa: E402
from sqlite3 import Connection  # noqa: E402

from flask import Flask  # noqa: E402
from flask_socketio import SocketIO, emit  # noqa: E402
from sqlalchemy import create_engine, event  # noqa: E402
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column  # noqa: E402


class Base(DeclarativeBase):
    """Declarative base of the stand-in."""


class Contribution(Base):
    """One idea."""

    __tablename__ = "contribution"

    rang: Mapped[int] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(unique=True)
    texte: Mapped[str]


def creer(base: str) -> tuple[SocketIO, Flask]:
    """Build the application on the SQLite file `base`."""
    app = Flask(__name__)
    socketio = SocketIO(app, async_mode="eventlet")
    moteur = create_engine(f"sqlite:///{base}")

    @event.listens_for(moteur, "connect")
    def regler(connexion: Connection, _: object) -> None:
        connexion.execute("PRAGMA journal_mode=WAL")
        connexion.execute("PRAGMA synchronous=FULL")

    Base.metadata.create_all(moteur)

    @socketio.on("proposer")  # type: ignore[untyped-decorator]
    def proposer(donnees: dict[str, str]) -> dict[str, object]:
        with Session(moteur) as session:
            contribution = Contribution(id=donnees["id"], texte=donnees["texte"])
            session.add(contribution)
            session.commit()
            rang = contribution.rang
        valeur = {
            "id": donnees["id"],
            "phase_id": "00000000-0000-4000-8000-000000000000",
            "texte": donnees["texte"],
            "reformulee": False,
            "rang": rang,
            "regroupement_id": None,
            "position": rang,
            "auteur": None,
        }
        heure = int(time.time() * 1000)
        lot = {"r": rang, "h": heure, "c": [["contribution", donnees["id"], valeur]]}
        emit("contribution", lot, broadcast=True)
        return {"ok": True, "r": rang}

    return socketio, app


def main() -> None:
    """Serve until terminated."""
    options = argparse.ArgumentParser()
    options.add_argument("--port", type=int, required=True)
    options.add_argument("--base", required=True)
    choix = options.parse_args()
    socketio, app = creer(choix.base)
    sys.stdout.flush()
    socketio.run(app, host="127.0.0.1", port=choix.port)


if __name__ == "__main__":
    main()
