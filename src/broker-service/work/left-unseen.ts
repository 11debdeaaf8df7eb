import type { Broker, LeakedCredential, Trust } from '../../broker/broker.ts';
import type { BrokerContext } from '../context.ts';
import type { Job, Settlement } from './job.ts';

/** A look takes no longer; one that gets no answer refuses nothing. */
const MAX_MS = 3000;
/** Clocks differ. */
const AFTER_EXPIRY_MS = 61_000;

const LEFT =
  'The MCP server that stands beside the token refuses it, but was never seen to take it, as with many others of this owner within minutes that were revoked all the same. They may be dead, or stand beside the wrong server, so this one was not sent to its issuer: look which server it is for, and whether it lives there.';

/** What was seen of a credential just before it would be revoked. */
interface Look {
  /** The server that stands beside it refused it, which proves nothing. */
  readonly refused: boolean;
  /** When it says that it expires. */
  readonly expiresAt?: Date;
}

/** Asks the server that stands beside a credential whether it takes it. Changes nothing. */
export async function lookFirst(
  broker: Pick<Broker, 'describe'>,
  credential: LeakedCredential,
  trust: Trust,
  signal: AbortSignal,
): Promise<Look> {
  const options = { signal: AbortSignal.any([signal, AbortSignal.timeout(MAX_MS)]) };
  const { refused = false, expiresAt } = (await broker.describe?.(credential, trust, options)) ?? {};
  return { refused, ...(expiresAt ? { expiresAt } : {}) };
}

/** Left to a person, as it would be when it was revoked: nobody could tell that it died. */
export function leftUnseen(context: BrokerContext, job: Job, { expiresAt }: Look): Settlement {
  const state = 'manual_required';
  const draft: Omit<Settlement, 'messages'> = {
    id: job.id,
    state,
    adapter: 'mcp-oauth',
    explanation: LEFT,
    ...(expiresAt ? { lookAgainAt: new Date(expiresAt.getTime() + AFTER_EXPIRY_MS) } : {}),
    seenLive: false,
    probes: job.probes,
    ended: true,
    steps: [
      { at: new Date(context.now()), event: 'probe_failed' },
      { at: new Date(context.now()), event: state },
    ],
  };
  return { ...draft, messages: context.signals.about(job, draft) };
}
