import { Webhooks } from '@octokit/webhooks';
import type { Backend } from './backend.ts';
import { CommitGraph } from './commit-graph.ts';
import { isRecord, parseJson, textAt, type JsonRecord } from './json.ts';
import { buildPush, NO_COMMIT, type RefChange } from './push-payload.ts';
import type { WebhookRelay } from './webhook-relay.ts';

/** A ref that came into being or went away, which the emulator tells nobody as a push. */
export interface RefEvent {
  readonly owner: string;
  readonly repo: string;
  readonly ref: string;
  readonly before: string;
  readonly after: string;
}

const kindOf = (ref: string) => (ref.startsWith('refs/tags/') ? 'tag' : 'branch');
const shortOf = (ref: string) => ref.replace(/^refs\/(?:heads|tags)\//, '');

/** From what the emulator tells to what GitHub sends. */
export class Events {
  readonly #backend: Backend;
  readonly #relay: WebhookRelay;
  readonly #verifier: Webhooks;
  readonly #maxPushCommits: number;
  readonly #dressCheckRun: (run: JsonRecord) => JsonRecord;
  readonly #dressSuite: (suite: JsonRecord, repository: JsonRecord) => JsonRecord;
  readonly #failures: unknown[] = [];
  #stopped = false;
  readonly #graphs = new Map<string, CommitGraph>();

  constructor(
    backend: Backend,
    relay: WebhookRelay,
    options: {
      readonly maxPushCommits: number;
      readonly dressCheckRun: (run: JsonRecord) => JsonRecord;
      readonly dressSuite: (suite: JsonRecord, repository: JsonRecord) => JsonRecord;
    },
  ) {
    this.#backend = backend;
    this.#relay = relay;
    this.#verifier = new Webhooks({ secret: backend.plan.relaySecret });
    this.#maxPushCommits = options.maxPushCommits;
    this.#dressCheckRun = options.dressCheckRun;
    this.#dressSuite = options.dressSuite;
  }

  /** Takes a webhook of the emulator; false when its signature is wrong. */
  async receive(event: string, signature: string, body: string): Promise<boolean> {
    if (!(await this.#verifier.verify(body, signature))) return false;
    const payload = parseJson(body);
    if (isRecord(payload)) this.#later(this.#pass(event, payload));
    return true;
  }

  /** Sends the `push` (and `create` or `delete`) of a ref that is new or gone. */
  refChanged(change: RefEvent): void {
    this.#later(this.#tellRefChange(change));
  }

  /** Makes no more events; returns what went wrong while making them, so that no test waits for one in vain. */
  stop(): readonly unknown[] {
    this.#stopped = true;
    return this.#failures;
  }

  #later(work: Promise<void>): void {
    void work.catch((error: unknown) => {
      if (!this.#stopped) this.#failures.push(error);
    });
  }

  async #tellRefChange(change: RefEvent): Promise<void> {
    const repository = await this.#backend.read(change.owner, `/repos/${change.owner}/${change.repo}`);
    const sender = await this.#backend.read(change.owner, `/users/${this.#backend.actorFor(change.owner)}`);
    if (!isRecord(repository) || !isRecord(sender)) return;
    await this.#push({ ...change, repository, sender });
    if (change.after !== NO_COMMIT) return;
    const gone = { ref: shortOf(change.ref), ref_type: kindOf(change.ref), pusher_type: 'user' };
    await this.#emit('delete', { ...gone, repository, sender });
  }

  async #pass(event: string, payload: JsonRecord): Promise<void> {
    const { ref, before, after, repository, sender, check_run: run } = payload;
    if (event === 'push' && isRecord(repository) && isRecord(sender))
      return this.#push({
        ref: String(ref),
        before: String(before),
        after: String(after),
        repository,
        sender,
      });
    if (event === 'create') {
      const full = textAt(payload, 'ref');
      return this.#emit(event, { ...payload, ref: shortOf(full), description: null, pusher_type: 'user' });
    }
    const { check_suite: suite } = isRecord(run) ? run : payload;
    const dressed =
      isRecord(suite) && isRecord(repository) ? { check_suite: this.#dressSuite(suite, repository) } : {};
    if (event === 'check_run' && isRecord(run))
      return this.#emit(event, { ...payload, check_run: { ...this.#dressCheckRun(run), ...dressed } });
    if (event === 'check_suite') return this.#emit(event, { ...payload, ...dressed });
    return this.#emit(event, payload);
  }

  async #push(change: RefChange): Promise<void> {
    const graph = this.#graphOf(change.repository);
    await this.#emit('push', await buildPush(change, graph, this.#maxPushCommits));
  }

  async #emit(event: string, payload: JsonRecord): Promise<void> {
    const { events, installations } = this.#backend.plan;
    const id = installations[textAt(payload, 'repository', 'owner', 'login')];
    if (!events.includes(event) || id === undefined) return;
    const nodeId = Buffer.from(`Installation:${id}`).toString('base64');
    await this.#relay.send(event, { ...payload, installation: { id, node_id: nodeId } });
  }

  #graphOf(repository: JsonRecord): CommitGraph {
    const owner = textAt(repository, 'owner', 'login');
    const base = `/repos/${owner}/${textAt(repository, 'name')}`;
    const known = this.#graphs.get(base);
    if (known !== undefined) return known;
    const graph = new CommitGraph((path) => this.#backend.read(owner, `${base}${path}`));
    this.#graphs.set(base, graph);
    return graph;
  }
}
