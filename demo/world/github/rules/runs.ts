import type { Backend, Rule } from '../backend.ts';
import { errorAnswer, type Answer, type GitHubRequest } from '../exchange.ts';
import { numberAt, type JsonRecord } from '../json.ts';
import { pageAnswer } from '../paging.ts';
import type { WebhookRelay } from '../webhook-relay.ts';
import {
  sendCompleted,
  toStoredRun,
  type RunActions,
  type StoredArtifact,
  type StoredRun,
} from './runs-actions.ts';
import type { RunStore } from './runs-store.ts';

const REPO = String.raw`^\/repos\/([^/]+)\/([^/]+)`;
const EMPTY = Buffer.alloc(0);

const found = (location: string): Answer => ({ status: 302, headers: { location }, body: EMPTY });
const notFound = () => errorAnswer(404, 'Not Found');

/** Workflow runs with their logs and artifacts, which the emulator lacks. https://docs.github.com/rest/actions */
export class Runs {
  readonly #backend: Backend;
  readonly #relay: WebhookRelay;
  readonly #store: RunStore;
  readonly #runs = new Map<number, StoredRun>();
  #permission: string;

  constructor(backend: Backend, relay: WebhookRelay, store: RunStore) {
    this.#backend = backend;
    this.#relay = relay;
    this.#store = store;
    this.#permission = backend.plan.permissions['actions'] ?? 'none';
  }

  actions(): RunActions {
    const store = this.#store;
    return {
      addRun: async (run) => {
        const stored = toStoredRun(run, await this.#idOf(run.owner, run.repo));
        this.#runs.set(stored.id, stored);
        return { id: stored.id, delivery: await sendCompleted(this.#backend, this.#relay, stored) };
      },
      hasLog: (id) => this.#runs.get(id)?.logs !== undefined,
      expireLog: (id) => {
        const run = this.#runs.get(id);
        if (run) run.logs = 'expired';
      },
      setRunPermission: (level) => {
        this.#permission = level;
      },
      storeRequests: () => store.counts,
    };
  }

  rules(): readonly Rule[] {
    const runOf = (repositoryId: number, id: string): StoredRun | undefined => {
      const run = this.#runs.get(Number(id));
      return run?.repositoryId === repositoryId ? run : undefined;
    };
    const read = (handle: (request: GitHubRequest, run: StoredRun) => Answer): Rule['handle'] =>
      this.#guarded(['read', 'write'], (request, repositoryId, id) => {
        const run = runOf(repositoryId, id);
        return run === undefined ? notFound() : handle(request, run);
      });
    return [
      {
        method: 'GET',
        pattern: new RegExp(String.raw`${REPO}\/actions\/runs\/(\d+)(?:\/attempts\/\d+)?\/logs$`),
        handle: read((_request, { logs }) => {
          if (logs === 'expired') return errorAnswer(410, 'Server Error');
          return logs === undefined ? notFound() : found(this.#store.addressOf(logs));
        }),
      },
      {
        method: 'DELETE',
        pattern: new RegExp(String.raw`${REPO}\/actions\/runs\/(\d+)\/logs$`),
        handle: this.#guarded(['write'], (_request, repositoryId, id) => {
          const run = runOf(repositoryId, id);
          if (run === undefined || run.logs === undefined) return notFound();
          run.logs = undefined;
          return { status: 204, headers: {}, body: EMPTY };
        }),
      },
      {
        method: 'GET',
        pattern: new RegExp(String.raw`${REPO}\/actions\/runs\/(\d+)\/artifacts$`),
        handle: read((request, { artifacts }) =>
          pageAnswer(request, this.#backend.apiUrl, artifacts.map(toListed), (page) => ({
            total_count: artifacts.length,
            artifacts: page,
          })),
        ),
      },
      {
        method: 'GET',
        pattern: new RegExp(String.raw`${REPO}\/actions\/artifacts\/(\d+)\/zip$`),
        handle: this.#guarded(['read', 'write'], (_request, repositoryId, id) => {
          const own = [...this.#runs.values()].filter((run) => run.repositoryId === repositoryId);
          const artifact = own.flatMap(({ artifacts }) => artifacts).find((one) => String(one.id) === id);
          return artifact === undefined ? notFound() : found(this.#store.addressOf(artifact.body));
        }),
      },
    ];
  }

  async #idOf(owner: string, repo: string): Promise<number> {
    return numberAt(await this.#backend.read(owner, `/repos/${owner}/${repo}`), 'id');
  }

  #guarded(
    levels: readonly string[],
    handle: (request: GitHubRequest, repositoryId: number, id: string) => Answer,
  ): Rule['handle'] {
    return async (request, _next, [owner = '', repo = '', id = '']) => {
      const caller = this.#backend.callers.identify(request);
      const isOwn =
        caller.kind === 'installation' && this.#backend.plan.installations[owner] === caller.installationId;
      if (!isOwn) return notFound();
      if (!levels.includes(this.#permission))
        return errorAnswer(403, 'Resource not accessible by integration');
      return handle(request, await this.#idOf(owner, repo), id);
    };
  }
}

function toListed({ id, name, body }: StoredArtifact): JsonRecord {
  return {
    id,
    name,
    size_in_bytes: body instanceof Uint8Array ? body.length : 1_000_000,
    expired: false,
    created_at: new Date().toISOString(),
  };
}
