import { describe, expect, it } from '@jest/globals';
import { Secret } from '../../../src/base/secret.ts';
import type { AdminCredentials } from '../../../src/broker/admin.ts';
import type { GuardedFetch } from '../../../src/broker/guarded-fetch.ts';
import { createVaultKv } from '../../../src/broker/rotation/vault-kv.ts';
import { readCredentials } from '../../../src/broker-service/files/credentials-file.ts';

const entry = (prefix: string) => ({
  secret: { env: 'KV' },
  fields: { address: 'https://vault.acme.dev', mount: 'secret', prefix },
});
const admin = (owners: Readonly<Record<string, ReturnType<typeof entry>>>): AdminCredentials =>
  readCredentials({ 'vault-kv': owners }, { KV: 'hvs.x' });
const asked: string[] = [];
const fetch: GuardedFetch = Object.assign(
  (target: string) => {
    asked.push(target);
    return Promise.resolve(new Response('{}', { status: 404 }));
  },
  { close: () => Promise.resolve() },
) as unknown as GuardedFetch;
const vault = (owners: Parameters<typeof admin>[0]) => createVaultKv(fetch, admin(owners));
const may = (owners: Parameters<typeof admin>[0], owner: string, path: string) =>
  vault(owners).mayWrite(owner, { path, field: 'x' });

describe('where a successor may be written', () => {
  it.each([
    ['ci', 'ci/app', true],
    ['ci', 'ci', true],
    ['ci', 'ci-admin/app', false],
    ['ci/', 'ci/app', true],
    ['ci/', 'cia/app', false],
    ['ci/app', 'ci/app', true],
    ['ci/app', 'ci/app2', false],
  ])('below %s: %s is %s', (prefix, path, wanted) => {
    expect(may({ acme: entry(prefix) }, 'acme', path)).toBe(wanted);
    expect(may({ acme: entry(prefix) }, 'octo', path)).toBe(false);
  });

  it('keeps owners apart who share an entry', async () => {
    expect(may({ '*': entry('ci/') }, 'acme', 'ci/app')).toBe(false);
    expect(may({ '*': entry('ci/x-{owner}/') }, 'acme', 'ci/x-acme/app')).toBe(false);
    const shared = { '*': entry('ci/{owner}/'), own: entry('own/') };
    expect(may(shared, 'acme', 'ci/acme/app')).toBe(true);
    expect(may(shared, 'acme', 'ci/octo/app')).toBe(false);
    expect(may(shared, 'acme', 'ci/acme-2/app')).toBe(false);
    expect(may(shared, 'own', 'ci/own/app')).toBe(false);
    // Asked again where it is written: the operator may have changed his mind meanwhile.
    const stopped = await vault(shared).write('acme', { path: 'ci/octo/app', field: 'x' }, new Secret('v'));
    expect(stopped?.retryable).toBe(false);
    expect(asked).toEqual([]);
  });
});
