import { signWebhook } from '../../base/standard-webhooks.ts';
import type { GuardedFetch } from '../../broker/guarded-fetch.ts';
import type { Client } from '../clients.ts';
import { EventFacts, signSecurityEvent } from './security-event.ts';
import type { SignalReceiver } from './receivers.ts';

/** A stored message that is due. */
export interface DueMessage {
  readonly id: string;
  readonly kind: string;
  readonly target: string;
  readonly body: string;
}

/** `sent`, `again` (later, with the same id) or `refused` for good. */
export type Delivery = 'sent' | 'again' | 'refused';

/** Whom messages go to, from the operator's files, and how. */
export interface Sender {
  readonly fetch: GuardedFetch;
  readonly clients: readonly Client[];
  readonly receivers: readonly SignalReceiver[];
  readonly publicUrl: () => string;
  readonly now: () => number;
}

/** Statuses that no repetition mends: RFC 8935 section 2.4 for events; 410 ends a webhook by its specification. */
const FINAL: Readonly<Record<string, ReadonlySet<number>>> = {
  risc: new Set([400]),
  webhook: new Set([410]),
  callback: new Set([410]),
};

/** Sends one message, signed now. An answer of 2xx is success; its body is not read. */
export async function sendMessage(sender: Sender, message: DueMessage): Promise<Delivery> {
  const request = await toRequest(sender, message);
  if (!request) return 'refused';
  const { url, headers, body } = request;
  const status = await sender.fetch(url, { method: 'POST', headers, body, discardBody: true }).then(
    (response) => response.status,
    () => 0,
  );
  if (status >= 200 && status < 300) return 'sent';
  return FINAL[message.kind]?.has(status) ? 'refused' : 'again';
}

interface Request {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Undefined when the operator's files no longer name the one it was for. */
async function toRequest(sender: Sender, message: DueMessage): Promise<Request | undefined> {
  if (message.kind === 'callback') {
    const callback = sender.clients.find(({ id }) => id === message.target)?.callback;
    return callback && signed(callback, message, sender.now());
  }
  const receiver = sender.receivers.find(
    ({ name, kind }) => name === message.target && kind === message.kind,
  );
  if (!receiver) return undefined;
  if (receiver.kind === 'webhook') return signed(receiver, message, sender.now());
  const facts = EventFacts.parse(JSON.parse(message.body));
  const { audience, signer, authorization } = receiver;
  return {
    url: receiver.url,
    headers: {
      'content-type': 'application/secevent+jwt',
      accept: 'application/json',
      ...(authorization ? { authorization: authorization.reveal() } : {}),
    },
    body: await signSecurityEvent(signer, facts, { id: message.id, issuer: sender.publicUrl(), audience }),
  };
}

function signed(
  target: { readonly url: string; readonly key: Buffer },
  { id, body }: DueMessage,
  at: number,
): Request {
  const headers = { 'content-type': 'application/json', ...signWebhook(target.key, { id, at, body }) };
  return { url: target.url, headers, body };
}
