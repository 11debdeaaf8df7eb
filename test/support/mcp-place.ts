import { randomBytes } from 'node:crypto';
import { pino } from 'pino';
import { z } from 'zod';
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
  /** A browser in which whoever runs this Rekey has followed the link. */
  operator(): Promise<ReturnType<typeof makeBrowser>>;
  /** An agent that octo has let in; `clientId` of a client that is registered already. */
  letIn(clientId?: string): Promise<Agent>;
  /** A request to the MCP server, with a token or without. */
  probe(token?: string): Promise<Response>;
  /** A request to the token endpoint. */
  askForTokens(
    form: Readonly<Record<string, string>>,
  ): Promise<{ readonly status: number; readonly body: Record<string, unknown> }>;
  close(): Promise<void>;
}

export const readObject = async (response: Response): Promise<Record<string, unknown>> =>
  z.record(z.string(), z.unknown()).parse(await response.json());

export const OCTO: Person = { id: 5, login: 'octo' };

/**
 * Starts both on loopback.
 *
 * @param options.publicUrl where people reach it, through a proxy that speaks https
 */
export async function startMcpPlace(options: { readonly publicUrl?: string } = {}): Promise<McpPlace> {
  const store = await openTestStore();
  const log = pino({ level: 'silent' });
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
    publicUrl: options.publicUrl ?? origin,
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
  const openBrowser = async (visitor: Parameters<typeof openSession>[1]) => {
    const opened = makeBrowser(origin);
    opened.take(await openSession(context, visitor, false));
    return opened;
  };
  const browser: McpPlace['browser'] = (person, installations) => openBrowser({ person, installations });
  return {
    origin,
    db: store.db,
    said,
    browser,
    operator: () => openBrowser('operator'),
    async letIn(clientId) {
      const known = clientId === undefined ? undefined : { client_id: clientId, issuer: origin };
      const agent = makeAgent(`${origin}/mcp`, known);
      await agent.begin();
      const at = await browser(OCTO, [1]);
      const { at: redirected } = await at.answer(await at.go(agent.wanted ?? new URL(origin)), 'allow');
      await agent.finish(redirected);
      return agent;
    },
    probe: (token) =>
      fetch(`${origin}/mcp`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          accept: 'application/json, text/event-stream',
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        },
        body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list' }),
      }),
    async askForTokens(form) {
      const body = new URLSearchParams(form);
      const response = await fetch(`${origin}/oauth/token`, { method: 'POST', body });
      return { status: response.status, body: await readObject(response) };
    },
    async close() {
      await server.close();
      await queue.stop();
      await store.remove();
    },
  };
}
