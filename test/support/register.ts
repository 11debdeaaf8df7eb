import { pino } from 'pino';
import type { Surroundings } from '../../demo/world/start-world.ts';
import type { JobContext } from '../../src/jobs/queue/context.ts';
import { wakeRegisters } from '../../src/jobs/register/wake-registers.ts';
import { serve } from '../../src/serve.ts';
import { makeTestPlace } from './test-store.ts';
import { until } from './until.ts';

/** Rekey in this process, so that a test sees its rows; the register is looked at when the test says so. */
export interface RegisterServer {
  readonly context: JobContext;
  readonly lines: readonly string[];
  /** Looks what is to be read, and waits until it was. */
  look(): Promise<void>;
  /** The same a day later. */
  nextDay(): Promise<void>;
  close(): Promise<void>;
}

/** Starts it against a world, with the webhooks of GitHub pointed at it. */
export async function startRegisterServer(world: Surroundings): Promise<RegisterServer> {
  const place = await makeTestPlace();
  const lines: string[] = [];
  const log = pino({ level: 'info' }, { write: (line: string) => void lines.push(line) });
  const { github } = world;
  const service = await serve(
    {
      ...place.config,
      app: {
        id: github.appId,
        privateKey: github.privateKey,
        webhookSecrets: [github.webhookSecret],
      },
      githubApiUrl: github.apiUrl,
      host: '127.0.0.1',
      egressAllow: [world.issuer.issuer, world.mcp.url].map((url) => new URL(url).host).join(','),
      requestPointsPerMinute: 1_000_000,
      contentPerMinute: 1_000_000,
      reconcileSeconds: 604_800,
      sweepSeconds: 604_800,
      registerSeconds: 604_800,
    },
    log,
  );
  const { context } = service;
  github.setWebhookTarget(`http://127.0.0.1:${service.port ?? 0}/api/github/webhooks`);
  const busy = async () => {
    const { rows } = await context.queue.boss
      .getDb()
      .executeSql(
        `select 1 from pgboss.job where name = 'bulk' and data->>'kind' like 'register-%' and state in ('created', 'retry', 'active') limit 1`,
      );
    return rows.length > 0;
  };
  const look = async () => {
    await wakeRegisters(context);
    await until(async () => !(await busy()), 30_000);
  };
  return {
    context,
    lines,
    look,
    async nextDay() {
      await context.db.updateTable('register_reads').set({ due_at: new Date() }).execute();
      await look();
    },
    async close() {
      await service.stop();
      await place.remove();
    },
  };
}
