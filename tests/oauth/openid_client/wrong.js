// The same portal, each step done wrongly once: what the wallet answers, or what this client itself refuses to take.
//
// The last line printed is {attempt: OAuth error, status or client error code}. See portal.js for how it begins.
import { createHmac } from 'node:crypto'
import * as client from 'openid-client'
import { back, checks, discover, jwk, kid, pair, told } from './portal.js'

const redeem = async ({ modify, change, url = back, verifier = checks.pkceCodeVerifier, proven = true } = {}) => {
  const own = await discover(told.issuer, modify)
  const handle = client.getDPoPHandle(own, pair)
  if (change) own[client.customFetch] = change
  return client.authorizationCodeGrant(own, url, { ...checks, pkceCodeVerifier: verifier }, undefined, proven ? { DPoP: handle } : undefined)
}
const assertionReplaced = (make) => async (url, options) => {
  const form = new URLSearchParams(options.body)
  form.set('client_assertion', await make(form.get('client_assertion')))
  return fetch(url, { ...options, body: form })
}
const encoded = (part) => Buffer.from(JSON.stringify(part)).toString('base64url')
const claimsOf = (assertion) => assertion.split('.')[1]
const withoutSignature = (assertion) => `${encoded({ alg: 'none', typ: 'JWT' })}.${claimsOf(assertion)}.`
const { d, ...publicKey } = jwk
const keyedWithThePublicKey = (assertion) => {
  const signed = `${encoded({ alg: 'HS256', typ: 'JWT', kid })}.${claimsOf(assertion)}`
  return `${signed}.${createHmac('sha256', JSON.stringify(publicKey)).update(signed).digest('base64url')}`
}
const elsewhere = (change) => {
  const moved = new URL(back)
  change(moved.searchParams)
  return moved
}
const proofs = []
const keepingProofs = async (url, options) => {
  proofs.push(new Headers(options.headers).get('dpop'))
  return fetch(url, options)
}
const withTheLastProof = async (url, options) => {
  const headers = new Headers(options.headers)
  headers.set('dpop', proofs.at(-1))
  return fetch(url, { ...options, headers })
}
const toAnotherDoor = async (url, options) => fetch(String(url).replace('/oauth/token', '/oauth/par'), options)

const attempts = {
  'wrong verifier': () => redeem({ verifier: client.randomPKCECodeVerifier() }),
  'no proof': () => redeem({ proven: false }),
  'another door than the proof is for': () => redeem({ change: toAnotherDoor }),
  'expired assertion': () => redeem({ modify: (_, payload) => (payload.exp = payload.iat - 3600) }),
  'assertion for another server': () => redeem({ modify: (_, payload) => (payload.aud = 'https://other.example') }),
  'alg none': () => redeem({ change: assertionReplaced(withoutSignature) }),
  'alg HS256 over the public key': () => redeem({ change: assertionReplaced(keyedWithThePublicKey) }),
  'answer of another issuer': () => redeem({ url: elsewhere((query) => query.set('iss', 'https://other.example')) }),
  'answer without issuer': () => redeem({ url: elsewhere((query) => query.delete('iss')) }),
  'answer with another state': () => redeem({ url: elsewhere((query) => query.set('state', 'other')) }),
  'description of another issuer': () => discover(told.issuer.replace('127.0.0.1', 'localhost')),
  'nothing wrong': () => redeem({ change: keepingProofs }),
  'replayed proof': () => redeem({ change: withTheLastProof }),
}
const found = {}
for (const [name, attempt] of Object.entries(attempts)) {
  found[name] = await attempt().then(
    () => 'taken',
    (error) => error.error ?? error.cause?.error ?? error.code ?? error.name,
  )
}
console.log(JSON.stringify(found))
process.exit(0)
