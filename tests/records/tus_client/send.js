// Sends a file as tus-js-client does, breaks off after some bytes where it is told to, and goes on from the address.
//
//   node send.js <url of the wallet> <cookie> <csrf token> <file> <type of paper> <bytes after which to break off, or 0> <address, or "">
//
// Prints {"address": …, "sent": bytes that went in this run} as JSON.

import { readFileSync } from "node:fs";
import tus from "tus-js-client";

const [wallet, cookie, csrf, path, type, most, address] = process.argv.slice(2);
const file = readFileSync(path);
let sent = 0;

function done(upload) {
  console.log(JSON.stringify({ address: upload.url, sent }));
  process.exit(0);
}

const upload = new tus.Upload(file, {
  endpoint: `${wallet}/v1/me/uploads`,
  uploadUrl: address || null,
  headers: { Cookie: cookie, "X-CSRF-Token": csrf },
  metadata: { type },
  chunkSize: 300_000,
  onError: (error) => {
    console.error(String(error));
    process.exit(1);
  },
  onChunkComplete: (size) => {
    sent += size;
    if (Number(most) && sent >= Number(most)) done(upload);
  },
  onSuccess: () => done(upload),
});
upload.start();
