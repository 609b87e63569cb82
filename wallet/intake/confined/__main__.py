"""Started by `wallet.intake.inspector`: a control descriptor, the limits and the folder of trust roots as arguments."""

import json
import logging
import socket
import sys
from datetime import UTC, datetime
from pathlib import Path

from wallet.intake.confined.examining import Examiner
from wallet.intake.confined.signatures import SignatureChecker, roots_in
from wallet.intake.confined.warden import serve
from wallet.intake.limits import Limits

if __name__ == "__main__":
    _, control, limits, folder = sys.argv
    logging.disable()  # pyHanko writes the names of signers into its warnings
    bounds = Limits(**json.loads(limits))
    examiner = Examiner(bounds, SignatureChecker(roots_in(Path(folder) if folder else None)))
    examiner.warm_up(datetime.now(UTC))
    serve(socket.socket(fileno=int(control)), bounds, examiner)
