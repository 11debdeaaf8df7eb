import { randomBytes } from 'node:crypto';
import { Client, InMemoryTransport } from '@modelcontextprotocol/client';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { z } from 'zod';
import { deriveKeys } from '../../../src/base/keys.ts';
import { redactKnownFormats } from '../../../src/detect/index.ts';
import { createScrub } from '../../../src/inventory/scrub.ts';
import { recordFindings } from '../../../src/inventory/record-findings.ts';
import { createServer } from '../../../src/mcp/create-server.ts';
import { TOOLS } from '../../../src/mcp/tools/tools.ts';
import { generators, githubPat, mcpBearer } from '../../support/credentials.ts';
import { makeFinding, makeObservation, REPOSITORY } from '../../support/findings.ts';
import { findPieces, pieces } from '../../support/pieces.ts';
import { openTestStore } from '../../support/test-store.ts';

const OURS = 1;
const EACH = 10;
const planted = Array.from({ length: EACH }, () => [
  mcpBearer(),
  githubPat(),
  generators['slack-bot-token']?.() ?? '',
]).flat();

const Answer = z.looseObject({ next: z.string().optional() });
const Rows = z.array(z.looseObject({ id: z.string() }));

let store: Awaited<ReturnType<typeof openTestStore>>;
let client: Client;
const failures: unknown[] = [];

beforeAll(async () => {
  store = await openTestStore();
  const observations = planted.map((value, n) =>
    // In its path and its server's name as well, as careless people write them.
    makeObservation(makeFinding(value, { server: `server ${value}`, key: `KEY_${value}` }), {
      path: `keys/${n}/${value}.json`,
    }),
  );
  const check = { installationId: OURS, headSha: 'a'.repeat(40), mode: 'enforce', notes: [] } as const;
  const scrub = createScrub(
    observations.map(({ finding }) => finding.secret),
    redactKnownFormats,
  );
  await store.db
    .transaction()
    .execute((trx) =>
      recordFindings(
        trx,
        deriveKeys(randomBytes(32)),
        { installationId: OURS, repository: REPOSITORY, observations, check },
        scrub,
      ),
    );
  const [near, far] = InMemoryTransport.createLinkedPair();
  client = new Client({ name: 'test', version: '1' });
  const viewer = { installations: [OURS] };
  await createServer({
    db: store.db,
    viewer,
    note: () => Promise.resolve(),
    onerror: (error) => failures.push(error),
  }).connect(far);
  await client.connect(near);
});
afterAll(async () => {
  await client.close();
  await store.remove();
});

/** All that a tool answers, with ids of what it lists. */
async function ask(name: string, asked: Record<string, unknown> = {}) {
  const texts: string[] = [];
  const ids: string[] = [];
  for (let next: string | undefined, isFirst = true; isFirst || next !== undefined; isFirst = false) {
    const answer = await client.callTool({
      name,
      arguments: { ...asked, ...(next === undefined ? {} : { cursor: next }) },
    });
    expect([name, failures, answer.isError]).toEqual([name, [], undefined]);
    texts.push(JSON.stringify(answer));
    const said = Answer.parse(answer.structuredContent);
    for (const list of Object.values(said))
      ids.push(...(Rows.safeParse(list).data ?? []).map(({ id }) => id));
    ({ next } = said);
  }
  return { text: texts.join('\n'), ids };
}

it('no tool answers with a secret that is sealed in the database, nor with what seals or tells it', async () => {
  const of: Readonly<Record<string, string>> = {
    get_credential: 'search_credentials',
    get_incident: 'list_incidents',
  };
  const asked = new Map<string, Awaited<ReturnType<typeof ask>>>();
  for (const { name } of TOOLS) if (!Object.hasOwn(of, name)) asked.set(name, await ask(name));
  for (const [name, list] of Object.entries(of)) {
    const { ids = [] } = asked.get(list) ?? {};
    expect([list, ids.length]).toEqual([list, planted.length]);
    const one = await Promise.all(ids.map((id) => ask(name, { id })));
    asked.set(name, { text: one.map(({ text }) => text).join('\n'), ids });
  }
  expect([...asked.keys()].sort()).toEqual(TOOLS.map(({ name }) => name).sort());
  const text = [...asked.values()].map((one) => one.text).join('\n');
  const incidents = await store.db.selectFrom('incidents').select('sealed').execute();
  const sealed = incidents.flatMap((row) => (row.sealed ? [Buffer.from(row.sealed)] : []));
  expect(sealed).toHaveLength(planted.length);
  const known = await store.db.selectFrom('credentials').select('fingerprint').execute();
  const hidden = [
    ...known.map(({ fingerprint }) => fingerprint),
    ...sealed.flatMap((bytes) => [bytes.toString('base64'), bytes.toString('hex')]),
  ];
  expect(hidden.filter((one) => text.includes(one))).toEqual([]);
  const needles = pieces(planted);
  expect(findPieces(needles, Buffer.from(text))).toEqual([]);
  expect(findPieces(needles, Buffer.from(`x${planted[7] ?? ''}x`))).not.toEqual([]);
});
