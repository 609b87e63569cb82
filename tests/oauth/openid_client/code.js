// The whole way as it should be; the last line printed is what happened, as JSON. See portal.js for how it begins.
import * as client from 'openid-client'
import { back, checks, config, DPoP, told } from './portal.js'

const tokens = await client.authorizationCodeGrant(config, back, checks, undefined, { DPoP })
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
