// A certified OpenID provider (oidc-provider) with two invented people and one auditor, for the tests of signing in.
//
//   node provider.js <port> <redirect URI>…      prints "ready" and serves on 127.0.0.1 until it is ended
//
// Its sign-in page is one field: the account, and optionally the `acr` it shall be signed in with ("binh urn:mau:1").
import Provider from "oidc-provider";

const [port, ...redirectUris] = process.argv.slice(2);
const issuer = `http://127.0.0.1:${port}`;
const PEOPLE = {
  mai: { id_number: "000161000017" },
  binh: { id_number: "000162000025" },
  "nobody-with-a-number": {},
  "kiem-toan": { preferred_username: "auditor.mau" },
  "la-mat": { preferred_username: "somebody.else" },
};

const provider = new Provider(issuer, {
  clients: [{ client_id: "vi-giay-to", client_secret: "only-for-tests-only-for-tests-only", redirect_uris: redirectUris }],
  acrValues: ["urn:mau:1", "urn:mau:2"],
  claims: { acr: null, auth_time: null, openid: ["sub"], identity: ["id_number", "preferred_username"] },
  scopes: ["openid", "identity"],
  features: { devInteractions: { enabled: false } },
  interactions: { url: (_context, interaction) => `/interaction/${interaction.uid}` },
  findAccount: (_context, id) => ({ accountId: id, claims: () => ({ sub: id, ...PEOPLE[id] }) }),
  cookies: { keys: ["only for tests"] },
  ttl: { Session: 600, Interaction: 600, Grant: 600, AccessToken: 60, IdToken: 60, AuthorizationCode: 60 },
});

async function read(request) {
  let body = "";
  for await (const part of request) body += part;
  return new URLSearchParams(body);
}

async function consented(interaction) {
  const grant = new provider.Grant({ accountId: interaction.session.accountId, clientId: interaction.params.client_id });
  grant.addOIDCScope(interaction.params.scope);
  return { consent: { grantId: await grant.save() } };
}

provider.use(async (context, next) => {
  if (!context.path.startsWith("/interaction/")) return next();
  const interaction = await provider.interactionDetails(context.req, context.res);
  if (interaction.prompt.name === "consent") {
    context.respond = false;
    return provider.interactionFinished(context.req, context.res, await consented(interaction), { mergeWithLastSubmission: true });
  }
  if (context.method === "GET") {
    context.type = "html";
    context.body = '<!doctype html><title>Sign in</title><form method="post"><input name="account" aria-label="account"><button>Sign in</button><button name="turn" value="back">Turn back</button></form>';
    return undefined;
  }
  const sent = await read(context.req);
  const [accountId, acr = "urn:mau:2"] = sent.get("account").split(" ");
  const result = sent.get("turn") ? { error: "access_denied" } : { login: { accountId, acr } };
  context.respond = false;
  return provider.interactionFinished(context.req, context.res, result, { mergeWithLastSubmission: false });
});

provider.listen(Number(port), "127.0.0.1", () => console.log("ready"));
