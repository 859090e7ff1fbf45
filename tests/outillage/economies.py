"""What every application of a run builds alike is built once: the byte code of the templates.

A test makes an application of its own, hundreds of times.
"""

from __future__ import annotations

from flask import Flask
from jinja2 import FileSystemBytecodeCache


def poser() -> None:
    """Keep it, for this process and the next runs; a template that changed is compiled again."""
    Flask.jinja_options = {**Flask.jinja_options, "bytecode_cache": FileSystemBytecodeCache()}
