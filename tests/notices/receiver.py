"""A service's own webhook receiver: a process of its own, which writes down each event that its library has verified.

    python receiver.py <port> <file> <whsec or whpk> [<consent to refuse>]

The verifier is `standardwebhooks`, which nobody here wrote. One line of JSON for each call: id, signature's word, body.
"""

import json
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

from standardwebhooks.webhooks import Webhook, WebhookVerificationError


class Receiver(BaseHTTPRequestHandler):
    written: Path
    verifier: Webhook
    refused: Path

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        try:
            event = self.verifier.verify(body, {name.lower(): value for name, value in self.headers.items()})
        except WebhookVerificationError as error:
            self._answer(400, {"error": str(error)})
            return
        refused = self.refused.read_text().split() if self.refused.exists() else []
        if event["data"].get("consent") in refused:
            self._answer(500, {"id": self.headers["webhook-id"], "refused": True, "event": event})
            return
        self._answer(204, {"id": self.headers["webhook-id"], "event": event})

    def _answer(self, status: int, line: dict[str, object]) -> None:
        with self.written.open("a") as file:
            file.write(json.dumps(line) + "\n")
        self.send_response(status)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  (http.server calls it so)
        pass


if __name__ == "__main__":
    port, written, secret, refused = sys.argv[1:5]
    Receiver.written, Receiver.refused, Receiver.verifier = Path(written), Path(refused), Webhook(secret)
    HTTPServer(("127.0.0.1", int(port)), Receiver).serve_forever()
