// A portal that knows the wallet's address, its own client id and key, and nothing else.
//
// First argument: {issuer, client_id, redirect_uri, private_key (JWK), details}. Prints the address for the citizen's
// browser, reads the address to which that browser was sent back, and prints what happened as one line of JSON.
import { createInterface } from 'node:readline/promises'
import * as client from 'openid-client'

const told = JSON.parse(process.argv[2])
const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]()

const { kid, ...jwk } = told.private_key
const key = await crypto.subtle.importKey('jwk', jwk, { name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign'])
const config = await client.discovery(
  new URL(told.issuer),
  told.client_id,
  { dpop_bound_access_tokens: true },
  client.PrivateKeyJwt({ key, kid }),
  { algorithm: 'oauth2', execute: [client.allowInsecureRequests] },
)
const DPoP = client.getDPoPHandle(config, await client.randomDPoPKeyPair('ES256'))

const pkceCodeVerifier = client.randomPKCECodeVerifier()
const expectedState = client.randomState()
const address = await client.buildAuthorizationUrlWithPAR(
  config,
  {
    redirect_uri: told.redirect_uri,
    scope: 'wallet',
    state: expectedState,
    code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
    code_challenge_method: 'S256',
    authorization_details: JSON.stringify([told.details]),
  },
  { DPoP },
)
console.log(address.href)

const back = new URL((await lines.next()).value)
const tokens = await client.authorizationCodeGrant(config, back, { pkceCodeVerifier, expectedState }, undefined, { DPoP })
const [granted] = tokens.authorization_details
const release = async (token) => {
  const where = new URL(`${told.issuer}/v1/dossiers/${granted.dossier}/releases`)
  const headers = new Headers({ 'content-type': 'application/json' })
  const body = JSON.stringify({ consent: granted.consent })
  return client.fetchProtectedResource(config, token, where, 'POST', body, headers, { DPoP })
}
const released = await (await release(tokens.access_token)).json()
const renewed = await client.refreshTokenGrant(config, tokens.refresh_token, undefined, { DPoP })
const before = await client.tokenIntrospection(config, renewed.access_token)
await client.tokenRevocation(config, renewed.refresh_token)
const after = await client.tokenIntrospection(config, renewed.access_token)
const refusal = await release(renewed.access_token).catch((error) => error)

console.log(
  JSON.stringify({
    attributes: released.fields.map((field) => field.attribute),
    type: tokens.token_type,
    active: [before.active, after.active],
    refused: refusal.status,
  }),
)
process.exit(0)
