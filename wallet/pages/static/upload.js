// Sends the paper of a form in pieces (tus 1.0, /v1/me/uploads), so that a lost network costs one piece and not the
// whole. Without this script the form sends its file itself, as forms do.
//
//   press -> known again? or announced -> piece, piece, … -> the form goes, with the upload's number in place of the file
//
// A network that goes away is waited for; what has arrived stays for three days, also when the page was closed.

const PIECE_BYTES = 256 * 1024;
const MEGABYTE = 1024 * 1024;
const UPLOADS = "/v1/me/uploads";
const WAITS_SECONDS = [1, 2, 4, 8, 15, 30];
const TUS = { "Tus-Resumable": "1.0.0" };

const form = document.querySelector("form[data-upload]");
const box = form.querySelector("input[type=file]");
const number = form.querySelector("[data-upload-number]");
const panel = form.querySelector("[data-upload-panel]");
const bar = panel.querySelector("progress");
const said = panel.querySelector("[data-upload-said]");
const aloud = panel.querySelector("[data-upload-aloud]");
const again = panel.querySelector("[data-upload-again]");
const pick = form.querySelector("[data-upload-pick]");
const words = form.dataset;

// A refusal is not waited out: the form then goes as it is, and the page says what is wrong.
class Refused extends Error {}
class Gone extends Error {}

async function call(method, path, headers = {}, body = undefined) {
  const acting = words.actingFor ? { "X-Acting-For": words.actingFor } : {};
  const told = { ...TUS, "X-CSRF-Token": words.csrf, ...acting, ...headers };
  const answer = await fetch(path, { method, body, headers: told });
  if (answer.status >= 500 || answer.status === 429) throw new TypeError("try again");
  if (answer.status === 404) throw new Gone();
  if (answer.status === 409) return null;
  if (!answer.ok) throw new Refused();
  return answer;
}

const hex = (buffer) => Array.from(new Uint8Array(buffer), (byte) => byte.toString(16).padStart(2, "0")).join("");
const base64 = (text) => btoa(String.fromCharCode(...new TextEncoder().encode(text)));

// Only a secure page can compute it (https, or this device itself); without it a file is not known again.
async function digestOf(file) {
  return crypto.subtle ? hex(await crypto.subtle.digest("SHA-256", await file.arrayBuffer())) : "";
}

async function known(file, sha256) {
  if (!sha256) return null;
  const body = JSON.stringify({ length: file.size, sha256 });
  const answer = await call("POST", `${UPLOADS}/search`, { "Content-Type": "application/json" }, body);
  const [found] = await answer.json();
  return found ? found.id : null;
}

async function announced(file, sha256) {
  const told = { type: words.kind, sha256, agreement: agreement() };
  const metadata = Object.entries(told).map(([name, value]) => `${name} ${base64(value)}`).join(",");
  const answer = await call("POST", UPLOADS, { "Upload-Length": String(file.size), "Upload-Metadata": metadata });
  return (await answer.json()).id;
}

function agreement() {
  const ticked = form.querySelector("[name=dong-y-giu-anh]:checked");
  return ticked ? ticked.value : "";
}

async function offsetOf(id) {
  const answer = await call("HEAD", `${UPLOADS}/${id}`);
  return Number(answer.headers.get("Upload-Offset"));
}

async function sendPiece(id, file, start) {
  const headers = { "Upload-Offset": String(start), "Content-Type": "application/offset+octet-stream" };
  const answer = await call("PATCH", `${UPLOADS}/${id}`, headers, file.slice(start, start + PIECE_BYTES));
  return answer ? Number(answer.headers.get("Upload-Offset")) : offsetOf(id);
}

async function send(file, upload) {
  upload.sha256 ??= await digestOf(file);
  upload.id ??= (await known(file, upload.sha256)) || (await announced(file, upload.sha256));
  let start = await offsetOf(upload.id);
  show(start, file.size);
  while (start < file.size) {
    start = await sendPiece(upload.id, file, start);
    upload.losses = 0;
    show(start, file.size);
  }
  return upload.id;
}

const megabytes = (bytes) => (bytes / MEGABYTE).toLocaleString(document.documentElement.lang, { maximumFractionDigits: 1 });

// Read aloud at each quarter only; the line that is seen changes with each piece.
function show(sent, all) {
  again.hidden = true;
  panel.classList.remove("lost");
  bar.max = all;
  bar.value = sent;
  const line = words.sent.replace("{sent}", megabytes(sent)).replace("{all}", megabytes(all));
  said.textContent = line;
  const quarter = String(Math.floor((4 * sent) / all));
  if (aloud.dataset.quarter !== quarter) {
    aloud.dataset.quarter = quarter;
    aloud.textContent = line;
  }
}

function showLoss() {
  panel.classList.add("lost");
  said.textContent = words.lost;
  aloud.textContent = words.lost;
  aloud.dataset.quarter = "";
  again.hidden = false;
}

// Until the time has passed, the network is back, or somebody presses.
function patience(seconds) {
  return new Promise((goOn) => {
    const wake = () => {
      clearTimeout(timer);
      window.removeEventListener("online", wake);
      again.removeEventListener("click", wake);
      goOn();
    };
    const timer = setTimeout(wake, seconds * 1000);
    window.addEventListener("online", wake);
    again.addEventListener("click", wake);
  });
}

async function sendAnyway(file) {
  const upload = { losses: 0 };
  for (;;) {
    try {
      return await send(file, upload);
    } catch (error) {
      if (error instanceof Gone && upload.id) {
        upload.id = undefined;
      } else if (error instanceof TypeError) {
        showLoss();
        await patience(WAITS_SECONDS[Math.min(upload.losses++, WAITS_SECONDS.length - 1)]);
      } else {
        throw error;
      }
    }
  }
}

async function press(event) {
  const [file] = box.files;
  if (!file || !file.size || file.size > Number(words.limit)) return;
  event.preventDefault();
  const button = form.querySelector("[data-upload-send]");
  button.hidden = true;
  panel.hidden = false;
  panel.scrollIntoView({ block: "nearest" });
  try {
    number.value = await sendAnyway(file);
    box.disabled = true;
  } catch {
    // The form goes with its file, and the answer says what is wrong.
  }
  form.submit();
}

// Two buttons in our own words in place of the browser's box; the camera where there is a finger to hold it.
function offer() {
  const camera = pick.querySelector("[data-upload-camera]");
  camera.hidden = !matchMedia("(pointer: coarse)").matches;
  camera.addEventListener("click", () => open("environment"));
  pick.querySelector("[data-upload-choose]").addEventListener("click", () => open(null));
  pick.hidden = false;
  box.hidden = true;
}

function open(camera) {
  if (camera) box.setAttribute("capture", camera);
  else box.removeAttribute("capture");
  box.click();
}

function choose() {
  const [file] = box.files;
  number.value = "";
  const line = file ? words.chosen.replace("{name}", file.name).replace("{all}", megabytes(file.size)) : "";
  pick.querySelector("[data-upload-chosen]").textContent = line;
}

// Coming back to this page by the back button begins again.
window.addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  box.disabled = false;
  panel.hidden = true;
  form.querySelector("[data-upload-send]").hidden = false;
});
offer();
box.addEventListener("change", choose);
form.addEventListener("submit", press);
