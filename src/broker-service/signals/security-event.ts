import { decodeJwt, SignJWT } from 'jose';
import { z } from 'zod';
import type { Job } from '../work/job.ts';
import type { EventSigner } from './receivers.ts';

const COMPROMISE = 'https://schemas.openid.net/secevent/risc/event-type/credential-compromise';

/** What an event says, as it is kept until it is sent. It identifies the credential and never holds it. */
export const EventFacts = z.object({
  subject: z.union([
    z.object({ format: z.literal('iss_sub'), iss: z.string(), sub: z.string() }),
    z.object({ format: z.literal('opaque'), id: z.string() }),
  ]),
  credentialType: z.string(),
  /** Seconds since the epoch. */
  at: z.number(),
  transaction: z.string(),
});
export type EventFacts = z.infer<typeof EventFacts>;

/**
 * The subject of a credential, RFC 9493: whose it is where a token of a trusted issuer says so, since identity systems
 * know people and not tokens; else the fingerprint, which only those can place who have it too.
 */
function subjectOf(job: Job): EventFacts['subject'] {
  const { iss, sub } = claimsOf(job.secret.reveal());
  if (
    iss !== undefined &&
    sub !== undefined &&
    job.request.trust.issuers.some(({ issuer }) => issuer === iss)
  )
    return { format: 'iss_sub', iss, sub: sub.slice(0, 500) };
  return { format: 'opaque', id: job.request.fingerprint ?? `hmac-sha256:${job.valueDigest}` };
}

function claimsOf(value: string): { readonly iss?: string; readonly sub?: string } {
  try {
    return decodeJwt(value);
  } catch {
    return {};
  }
}

/** @param at milliseconds since the epoch */
export function toEventFacts(job: Job, at: number): EventFacts {
  return {
    subject: subjectOf(job),
    credentialType: job.request.type,
    at: Math.floor(at / 1000),
    transaction: job.id,
  };
}

/**
 * Signs a RISC `credential-compromise` as a Security Event Token.
 * Sources: RFC 8417 section 2.2 (no `exp`, `typ` secevent+jwt); OpenID RISC Profile 1.0, section 2.7;
 * OpenID Shared Signals Framework 1.0 (`sub_id` beside `events`).
 *
 * @param options.id the same when the event is sent again
 */
export function signSecurityEvent(
  signer: EventSigner,
  facts: EventFacts,
  options: { readonly id: string; readonly issuer: string; readonly audience: string },
): Promise<string> {
  const event = {
    credential_type: facts.credentialType,
    event_timestamp: facts.at,
    reason_admin: { en: 'The credential was found in a place where others can read it.' },
  };
  return new SignJWT({ sub_id: facts.subject, txn: facts.transaction, events: { [COMPROMISE]: event } })
    .setProtectedHeader({ alg: signer.algorithm, typ: 'secevent+jwt' })
    .setIssuer(signer.issuer ?? options.issuer)
    .setAudience(options.audience)
    .setJti(options.id)
    .setIssuedAt(facts.at)
    .sign(signer.key);
}
