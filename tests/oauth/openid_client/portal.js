// A portal that knows the wallet's address, its own client id and key, and nothing else: it asks, and is sent back.
//
// First argument: {issuer, client_id, redirect_uri, private_key (JWK), details}. Prints the address for the citizen's
// browser and reads the address to which that browser was sent back.
import { createInterface } from 'node:readline/promises'
import * as client from 'openid-client'

export const told = JSON.parse(process.argv[2])
const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]()

export const { kid, ...jwk } = told.private_key
const key = await crypto.subtle.importKey('jwk', jwk, { name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign'])
export const discover = (issuer, modify) =>
  client.discovery(
    new URL(issuer),
    told.client_id,
    { dpop_bound_access_tokens: true },
    client.PrivateKeyJwt({ key, kid }, modify ? { [client.modifyAssertion]: modify } : undefined),
    { algorithm: 'oauth2', execute: [client.allowInsecureRequests] },
  )
export const config = await discover(told.issuer)
export const pair = await client.randomDPoPKeyPair('ES256')
export const DPoP = client.getDPoPHandle(config, pair)

const pkceCodeVerifier = client.randomPKCECodeVerifier()
const expectedState = client.randomState()
export const checks = { pkceCodeVerifier, expectedState }
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

export const back = new URL((await lines.next()).value)
