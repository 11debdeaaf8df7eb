import { createHash, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { deriveKeys } from '../../../src/base/keys.ts';
import type { LeakedCredential, Trust } from '../../../src/broker/broker.ts';
import type { Finding } from '../../../src/detect/finding.ts';
import { recordFindings } from '../../../src/inventory/record-findings.ts';
import { createScrub } from '../../../src/inventory/scrub.ts';
import type { JobContext } from '../../../src/jobs/queue/context.ts';
import { readBeside, type FromCache } from '../../../src/jobs/revoke/read-beside.ts';
import type { Store } from '../../../src/store/database.ts';
import { makeFinding, makeObservation, REPOSITORY } from '../../support/findings.ts';
import { openTestStore } from '../../support/test-store.ts';

const keys = deriveKeys(randomBytes(32));
const trust: Trust = {
  issuers: [],
  servers: [{ url: 'https://mcp.acme.dev/other' }, { url: 'https://mcp.acme.dev/mcp' }],
};
let store: Store & { remove(): Promise<void> };

beforeAll(async () => {
  store = await openTestStore();
});
afterAll(() => store.remove());

interface Leak {
  readonly type: string;
  readonly path?: string;
  readonly commit?: string;
  readonly facts?: Partial<Finding>;
  readonly firstState?: 'found' | 'approval_needed';
}

/** Records the leaks of one push; answers by type with the value and a question for what stands beside it. */
async function record(leaks: readonly Leak[]) {
  const commit = randomBytes(20).toString('hex');
  const findings = leaks.map(({ type, facts }) => {
    const { server: _server, ...finding } = makeFinding(undefined, { type, slot: 'oauth-token', ...facts });
    return finding;
  });
  const observations = leaks.map(({ path = 'cache.json', firstState = 'found', ...leak }, at) =>
    makeObservation(findings[at], { path, firstState, commit: leak.commit ?? commit, startLine: at + 1 }),
  );
  await store.db.transaction().execute((trx) =>
    recordFindings(
      trx,
      keys,
      {
        installationId: 1,
        repository: REPOSITORY,
        observations,
        check: { installationId: 1, headSha: commit, mode: 'enforce', notes: [] },
      },
      createScrub([], (text) => text),
    ),
  );
  return {
    values: findings.map(({ secret }) => secret.reveal()),
    beside: async (type: string): Promise<FromCache> => {
      const row = await store.db
        .selectFrom('incidents')
        .innerJoin('credentials', 'credentials.id', 'incidents.credential_id')
        .innerJoin('exposures', 'exposures.credential_id', 'credentials.id')
        .select(['incidents.id', 'provider', 'type', 'server_url', 'client_id'])
        .where('type', '=', type)
        .where('commit_sha', '=', commit)
        .executeTakeFirstOrThrow();
      const context: Pick<JobContext, 'db' | 'keys'> = { db: store.db, keys };
      return await readBeside(context, row, REPOSITORY.id, trust);
    },
  };
}

const revealed = ({ beside }: Pick<LeakedCredential, 'beside'>) => ({
  access: beside?.accessToken?.reveal(),
  refresh: beside?.refreshToken?.reveal(),
  secret: beside?.clientSecret?.reveal(),
  registration: beside?.registrationToken?.reveal(),
});

describe('what leaked beside a token', () => {
  it('is found in the same file, with the address where its client is managed', async () => {
    const { values, beside } = await record([
      { type: 'mcp-access-token' },
      { type: 'mcp-refresh-token' },
      { type: 'mcp-client-secret', facts: { clientId: 'client-1' } },
      { type: 'mcp-registration-token', facts: { keyId: 'https://auth.acme.dev/reg/1' } },
    ]);
    const found = await beside('mcp-access-token');
    const [, refresh, secret, registration] = values;
    expect(revealed(found)).toEqual({ access: undefined, refresh, secret, registration });
    expect(found).toMatchObject({
      clientId: 'client-1',
      beside: { registrationUri: 'https://auth.acme.dev/reg/1' },
    });
  });

  it("is found in mcp-remote's other file, whose name tells the registered server", async () => {
    const hash = createHash('md5').update('https://mcp.acme.dev/mcp').digest('hex');
    const home = `.mcp-auth/mcp-remote-0.1.29/${hash}`;
    const { values, beside } = await record([
      { type: 'mcp-refresh-token', path: `${home}_tokens.json` },
      { type: 'mcp-client-secret', path: `${home}_client_info.json`, facts: { clientId: 'client-2' } },
    ]);
    const found = await beside('mcp-refresh-token');
    expect(revealed(found).secret).toBe(values[1]);
    expect(found).toMatchObject({ clientId: 'client-2', serverUrl: 'https://mcp.acme.dev/mcp' });
  });

  it.each<[string, Leak]>([
    ['of another file', { type: 'mcp-refresh-token', path: 'other.json' }],
    ['of another commit', { type: 'mcp-refresh-token', commit: 'd'.repeat(40) }],
    ['of another client', { type: 'mcp-refresh-token', facts: { clientId: 'stranger' } }],
    ['of another server', { type: 'mcp-refresh-token', facts: { serverUrl: 'https://other.example/mcp' } }],
    ['that a person must approve', { type: 'mcp-refresh-token', firstState: 'approval_needed' }],
  ])('is not what stands there %s', async (_what, other) => {
    const facts = { clientId: 'client-3', serverUrl: 'https://mcp.acme.dev/mcp' };
    const { beside } = await record([{ type: 'mcp-access-token', facts }, other]);
    expect(revealed(await beside('mcp-access-token')).refresh).toBeUndefined();
  });

  it('is left out where several of a kind stand there', async () => {
    const { beside } = await record([
      { type: 'mcp-access-token' },
      { type: 'mcp-refresh-token' },
      { type: 'mcp-refresh-token' },
    ]);
    expect(revealed(await beside('mcp-access-token')).refresh).toBeUndefined();
  });
});
