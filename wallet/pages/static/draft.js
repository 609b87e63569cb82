// Keeps what is half typed, a moment after the last letter, and at once when the page goes out of sight. It goes to the
// wallet, sealed (PUT /v1/me/drafts); nothing stays in the browser. Without this script the form is an ordinary one.

const WAIT_MS = 1500;

const form = document.querySelector("form[data-draft]");
const said = form.querySelector("[data-draft-said]");
const words = said.dataset;
let waiting, sending, gone = false;
let kept = fields();

// What a person wrote or chose: no hidden field, no file.
function fields() {
  const hidden = new Set(Array.from(form.querySelectorAll("input[type=hidden]"), (box) => box.name));
  const typed = [...new FormData(form)].filter(([name, text]) => typeof text === "string" && !hidden.has(name));
  const boxes = typed.filter(([, text]) => text !== "");
  return JSON.stringify(boxes);
}

async function keep() {
  clearTimeout(waiting);
  const now = fields();
  if (gone || now === kept) return;
  sending = new AbortController();
  try {
    const answer = await fetch("/v1/me/drafts", {
      method: "PUT",
      keepalive: true,
      signal: sending.signal,
      headers: { "Content-Type": "application/json", "X-CSRF-Token": form.querySelector("[name=csrf]").value },
      body: JSON.stringify({ form: form.dataset.draft, fields: JSON.parse(now) }),
    });
    if (answer.ok) kept = now;
    tell(answer.ok ? words.kept : answer.status === 401 ? words.ended : words.lost);
  } catch {
    if (!gone) tell(words.lost);
  }
}

// Said once for each change of state, so that a reader is not interrupted at every pause.
function tell(line) {
  if (said.textContent !== line) said.textContent = line;
}

form.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(keep, WAIT_MS);
});
document.addEventListener("visibilitychange", () => { if (document.hidden) keep(); });
form.addEventListener("submit", () => {
  gone = true;
  clearTimeout(waiting);
  sending?.abort();
});
window.addEventListener("pageshow", (event) => { if (event.persisted) gone = false; });
