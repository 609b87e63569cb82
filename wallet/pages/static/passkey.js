// Asks the device for its key: to confirm who is here (data-passkey="confirm"), or to add a key (data-passkey="add").
// Without this script, or without such a key, the page's other ways remain.

const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
const letters = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

const WAYS = {
  confirm: {
    challenge: "/v1/me/confirmation/challenge",
    answer: "/v1/me/confirmation",
    ask: (publicKey) => navigator.credentials.get({ publicKey }),
  },
  add: {
    challenge: "/v1/me/passkeys/challenge",
    answer: "/v1/me/passkeys",
    ask: (publicKey) => navigator.credentials.create({ publicKey }),
  },
};

async function post(path, csrf, body) {
  const answer = await fetch(path, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRF-Token": csrf },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.status === 204 ? null : answer.json();
}

// What the server sends as base64url has to be bytes for the browser (WebAuthn level 3, section 5.1.8 and 5.1.9).
function asked(options) {
  const known = (list) => (list || []).map((one) => ({ ...one, id: bytes(one.id) }));
  const read = { ...options, challenge: bytes(options.challenge) };
  if (options.user) read.user = { ...options.user, id: bytes(options.user.id) };
  if (options.allowCredentials) read.allowCredentials = known(options.allowCredentials);
  if (options.excludeCredentials) read.excludeCredentials = known(options.excludeCredentials);
  return read;
}

// And the other way round (section 5.1.7, toJSON).
function answered(credential) {
  const response = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[name]) response[name] = letters(credential.response[name]);
  }
  const { id, type } = credential;
  return { id, rawId: letters(credential.rawId), type, response, clientExtensionResults: {} };
}

async function use(button) {
  const way = WAYS[button.dataset.passkey];
  const failed = document.querySelector("[data-passkey-failed]");
  button.disabled = true;
  failed.hidden = true;
  try {
    const options = await post(way.challenge, button.dataset.csrf, {});
    const credential = answered(await way.ask(asked(options)));
    const named = document.querySelector("[data-passkey-name]");
    await post(way.answer, button.dataset.csrf, named ? { credential, name: named.value.trim() || named.placeholder } : { credential });
    location.assign(button.dataset.next);
  } catch {
    failed.hidden = false;
    button.disabled = false;
  }
}

if (window.PublicKeyCredential) {
  for (const part of document.querySelectorAll("[data-passkey], [data-passkey-hint]")) part.hidden = false;
  for (const button of document.querySelectorAll("[data-passkey]")) button.addEventListener("click", () => use(button));
}
