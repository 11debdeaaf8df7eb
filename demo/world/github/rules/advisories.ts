import { randomBytes } from 'node:crypto';
import type { Backend, Rule } from '../backend.ts';
import { errorAnswer, jsonAnswer, type Answer, type GitHubRequest } from '../exchange.ts';
import { isRecord, textAt, type JsonRecord } from '../json.ts';
import type { VariableStore } from '../variable-store.ts';

const REFUSED = 'Resource not accessible by integration';

const group = (): string => randomBytes(2).toString('hex');

/** Draft security advisories of public repositories, which the emulator lacks; only who may manage them sees them. */
export class Advisories {
  readonly #backend: Backend;
  readonly #store: VariableStore;
  readonly #all = new Map<string, JsonRecord[]>();

  constructor(backend: Backend, store: VariableStore) {
    this.#backend = backend;
    this.#store = store;
  }

  /** All of a repository, the newest first. */
  of(owner: string, repo: string): readonly JsonRecord[] {
    return (this.#all.get(`${owner}/${repo}`.toLowerCase()) ?? []).toReversed();
  }

  #create(owner: string, repo: string, body: JsonRecord): Answer {
    const made: JsonRecord = {
      ...body,
      ghsa_id: `GHSA-${group()}-${group()}-${group()}`,
      state: 'draft',
      cve_id: null,
      published_at: null,
      closed_at: null,
    };
    const key = `${owner}/${repo}`.toLowerCase();
    this.#all.set(key, [...(this.#all.get(key) ?? []), made]);
    return jsonAnswer(201, made);
  }

  #one(request: GitHubRequest, owner: string, repo: string, id: string): Answer {
    const key = `${owner}/${repo}`.toLowerCase();
    const all = this.#all.get(key) ?? [];
    const there = all.find((one) => one['ghsa_id'] === id);
    if (!there) return errorAnswer(404, 'Not Found');
    if (request.method === 'GET') return jsonAnswer(200, there);
    const changed = { ...there, ...(isRecord(request.body) ? request.body : {}) };
    this.#all.set(
      key,
      all.map((one) => (one === there ? changed : one)),
    );
    return jsonAnswer(200, changed);
  }

  /** https://docs.github.com/rest/security-advisories/repository-advisories */
  rules(): readonly Rule[] {
    const path = /^\/repos\/([^/]+)\/([^/]+)\/security-advisories(?:\/([^/]+))?$/;
    return [
      {
        method: '*',
        pattern: path,
        handle: async (request, _next, [owner = '', repo = '', id = '']) => {
          const repository = await this.#backend.read(owner, `/repos/${owner}/${repo}`);
          if (!isRecord(repository) || repository['private'] === true) return errorAnswer(404, 'Not Found');
          if (this.#store.permissions['repository_advisories'] !== 'write') return errorAnswer(403, REFUSED);
          if (id !== '') return this.#one(request, owner, repo, id);
          if (request.method === 'GET') {
            const state = request.query.get('state');
            return jsonAnswer(
              200,
              this.of(owner, repo).filter((one) => state === null || textAt(one, 'state') === state),
            );
          }
          return this.#create(owner, repo, isRecord(request.body) ? request.body : {});
        },
      },
    ];
  }
}
