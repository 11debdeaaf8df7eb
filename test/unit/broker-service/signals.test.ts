import { randomBytes, randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { Secret } from '../../../src/base/secret.ts';
import type { Client } from '../../../src/broker-service/clients.ts';
import type { SignalReceiver } from '../../../src/broker-service/signals/receivers.ts';
import { createSignals } from '../../../src/broker-service/signals/signals.ts';
import type { Job, Settlement } from '../../../src/broker-service/work/job.ts';
import { jwt } from '../../support/credentials.ts';

const key = randomBytes(32);
const client: Client = {
  id: 'app',
  proof: { method: 'hmac', key },
  owners: new Set(['octo']),
  scopes: new Set(['revoke']),
  rotations: new Map(),
  callback: { url: 'https://app.example.com/', key },
};
const siem: SignalReceiver = { name: 'siem', kind: 'webhook', url: 'https://siem.example.com/', key };
const idp: SignalReceiver = {
  name: 'idp',
  kind: 'risc',
  url: 'https://idp.example.com/',
  audience: 'https://idp.example.com',
  signer: { key: undefined as never, algorithm: 'ES256' },
};
const signals = createSignals({
  clients: [client],
  receivers: [siem, idp],
  now: () => Date.parse('2026-11-25T04:00:00Z'),
  wake: () => undefined,
});

const ISSUER = 'https://auth.acme.dev';

function makeJob(value: string, more: Partial<Job> = {}): Job {
  return {
    id: randomUUID(),
    client: 'app',
    owner: 'octo',
    valueDigest: 'ab'.repeat(32),
    request: {
      provider: 'mcp',
      type: 'mcp-access-token',
      action: 'safest',
      reason: 'leaked_public',
      reference: 'incident-1',
      trust: { issuers: [{ issuer: ISSUER, clientId: 'rekey' }], servers: [] },
    },
    secret: new Secret(value),
    admitted: true,
    seenLive: false,
    attempts: 1,
    probes: 0,
    ...more,
  };
}

const about = (job: Job, change: Partial<Settlement> = {}) =>
  signals.about(job, {
    id: job.id,
    state: 'revoked_verified',
    seenLive: true,
    probes: 0,
    ended: true,
    steps: [],
    ...change,
  });
const kinds = (messages: ReturnType<typeof about>) => messages.map(({ kind, target }) => `${kind} ${target}`);
const factsOf = (job: Job) =>
  JSON.parse(about(job).find(({ kind }) => kind === 'risc')?.body ?? '') as object;

describe('what is told, and to whom', () => {
  it('tells the client every change, and the others the end', () => {
    const job = makeJob('x');
    expect(kinds(about(job))).toEqual(['callback app', 'webhook siem', 'risc idp']);
    expect(kinds(about(job, { state: 'accepted_unverified', ended: false }))).toEqual(['callback app']);
    expect(kinds(about(job, { state: 'dry_run' }))).toEqual(['callback app']);
    expect(kinds(about(makeJob('x', { client: 'gitlab' })))).toEqual(['webhook siem', 'risc idp']);
  });

  it('calls a person when revocations are paused', () => {
    const messages = about(makeJob('x'), { state: 'approval_needed', ended: false });
    expect(kinds(messages)).toEqual(['callback app', 'webhook siem']);
    expect(JSON.parse(messages[1]?.body ?? '')).toMatchObject({
      type: 'revocations.paused',
      data: { owner: 'octo' },
    });
  });

  it('names the person where a trusted issuer’s token does, and the fingerprint otherwise', () => {
    const known = jwt({ iss: ISSUER, sub: 'alice' });
    expect(factsOf(makeJob(known))).toMatchObject({
      subject: { format: 'iss_sub', iss: ISSUER, sub: 'alice' },
    });
    const strange = jwt({ iss: 'https://evil.example.com', sub: 'alice' });
    const opaque = { format: 'opaque', id: `hmac-sha256:${'ab'.repeat(32)}` };
    expect(factsOf(makeJob(strange))).toMatchObject({ subject: opaque });
    expect(factsOf(makeJob('no-jwt'))).toMatchObject({ subject: opaque });
  });

  it('tells nobody the value', () => {
    const value = jwt({ iss: ISSUER, sub: 'alice' });
    expect(JSON.stringify(about(makeJob(value)))).not.toContain(value);
  });
});
