import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { createLog } from '../../../src/base/log.ts';
import { redactKnownFormats } from '../../../src/detect/index.ts';
import { anchorAudit, sealAudit } from '../../../src/jobs/audit/seal-audit.ts';
import { appendSome, KEYS, verify } from '../../support/audit-trail.ts';
import { openTestStore } from '../../support/test-store.ts';

let store: Awaited<ReturnType<typeof openTestStore>>;
beforeAll(async () => {
  store = await openTestStore();
});
afterAll(() => store.remove());

it('writes the heads to the log, by which a trail can be checked that its owner rewrote', async () => {
  const lines: string[] = [];
  const log = createLog('info', redactKnownFormats, { write: (line) => lines.push(line) });
  const context = { db: store.db, keys: KEYS, log };
  await appendSome(store.db, 3, 4);
  await sealAudit(context);
  await anchorAudit(context);
  const said = lines.map((line): unknown => JSON.parse(line));
  expect(said).toEqual([
    expect.objectContaining({ installation: 3, anchor: expect.stringMatching(/^4:[0-9a-f]{64}$/) }),
  ]);
  const [, hash = ''] = /"anchor":"4:([0-9a-f]{64})"/.exec(lines[0] ?? '') ?? [];
  await appendSome(store.db, 3, 2);
  for (const [anchor, broken] of [
    [{ seq: 4, hash }, undefined],
    [
      { seq: 4, hash: 'a'.repeat(64) },
      { kind: 'rewritten', seq: 1, upTo: 4 },
    ],
    [
      { seq: 7, hash },
      { kind: 'cut off', seq: 7 },
    ],
  ] as const)
    expect((await verify(store.db, { installation: 3, anchor }))[0]?.broken).toEqual(broken);
});
