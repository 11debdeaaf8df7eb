import { pino } from 'pino';
import { z } from 'zod';
import { RekeyError } from '../base/errors.ts';
import { deriveKeys } from '../base/keys.ts';
import { createLog } from '../base/log.ts';
import { plain } from '../base/plain.ts';
import type { Config } from '../config/config.ts';
import { readConfig } from '../config/read-config.ts';
import { redactKnownFormats } from '../detect/index.ts';
import { listPauses, resumeOwner } from '../jobs/breaker/resume.ts';
import { openQueue } from '../jobs/queue/queue.ts';
import { openStore } from '../store/database.ts';
import { PAUSES_API } from '../web/pauses-api.ts';
import { askServer } from './ask-server.ts';

const STDERR = 2;
const USAGE = `Usage: rekey resume [OWNER]

Without OWNER: lists what the circuit breaker holds back, what outsiders brought (people who may not write to the
repositories) apart. With it: lets all revocations of that account go on, once you have looked that they are no mistake. A running server does the work; else they go on when one starts.
Exit code: 0 done, 1 nothing waits, 2 error.
`;

const Pauses = z.object({
  pauses: z.array(
    z.object({
      owner: z.string(),
      outsiders: z.boolean(),
      waiting: z.number(),
      beganAt: z.coerce.date(),
    }),
  ),
});
type Pauses = z.infer<typeof Pauses>['pauses'];
const Answer = z.object({ resumed: z.number().nullable() });

/** What the command asks for. */
interface Desk {
  list(): Promise<Pauses>;
  /** How many go on; undefined where nothing waits. */
  resume(owner: string): Promise<number | undefined>;
  close(): Promise<void>;
}

async function here(config: Config): Promise<Desk> {
  const log = createLog(config.logLevel, redactKnownFormats, pino.destination(STDERR));
  const store = await openStore(config);
  const queue = await openQueue(store, log);
  const context = { db: store.db, queue, keys: deriveKeys(store.key), log };
  return {
    list: async () => [...(await listPauses(context))],
    resume: (owner) => resumeOwner(context, owner),
    async close() {
      await queue.stop();
      await store.close();
    },
  };
}

function there(config: Config): Desk {
  return {
    list: async () => Pauses.parse(await askServer(config, PAUSES_API, {})).pauses,
    resume: async (owner) =>
      Answer.parse(await askServer(config, PAUSES_API, { owner })).resumed ?? undefined,
    close: () => Promise.resolve(),
  };
}

/** A server that holds the embedded database does the work; else the database is opened here. */
async function open(config: Config): Promise<Desk> {
  try {
    return await here(config);
  } catch (error) {
    if (!(error instanceof RekeyError) || error.code !== 'DATA_DIR_IN_USE') throw error;
    return there(config);
  }
}

/** `rekey resume [OWNER]` */
export async function resumeCommand(args: readonly string[]): Promise<number> {
  const [owner] = args;
  if (args.length > 1 || owner?.startsWith('-')) {
    process.stderr.write(USAGE);
    return owner === '--help' || owner === '-h' ? 0 : 2;
  }
  const config = readConfig(process.env);
  const desk = await open(config);
  try {
    if (owner === undefined) {
      const pauses = await desk.list();
      for (const pause of pauses)
        process.stdout.write(
          `${plain(pause.owner)}  ${pause.waiting} waiting since ${pause.beganAt.toISOString()}${pause.outsiders ? ', brought by outsiders' : ''}\n`,
        );
      if (pauses.length === 0) process.stdout.write('nothing is paused\n');
      return 0;
    }
    const resumed = await desk.resume(owner);
    process.stdout.write(
      resumed === undefined ? `nothing of ${plain(owner)} is paused\n` : `${resumed} go on\n`,
    );
    return resumed === undefined ? 1 : 0;
  } finally {
    await desk.close();
  }
}
