import { setTimeout as delay } from 'node:timers/promises';
import type { Act, JsonTemplate, RequestTemplate } from '../record.ts';
import type { Answer } from './answer.ts';
import { receive } from './end.ts';
import type { RateLimits } from './rate-limits.ts';
import type { Session } from './session.ts';

/** After a request, credentials gather so long before the next one; the first waits for nothing. */
const GATHER_MS = 200;

/** Not sent, so that the provider's limit is kept. */
export interface Held {
  readonly kind: 'held';
  readonly waitMs: number;
}

/** An act whose provider takes many credentials in one request. */
export type BulkAct = Act & { readonly bulk: NonNullable<Act['bulk']> };

/** True when the provider takes many credentials in one request. */
export function isBulk(act: Act): act is BulkAct {
  return act.bulk !== undefined;
}

interface Waiting {
  readonly session: Session;
  readonly act: BulkAct;
  readonly token: string;
  readonly resolve: (answer: Answer | Held) => void;
  readonly reject: (error: unknown) => void;
}

/** Everything for one address of one provider. */
interface Lane {
  readonly waiting: Waiting[];
  isBusy: boolean;
  sentAt: number;
  /** How many may share the next request. */
  most: number;
}

/**
 * Revocations of one provider that come together share a request, where the provider takes a list: its limit is one of
 * requests, and one for each credential would use it up. What is shared is the request alone. Each credential was
 * looked at before and is looked at afterwards by its own run, no answer's text reaches any of them, and a refusal
 * counts for a credential only when it was alone in the request: before that the list is sent again in halves.
 */
export class BulkSender {
  readonly #lanes = new Map<string, Lane>();
  readonly #limits: RateLimits;
  readonly #gatherMs: number;

  constructor(limits: RateLimits, gatherMs: number = GATHER_MS) {
    this.#limits = limits;
    this.#gatherMs = gatherMs;
  }

  /** Sends the credential, alone or with others. Rejects as `Session.ask` does. */
  send(session: Session, act: BulkAct): Promise<Answer | Held> {
    const { provider } = session.record;
    const key = `${provider} ${session.origin} ${act.request.path}`;
    const lane = this.#lanes.get(key) ?? {
      waiting: [],
      isBusy: false,
      sentAt: -Infinity,
      most: act.bulk.max,
    };
    this.#lanes.set(key, lane);
    const token = session.values.get('token') ?? '';
    return new Promise((resolve, reject) => {
      lane.waiting.push({ session, act, token, resolve, reject });
      void this.#run(lane);
    });
  }

  async #run(lane: Lane): Promise<void> {
    if (lane.isBusy) return;
    lane.isBusy = true;
    while (lane.waiting.length > 0) {
      const wait = lane.sentAt + this.#gatherMs - performance.now();
      if (wait > 0) await delay(wait);
      const group = lane.waiting.splice(0, lane.most);
      try {
        await this.#sendGroup(lane, group);
      } catch (error) {
        for (const { reject } of group) reject(error);
      }
    }
    lane.isBusy = false;
  }

  async #sendGroup(lane: Lane, group: readonly Waiting[]): Promise<void> {
    const [first] = group;
    if (!first) return;
    const { session, act } = first;
    const { record } = session;
    const waitMs = this.#limits.take(record, session.now(), session.isPinned());
    if (waitMs !== undefined) {
      for (const { resolve } of group) resolve({ kind: 'held', waitMs });
      return;
    }
    for (const one of group) one.session.journal.note('revocation_sent');
    lane.sentAt = performance.now();
    const answer = await ask(group);
    const reception = receive(answer, act, record);
    const isPassing = reception === 'passing' || reception === 'limited' || reception === 'closed';
    // A list that breaks the provider gets shorter with each try, and longer again with each that is accepted.
    if (isPassing && answer.kind === 'answer') lane.most = Math.ceil(group.length / 2);
    if (reception === 'accepted') lane.most = Math.min(act.bulk.max, lane.most * 2);
    if (reception === 'accepted' || isPassing || group.length === 1) {
      for (const { resolve } of group) resolve(withoutText(answer));
      return;
    }
    for (const one of group) one.session.journal.note('revocation_refused', statusOf(answer));
    const middle = Math.ceil(group.length / 2);
    await this.#sendGroup(lane, group.slice(0, middle));
    await this.#sendGroup(lane, group.slice(middle));
  }
}

/** One request for all of them. It ends with none of their runs, so it is not aborted with one either. */
function ask(group: readonly Waiting[]): Promise<Answer> {
  const [first] = group;
  if (!first) throw new Error('There is nobody to ask for.');
  const tokens = [...new Set(group.map(({ token }) => token))];
  const values = new Map(tokens.map((token, index) => [`token${index}`, token]));
  return first.session.ask(listRequest(first.act, [...values.keys()]), values);
}

/** The same request with a list of all values where the record has one of its single value. */
function listRequest({ request }: BulkAct, names: readonly string[]): RequestTemplate {
  const template = typeof request.json === 'object' ? request.json : {};
  const json: Record<string, JsonTemplate> = {};
  for (const [key, item] of Object.entries<JsonTemplate>(template))
    json[key] = isPlaceOfOne(item) ? names.map((name) => `{${name}}`) : item;
  return { ...request, json };
}

const isPlaceOfOne = (item: JsonTemplate): boolean =>
  Array.isArray(item) && item.length === 1 && item[0] === '{token}';

/** What may be told to each of them: an answer could repeat what belongs to another. */
function withoutText(answer: Answer): Answer {
  return answer.kind === 'none' ? answer : { ...answer, text: '', json: undefined };
}

const statusOf = (answer: Answer): number | undefined => (answer.kind === 'none' ? undefined : answer.status);
