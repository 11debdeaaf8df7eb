import { z } from 'zod';
import { RekeyError } from '../base/errors.ts';
import { deriveKeys } from '../base/keys.ts';
import type { Config } from '../config/config.ts';
import { BackfillReport } from '../jobs/backfill/read-backfills.ts';
import { BACKFILLS_API, MAX_IDS } from '../web/backfills-api.ts';
import { issueCommandCode } from '../web/session.ts';
import type { Backfills } from './backfill.ts';
import { installationKey } from './installation-key.ts';

const Asked = z.object({ ids: z.array(z.number()) });
const Reports = z.object({ backfills: z.array(BackfillReport) });
const Refusal = z.object({ error: z.string(), code: z.string().default('REFUSED') });

/** Has a running server do the work, which holds the embedded database of this DATA_DIR. */
export function backfillThere(config: Config): Backfills {
  const keys = deriveKeys(installationKey(config));
  const ask = async (body: object): Promise<unknown> => {
    const url = `http://${config.host}:${config.port}${BACKFILLS_API}`;
    let response: Response;
    try {
      response = await fetch(url, {
        method: 'POST',
        redirect: 'error',
        headers: { authorization: `Bearer ${issueCommandCode(keys)}`, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
    } catch (cause) {
      throw new RekeyError(
        'NO_SERVER',
        'A process holds DATA_DIR, but no server answers at HOST and PORT: set them as for the server.',
        { cause },
      );
    }
    const answer: unknown = await response.json().catch(() => ({}));
    if (response.ok) return answer;
    const refusal = Refusal.safeParse(answer).data;
    throw new RekeyError(refusal?.code ?? 'REFUSED', refusal?.error ?? 'The server refuses: see its log.');
  };
  return {
    ask: async (request) => Asked.parse(await ask(request)).ids,
    async read(ids) {
      const reports: BackfillReport[] = [];
      for (let at = 0; at < ids.length; at += MAX_IDS)
        reports.push(...Reports.parse(await ask({ ids: ids.slice(at, at + MAX_IDS) })).backfills);
      return reports;
    },
    finish: () => Promise.resolve(),
    close: () => Promise.resolve(),
  };
}
