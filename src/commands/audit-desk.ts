import { z } from 'zod';
import { exportTrail, type ExportRequest } from '../audit/export-trail.ts';
import { verifyTrail, type VerifyRequest } from '../audit/verify-trail.ts';
import type { Verdict } from '../audit/chain-check.ts';
import { RekeyError } from '../base/errors.ts';
import { deriveKeys } from '../base/keys.ts';
import type { Config } from '../config/config.ts';
import { openStore } from '../store/database.ts';
import { AUDIT_API } from '../web/audit-api.ts';
import { readFromServer } from './ask-server.ts';

/** Who did what nobody signed in for: whoever can run the command runs the installation. */
const OPERATOR = 'operator';

/** What the command asks for. */
export interface AuditDesk {
  verify(request: VerifyRequest): AsyncIterable<Verdict>;
  export(request: ExportRequest): AsyncIterable<string>;
  close(): Promise<void>;
}

const Link = z.object({ seq: z.number(), hash: z.string() });
const VerdictText: z.ZodType<Verdict> = z.object({
  installation: z.number(),
  rows: z.number(),
  checkpoints: z.number(),
  head: Link,
  broken: z
    .object({
      kind: z.enum([
        'changed',
        'missing',
        'out of place',
        'foreign',
        'rewritten',
        'forged checkpoint',
        'cut off',
        'not certified',
        'unreadable',
      ]),
      seq: z.number(),
      upTo: z.number().exactOptional(),
    })
    .exactOptional(),
});

async function here(config: Config): Promise<AuditDesk> {
  const store = await openStore(config);
  const context = { db: store.db, keys: deriveKeys(store.key) };
  return {
    verify: (request) => verifyTrail(context, request),
    export: (request) => exportTrail({ ...context, actor: OPERATOR }, request),
    close: () => store.close(),
  };
}

async function* verdicts(pieces: AsyncIterable<string>): AsyncGenerator<Verdict> {
  let rest = '';
  for await (const piece of pieces) {
    const lines = (rest + piece).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) if (line !== '') yield VerdictText.parse(JSON.parse(line));
  }
}

function there(config: Config): AuditDesk {
  const ask = (body: object) => readFromServer(config, AUDIT_API, body);
  return {
    verify: (request) => verdicts(ask({ do: 'verify', ...request })),
    export: ({ installations, ...request }) =>
      ask({ do: 'export', ...request, installation: installations?.[0] }),
    close: () => Promise.resolve(),
  };
}

/** A server that holds the embedded database does the work; else the database is opened here. */
export async function openAuditDesk(config: Config): Promise<AuditDesk> {
  try {
    return await here(config);
  } catch (error) {
    if (!(error instanceof RekeyError) || error.code !== 'DATA_DIR_IN_USE') throw error;
    return there(config);
  }
}
