import type { Logger } from 'pino';
import type { Keys } from '../base/keys.ts';
import type { Metrics } from '../base/metrics.ts';
import type { JobContext } from '../jobs/queue/context.ts';
import type { Queue } from '../jobs/queue/queue.ts';
import type { Database } from '../store/database.ts';
import type { Html } from './html.ts';
import type { LoginClient } from './login/github-login.ts';
import type { LoginTries } from './login/limit-tries.ts';
import type { ReadRights, Session } from './session.ts';

/** What the pages read from. */
export interface WebContext {
  readonly db: Database;
  readonly queue: Queue;
  readonly keys: Keys;
  readonly metrics: Metrics;
  readonly log: Logger;
  /** What decisions and plans need; absent where no jobs can be run. */
  readonly jobs?: JobContext;
  /** Absent where nobody can log in through GitHub. */
  readonly login?: LoginClient;
  readonly readRights?: ReadRights;
  readonly publicUrl?: string | undefined;
  readonly tries?: LoginTries;
  /** Counts the requests of each token and session to the JSON API. */
  readonly apiCalls?: LoginTries;
}

/** A request for a page by somebody who is logged in. */
export interface PageRequest {
  readonly context: WebContext;
  readonly session: Session;
  readonly path: string;
  /** What stands behind the `?`, without what is empty. */
  readonly query: Readonly<Record<string, string>>;
}

/** Undefined where there is no such page for this visitor. */
export type RenderPage = (request: PageRequest) => Promise<Html | undefined>;
