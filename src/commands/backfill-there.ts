import { z } from 'zod';
import type { Config } from '../config/config.ts';
import { BackfillReport } from '../jobs/backfill/read-backfills.ts';
import { BACKFILLS_API, MAX_IDS } from '../web/backfills-api.ts';
import { askServer } from './ask-server.ts';
import type { Backfills } from './backfill.ts';

const Asked = z.object({ ids: z.array(z.number()) });
const Reports = z.object({ backfills: z.array(BackfillReport) });

/** Has a running server do the work, which holds the embedded database of this DATA_DIR. */
export function backfillThere(config: Config): Backfills {
  const ask = (body: object) => askServer(config, BACKFILLS_API, body);
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
