"""What every refusal looks like (RFC 9457), and a word that no refusal may repeat."""

import re

import requests

CANARY = "CHIMHOANGYEN7731"
"""Stands wherever bad input stands."""
UUID = r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"


def check_problem(answer: requests.Response, status: int, code: str) -> None:
    assert (answer.status_code, answer.headers["Content-Type"]) == (status, "application/problem+json"), answer.text
    problem = answer.json()
    assert problem["code"] == code, answer.text
    assert problem["status"] == status
    assert problem["type"] == f"/docs/errors#{code}"
    assert problem["title"] != problem["title_en"]
    assert re.fullmatch(f"urn:uuid:{UUID}", problem["instance"])
    assert problem["instance"].endswith(answer.headers["X-Request-Id"])
    assert CANARY not in answer.text + str(answer.headers)
