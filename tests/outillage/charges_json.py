"""JSON that a border must refuse without falling over, by name; and what looks like it but is fine."""

from __future__ import annotations

LISIBLES = (
    "null", "[]", "{}", '""', "0", "-0.5", "1e3", '{"a":{"b":{"c":{"d":{"e":{"f":{"g":1}}}}}}}', '"\\u0000é\\ud83d\\ude00"',
    '[[[[[[[[1]]]]]]]]', "[9007199254740991]", '{"a":1,"a":2}', " [ 1 ] ",
)  # fmt: skip
MALFORMEES: dict[str, str | bytes] = {
    "vide": "",
    "tronqué": '{"a":',
    "suivi de rien": "[1] x",
    "virgule de trop": "[1,]",
    "NaN": '{"a":NaN}',
    "infini": "[Infinity]",
    "moins l’infini": "[-Infinity]",
    "trop grand flottant": "[1e400]",
    "flottant hors bornes": "[1e300]",
    "2^53": "[9007199254740992]",
    "2^63": "[9223372036854775808]",
    "-2^63": "[-9223372036854775809]",
    "2^64": "[18446744073709551616]",
    "entier de 4 000 chiffres": "[" + "9" * 4000 + "]",
    "neuf listes": "[" * 9 + "]" * 9,
    "neuf objets": '{"a":' * 9 + "1" + "}" * 9,
    "vingt": "[" * 20 + "]" * 20,
    "profondeur 5 000": "[" * 5000 + "]" * 5000,
    "profondeur 8 000 ouverte": "[" * 8000,
    "objets sans fin": '{"a":' * 2500,
    "demi-caractère": '["\\ud83d"]',
    "demi-caractère bas": '["\\udc00x"]',
    "contrôle nu": '["\x01"]',
    "octet hors UTF-8": b'["\xff"]',
    "UTF-16": '["a"]'.encode("utf-16"),
    "marque d’ordre": b"\xef\xbb\xbf[]",
    "apostrophes": "['a']",
    "commentaire": "[1] // x",
    "hexadécimal": "[0x10]",
    "zéro devant": "[01]",
}
