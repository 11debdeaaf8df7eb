import type { RevocationEvent } from '../../broker-contract/revocation.ts';
import type { Client } from '../clients.ts';
import type { Job, NewMessage, Settlement } from '../work/job.ts';
import { viewSettlement } from '../work/view-revocation.ts';
import type { SignalReceiver } from './receivers.ts';
import { toEventFacts } from './security-event.ts';

/** What becomes of a revocation, for those who want to hear of it. */
export interface Signals {
  /** The messages that go out with a change; they are stored with it. */
  about(job: Job, settlement: Omit<Settlement, 'messages'>): readonly NewMessage[];
  /** Messages were stored. */
  wake(): void;
}

/** The states of the signal webhook; `paused` calls a person, the others tell of a credential. */
type SignalType = 'credential.compromised' | 'revocations.paused';

/** Decides who hears what. The client that asked hears every change, the receivers hear the end and a pause. */
export function createSignals(options: {
  readonly clients: readonly Client[];
  readonly receivers: readonly SignalReceiver[];
  readonly now: () => number;
  readonly wake: () => void;
}): Signals {
  const { clients, receivers, now, wake } = options;
  const withCallback = new Set(clients.filter(({ callback }) => callback).map(({ id }) => id));

  const toReceivers = (job: Job, settlement: Omit<Settlement, 'messages'>): readonly NewMessage[] => {
    const isPause = settlement.state === 'approval_needed';
    if (settlement.state === 'dry_run' || !(settlement.ended || isPause)) return [];
    return receivers.flatMap((receiver): readonly NewMessage[] => {
      if (receiver.kind === 'webhook') {
        const type = isPause ? 'revocations.paused' : 'credential.compromised';
        const body = JSON.stringify(toSignal(type, job, settlement, now()));
        return [{ kind: 'webhook', target: receiver.name, body }];
      }
      if (isPause) return [];
      return [{ kind: 'risc', target: receiver.name, body: JSON.stringify(toEventFacts(job, now())) }];
    });
  };

  return {
    wake,
    about(job, settlement) {
      const callback: RevocationEvent = {
        type: 'revocation.updated',
        timestamp: new Date(now()).toISOString(),
        data: viewSettlement(job, settlement),
      };
      const own: readonly NewMessage[] = withCallback.has(job.client)
        ? [{ kind: 'callback', target: job.client, body: JSON.stringify(callback) }]
        : [];
      return [...own, ...toReceivers(job, settlement)];
    },
  };
}

function toSignal(type: SignalType, job: Job, settlement: Omit<Settlement, 'messages'>, at: number): object {
  const { provider, type: credentialType, fingerprint, repository, reason } = job.request;
  return {
    type,
    timestamp: new Date(at).toISOString(),
    data: {
      revocation: job.id,
      client: job.client,
      owner: job.owner,
      state: settlement.state,
      provider,
      credential_type: credentialType,
      fingerprint: fingerprint ?? `hmac-sha256:${job.valueDigest}`,
      reason,
      ...(repository === undefined ? {} : { repository }),
    },
  };
}
