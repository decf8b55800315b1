"""A JSON object in a file from an untrusted source."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import orjson

from ..support.files import LARGEST, FileError, content
from ..support.localization import _
from ..support.os_errors import reason
from .model import CheckpointError


def json_object(path: Path, most: int = LARGEST) -> dict[str, Any]:
    """The object in a file of at most `most` bytes; CheckpointError if it cannot be read."""
    try:
        data = orjson.loads(content(path, most))
    except FileError as error:
        raise CheckpointError(str(error)) from None
    except (OSError, orjson.JSONDecodeError) as error:
        raise CheckpointError(f"{path}: {reason(error)}") from None
    if not isinstance(data, dict):
        raise CheckpointError(_("{path}: expected a JSON object", path=path))
    return data
