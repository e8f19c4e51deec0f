"""A Ray cluster is asked by its Jobs API, and never waited for long.

    RAY_API_SERVER_ADDRESS   of the cluster's dashboard, such as http://10.0.0.8:8265; else RAY_ADDRESS, else here
    RAY_AUTH_MODE            "token", where the cluster lets in only who knows it
    RAY_AUTH_TOKEN           the token; or RAY_AUTH_TOKEN_PATH, the file that holds it, else ~/.ray/auth_token

Knows how Ray is reached. Does not know what is asked.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from threading import Lock
from typing import Any, TypeVar

from model.errors import ExecutorError

try:
    from ray.exceptions import AuthenticationError
    from ray.job_submission import JobSubmissionClient
except ImportError as error:
    raise ExecutorError(
        "no-ray",
        "Ray is not installed. Whoever runs Inkling adds it with `.venv/bin/pip install -r requirements-ray.txt`.",
    ) from error

Answer = TypeVar("Answer")

_ADDRESSES = ("RAY_API_SERVER_ADDRESS", "RAY_ADDRESS")
_HERE = "http://127.0.0.1:8265"
_CONNECTS_WITHIN = 1.0  # s
_ANSWERS_WITHIN = {"GET": 1.0, "POST": 10.0}  # s; a page may wait for what is read, nobody for what is begun
_SILENT = 5.0  # s after a failure in which the cluster is not asked again


class RefusedError(Exception):
    """The cluster answered, and it was no.

    Attributes:
        status: of HTTP; 404 is a job that the cluster does not know.
        why: in Ray's words.
    """

    def __init__(self, status: int, why: str) -> None:
        """Keep the answer."""
        super().__init__(status, why)
        self.status, self.why = status, why


class Client(JobSubmissionClient):
    """Ray's own client, which would wait for ever, and tells a refusal from another by its words alone."""

    def _do_request(self, method: str, endpoint: str, **options: Any) -> Any:
        return super()._do_request(method, endpoint, timeout=(_CONNECTS_WITHIN, _ANSWERS_WITHIN[method]), **options)

    def _raise_error(self, r: Any) -> None:
        raise RefusedError(r.status_code, r.text)


class Cluster:
    """One client that is kept: a fresh one asks the cluster twice before it is asked anything."""

    def __init__(self) -> None:
        """Ask nothing yet."""
        self._client: Client | None = None
        self._fault: ExecutorError | None = None
        self._silent_until = 0.0
        self._making = Lock()

    def ask(self, question: Callable[[Client], Answer]) -> Answer:
        """Return what the cluster answers.

        Raises:
            ExecutorError: it cannot be reached, or wants a token; for some seconds it is not even asked again.
            RefusedError: the answer is no.
        """
        if self._fault and time.monotonic() < self._silent_until:
            raise self._fault.with_traceback(None)
        where = address()
        try:
            with self._making:
                client = self._client = self._client or Client(where)
            answer = question(client)
        except (AuthenticationError, OSError, RuntimeError, ValueError) as error:  # those of `requests` are OSErrors
            self._client, self._silent_until = None, time.monotonic() + _SILENT
            self._fault = _fault(where, error)
            raise self._fault from error
        self._fault = None
        return answer


def address() -> str:
    """Return the address of the cluster's dashboard.

    Raises:
        ExecutorError: what is set is none.
    """
    for name in _ADDRESSES:
        if said := os.environ.get(name):
            if not said.startswith(("http://", "https://")):
                raise ExecutorError(
                    "no-ray-address",
                    "{name} must be the address of the Ray cluster’s dashboard, such as http://10.0.0.8:8265."
                    " Received: {value!r}.",
                    name=name,
                    value=said,
                )
            return said
    return _HERE


def _fault(where: str, error: Exception) -> ExecutorError:
    if isinstance(error, AuthenticationError):
        return ExecutorError(
            "ray-token",
            "The Ray cluster at {address} asks for its token. Set RAY_AUTH_MODE=token and RAY_AUTH_TOKEN.",
            address=where,
        )
    return ExecutorError(
        "ray-unreachable",
        "The Ray cluster at {address} cannot be reached. What it does goes on; start it, or wait until it is back.",
        address=where,
    )
