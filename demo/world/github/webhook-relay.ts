import { randomInt, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Webhooks } from '@octokit/webhooks';
import { RekeyError } from '../../../src/base/errors.ts';
import { textAt, type JsonRecord } from './json.ts';
import { createLatch } from './latch.ts';

/** One attempt to deliver a webhook. */
export interface Delivery {
  readonly id: number;
  /** The value of `X-GitHub-Delivery`; the same when delivered again. */
  readonly guid: string;
  readonly event: string;
  readonly action: string;
  readonly deliveredAt: Date;
  readonly redelivery: boolean;
  /** The receiver's status; 0 when it did not answer in time or could not be reached. */
  readonly status: number;
  readonly ms: number;
  readonly payload: JsonRecord;
  /** Exactly what was signed and sent. */
  readonly body: string;
}

export interface RelayOptions {
  readonly secret: string;
  readonly appId: number;
  readonly timeoutMs: number;
}

/** Signs, delivers and remembers webhooks, as GitHub does: one try, ten seconds, no redelivery by itself. */
export class WebhookRelay {
  readonly #options: RelayOptions;
  readonly #signer: Webhooks;
  readonly #deliveries: Delivery[] = [];
  readonly #watchers = new Set<() => void>();
  readonly #closing = new AbortController();
  readonly #hookId = randomInt(100_000_000, 999_999_999);
  #target: string | undefined;
  #lost: ((event: string, payload: JsonRecord) => boolean) | undefined;
  #lastId = randomInt(1_000_000, 9_999_999);
  #underWay = 0;

  constructor(options: RelayOptions) {
    this.#options = options;
    this.#signer = new Webhooks({ secret: options.secret });
  }

  get deliveries(): readonly Delivery[] {
    return this.#deliveries;
  }

  /** Deliveries that began and have not ended. */
  get underWay(): number {
    return this.#underWay;
  }

  setTarget(url: string | undefined): void {
    this.#target = url;
  }

  /** Webhooks that are never sent and of which no list knows, as when GitHub itself loses one. */
  setLost(match: ((event: string, payload: JsonRecord) => boolean) | undefined): void {
    this.#lost = match;
  }

  send(event: string, payload: JsonRecord): Promise<Delivery> {
    return this.#attempt(randomUUID(), event, payload, false);
  }

  async redeliver(guid: string): Promise<Delivery> {
    const first = this.#deliveries.find((delivery) => delivery.guid === guid);
    if (first === undefined)
      throw new RekeyError('WORLD_NO_DELIVERY', `Nothing was delivered with the GUID ${guid}.`);
    return this.#attempt(guid, first.event, first.payload, true);
  }

  async waitFor(match: (delivery: Delivery) => boolean, timeoutMs: number): Promise<Delivery> {
    const deadline = Date.now() + timeoutMs;
    for (;;) {
      const found = this.#deliveries.find(match);
      if (found !== undefined) return found;
      const left = deadline - Date.now();
      if (left <= 0) throw new RekeyError('WORLD_NO_DELIVERY', `No such delivery within ${timeoutMs} ms.`);
      await this.#change(left);
    }
  }

  /** Ends deliveries that are under way. */
  close(): void {
    this.#closing.abort();
  }

  async #change(timeoutMs: number): Promise<void> {
    const changed = createLatch<void>();
    const timer = new AbortController();
    this.#watchers.add(changed.open);
    const timedOut = sleep(timeoutMs, undefined, { signal: timer.signal }).catch(() => undefined);
    await Promise.race([changed.promise, timedOut]);
    timer.abort();
    this.#watchers.delete(changed.open);
  }

  async #attempt(guid: string, event: string, payload: JsonRecord, redelivery: boolean): Promise<Delivery> {
    const body = JSON.stringify(payload);
    const deliveredAt = new Date();
    const started = performance.now();
    const lost = this.#lost?.(event, payload) === true;
    this.#underWay += 1;
    const status = lost ? 0 : await this.#post(guid, event, body);
    this.#underWay -= 1;
    this.#lastId += 1;
    const delivery: Delivery = {
      id: this.#lastId,
      guid,
      event,
      action: textAt(payload, 'action'),
      deliveredAt,
      redelivery,
      status,
      ms: performance.now() - started,
      payload,
      body,
    };
    if (lost) return delivery;
    this.#deliveries.push(delivery);
    for (const watcher of this.#watchers) watcher();
    return delivery;
  }

  async #post(guid: string, event: string, body: string): Promise<number> {
    if (this.#target === undefined) return 0;
    const headers = {
      accept: '*/*',
      'content-type': 'application/json',
      'user-agent': 'GitHub-Hookshot/0000000',
      'x-github-delivery': guid,
      'x-github-event': event,
      'x-github-hook-id': String(this.#hookId),
      'x-github-hook-installation-target-id': String(this.#options.appId),
      'x-github-hook-installation-target-type': 'integration',
      'x-hub-signature-256': await this.#signer.sign(body),
    };
    const signal = AbortSignal.any([AbortSignal.timeout(this.#options.timeoutMs), this.#closing.signal]);
    try {
      const response = await fetch(this.#target, {
        method: 'POST',
        headers,
        body,
        redirect: 'manual',
        signal,
      });
      await response.arrayBuffer();
      return response.status;
    } catch {
      return 0;
    }
  }
}
