// Is this everything? Checks the citizen's bundle in the browser, as wallet/ledger/mine.py does: docs/formats.md, "Bundle".
// Every entry is what its header commits to, follows the one before it and stands in the signed log; the directory of the
// hour counts as many entries as there are. Nothing is believed but the log's key, which the page shows.

const text = (words) => new TextEncoder().encode(words);
const number = (n) => { const eight = new DataView(new ArrayBuffer(8)); eight.setBigUint64(0, BigInt(n)); return new Uint8Array(eight.buffer); };
const join = (...parts) => Uint8Array.from(parts.flatMap((part) => [...part]));
const same = (one, two) => one.length === two.length && one.every((byte, i) => byte === two[i]);
const bytes = (word) => Uint8Array.from(atob(word.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
const word = (raw) => btoa(String.fromCharCode(...raw)).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const sha256 = async (...parts) => new Uint8Array(await crypto.subtle.digest("SHA-256", join(...parts)));

async function hmac(key, ...parts) {
  const imported = await crypto.subtle.importKey("raw", key, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  return new Uint8Array(await crypto.subtle.sign("HMAC", imported, join(...parts)));
}

class Wrong extends Error {}
const insist = (holds, why) => { if (!holds) throw new Wrong(why); };

const GROUPS = ["actor", "context", "object", "purpose"];
const NONE = new Uint8Array(32);
const leafOf = (stored) => sha256([0], stored);
const nodeOf = (left, right) => sha256([1], left, right);
const digestOf = (name, salt, content) => sha256(text(`wallet-audit/group/v1\0${name}\0`), salt, text(content));
const tagOf = async (logKey, n) => word(await hmac(logKey, text("wallet-audit/tag/v1\0"), number(n)));

// RFC 9162, section 2.1.3.2.
async function rootFrom(index, size, leaf, path) {
  insist(Number.isInteger(index) && index >= 0 && index < size, "index");
  let position = index, last = size - 1, joined = leaf;
  for (const sibling of path.map(bytes)) {
    insist(last > 0, "path");
    if (position % 2 === 1 || position === last) {
      joined = await nodeOf(sibling, joined);
      while (position !== 0 && position % 2 === 0) { position /= 2; last = Math.floor(last / 2); }
    } else {
      joined = await nodeOf(joined, sibling);
    }
    position = Math.floor(position / 2);
    last = Math.floor(last / 2);
  }
  insist(last === 0, "path");
  return joined;
}

// c2sp.org/signed-note and tlog-checkpoint, Ed25519.
async function headOf(origin, { vkey, checkpoint }) {
  if (checkpoint === "") return { size: 0, root: NONE };
  const [name, id, ...rest] = vkey.split("+");
  const kind = bytes(rest.join("+"));
  insist(name === origin && kind[0] === 1 && kind.length === 33, "vkey");
  const end = checkpoint.lastIndexOf("\n\n");
  const body = checkpoint.slice(0, end + 1);
  const hex = (raw) => [...raw].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const ours = checkpoint.slice(end + 2).split("\n").map((line) => line.split(" "))
    .filter(([dash, who]) => dash === "—" && who === name).map((line) => bytes(line[2])).find((raw) => hex(raw.slice(0, 4)) === id);
  insist(ours, "signature");
  const key = await crypto.subtle.importKey("raw", kind.slice(1), "Ed25519", false, ["verify"]);
  insist(await crypto.subtle.verify("Ed25519", key, ours.slice(4), text(body)), "signature");
  const [said, size, root] = body.split("\n");
  insist(said === origin, "origin");
  return { size: Number(size), root: bytes(root) };
}

async function commitment(digests) {
  return word(await sha256(text("wallet-audit/body/v1\0"), ...[...GROUPS, "subject"].map((name) => digests[name])));
}

async function checkEntry(bundle, heads, logKey, entry, n, previous) {
  insist(entry.n === n, `n ${n}`);
  const header = JSON.parse(entry.header);
  insist(header.tag === await tagOf(logKey, n), `tag ${n}`);
  const digests = {};
  for (const name of GROUPS) {
    const shown = entry.groups[name];
    digests[name] = shown.digest ? bytes(shown.digest) : await digestOf(name, bytes(shown.salt), shown.content);
  }
  const subject = `{"citizen":"${bundle.citizen}","n":${n},"prev":"${word(previous)}"}`;
  digests.subject = await digestOf("subject", await hmac(logKey, text("wallet-audit/salt/subject/v1\0"), number(n)), subject);
  insist(header.c === await commitment(digests), `commitment ${n}`);
  const leaf = await leafOf(text(entry.header));
  const head = heads[entry.origin];
  insist(same(await rootFrom(entry.index, head.size, leaf, entry.proof), head.root), `inclusion ${n}`);
  return leaf;
}

// Where in all logs together.
const isBefore = (one, two) => one.rank < two.rank || (one.rank === two.rank && one.index < two.index);

// The logs in their line, by origin: the first entry of each commits to the one head of the log before it.
async function lineOf(bundle, heads) {
  const line = [bundle.origin];
  for (let shown; (shown = bundle.logs[line[0]].rotation); ) {
    const header = JSON.parse(shown.header);
    const digests = Object.fromEntries(["actor", "object", "purpose", "subject"].map((name) => [name, bytes(shown[name])]));
    digests.context = await digestOf("context", bytes(shown.salt), shown.context);
    insist(header.op === "log.rotate" && header.c === await commitment(digests), "rotation");
    const head = heads[line[0]];
    insist(same(await rootFrom(0, head.size, await leafOf(text(shown.header)), shown.proof), head.root), "rotation inclusion");
    const { vkey, checkpoint } = JSON.parse(JSON.parse(shown.context).detail);
    const before = vkey.split("+")[0];
    insist(bundle.logs[before] && !line.includes(before), "rotation order");
    const closed = await headOf(before, { vkey, checkpoint });
    insist(closed.size === heads[before].size && same(closed.root, heads[before].root), "rotation head");
    line.unshift(before);
  }
  insist(line.length === Object.keys(bundle.logs).length, "a log apart");
  return line;
}

// What the newest directory proves: until when, and how many.
async function checkDirectory(bundle, heads, line, logKey, leaves) {
  const shown = bundle.directory;
  const head = heads[shown.origin];
  const header = JSON.parse(shown.header);
  const digests = Object.fromEntries(Object.entries(shown.digests).map(([name, digest]) => [name, bytes(digest)]));
  digests.context = await digestOf("context", bytes(shown.context.salt), shown.context.content);
  insist(header.op === "directory.root" && header.c === await commitment(digests), "directory");
  insist(same(await rootFrom(shown.index, head.size, await leafOf(text(shown.header)), shown.proof), head.root), "directory inclusion");
  const said = JSON.parse(JSON.parse(shown.context.content).detail);
  insist(said.hour === Math.floor(header.t / 3600) && said.size <= shown.index, "directory hour");
  const own = bytes(shown.line);
  insist(same(await rootFrom(shown.position, said.citizens, await leafOf(own), shown.path), bytes(said.root)), "directory line");
  insist(same(own.slice(0, 32), await hmac(logKey, text("wallet-audit/directory/v1\0"), number(said.hour))), "directory key");
  const end = { rank: line.indexOf(shown.origin), index: said.size };
  const counted = leaves.filter((one) => isBefore(one, end));
  const last = counted.length ? counted[counted.length - 1].leaf : NONE;
  const count = Number(new DataView(own.buffer).getBigUint64(32));
  insist(count === counted.length && same(own.slice(40), last), "directory count");
  return { until: header.t, proved: counted.length };
}

// Throws Wrong where the bundle is not whole or not true. `until` is null where there is no directory yet.
export async function check(bundle) {
  const logKey = bytes(bundle.log_key);
  const heads = {};
  for (const [origin, shown] of Object.entries(bundle.logs)) heads[origin] = await headOf(origin, shown);
  const line = await lineOf(bundle, heads);
  const leaves = [];
  for (const [i, entry] of bundle.entries.entries()) {
    const last = leaves[i - 1];
    const leaf = await checkEntry(bundle, heads, logKey, entry, i + 1, last ? last.leaf : NONE);
    const one = { rank: line.indexOf(entry.origin), index: entry.index, leaf };
    insist(!last || isBefore(last, one), `order ${i + 1}`);
    leaves.push(one);
  }
  const end = bundle.directory ? await checkDirectory(bundle, heads, line, logKey, leaves) : { until: null, proved: 0 };
  return { ...end, entries: leaves.length, since: leaves.length - end.proved };
}

function say(button, sentence, isWrong) {
  const said = document.querySelector("[data-proof-said]");
  said.textContent = sentence;
  said.className = isWrong ? "trouble" : "said";
  said.hidden = false;
  button.disabled = false;
}

async function ask(button) {
  const words = button.dataset;
  button.disabled = true;
  const clock = (seconds) => new Intl.DateTimeFormat("vi-VN", { timeZone: "Asia/Ho_Chi_Minh", dateStyle: "short", timeStyle: "short" }).format(seconds * 1000);
  try {
    const answer = await fetch("/v1/me/access-log/bundle?form=json");
    if (!answer.ok) throw new TypeError(String(answer.status));
    const found = await check(await answer.json());
    const sentence = found.until === null ? words.early : found.since === 0 ? words.whole : words.more;
    say(button, sentence.replace("{n}", found.until === null ? found.entries : found.proved).replace("{until}", found.until && clock(found.until)).replace("{since}", found.since), false);
  } catch (error) {
    // A browser without Ed25519, or a server that does not answer, is no verdict.
    const isVerdict = error instanceof Wrong || error instanceof SyntaxError;
    say(button, isVerdict ? words.wrong : words.unable, isVerdict);
  }
}

for (const button of document.querySelectorAll("[data-proof]")) {
  button.hidden = false;
  button.addEventListener("click", () => ask(button));
}
