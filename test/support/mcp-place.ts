import { randomBytes } from 'node:crypto';
import { pino } from 'pino';
import { deriveKeys } from '../../src/base/keys.ts';
import { createMetrics } from '../../src/base/metrics.ts';
import type { Person } from '../../src/github/command.ts';
import { openQueue } from '../../src/jobs/queue/queue.ts';
import { openMcp } from '../../src/mcp/open-mcp.ts';
import type { Database } from '../../src/store/database.ts';
import { handleWeb } from '../../src/web/routes.ts';
import { listen } from '../../src/web/server.ts';
import { openSession } from '../../src/web/session.ts';
import { makeAgent, makeBrowser, type Agent } from './agent.ts';
import { freePort } from './free-port.ts';
import { openTestStore } from './test-store.ts';

/** What GitHub says of people, as a test wants it: their installations, or nothing while it does not answer. */
export interface Said {
  visible: readonly number[] | undefined;
  asked: number;
}

/** The dashboard and the MCP server in this process, without a GitHub. */
export interface McpPlace {
  readonly origin: string;
  readonly db: Database;
  readonly said: Said;
  /** A browser in which somebody is logged in. */
  browser(person: Person, installations: readonly number[]): Promise<ReturnType<typeof makeBrowser>>;
  /** An agent that a person has let in. */
  letIn(person?: Person): Promise<Agent>;
  close(): Promise<void>;
}

export const OCTO: Person = { id: 5, login: 'octo' };

/** Starts both on loopback. */
export async function startMcpPlace(): Promise<McpPlace> {
  const store = await openTestStore();
  const log = pino({ level: process.env['DBG'] ?? 'silent' });
  const queue = await openQueue(store, log);
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const said: Said = { visible: [1], asked: 0 };
  const context = {
    db: store.db,
    queue,
    keys: deriveKeys(randomBytes(32)),
    metrics: createMetrics(),
    log,
    publicUrl: origin,
    readRights: () => {
      said.asked += 1;
      return said.visible ? Promise.resolve(said.visible) : Promise.reject(new Error('no answer'));
    },
  };
  const answer = await openMcp(context);
  const server = await listen(
    (request, response) =>
      void (async () => (await answer(request, response)) || handleWeb(context, request, response))(),
    '127.0.0.1',
    port,
  );
  const browser: McpPlace['browser'] = async (person, installations) => {
    const opened = makeBrowser(origin);
    opened.take(await openSession(context, { person, installations }, false));
    return opened;
  };
  return {
    origin,
    db: store.db,
    said,
    browser,
    async letIn(person = OCTO) {
      const agent = makeAgent(`${origin}/mcp`);
      await agent.begin();
      const at = await browser(person, [1]);
      const { at: redirected } = await at.answer(await at.go(agent.wanted ?? new URL(origin)), 'allow');
      await agent.finish(redirected);
      return agent;
    },
    async close() {
      await server.close();
      await queue.stop();
      await store.remove();
    },
  };
}
