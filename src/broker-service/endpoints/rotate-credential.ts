import type { BrokerContext } from '../context.ts';
import type { ClientCall } from '../http/route.ts';
import { refuse } from '../http/refusal.ts';
import type { Reply } from '../http/reply.ts';

/** `POST /v1/credentials/{id}/rotations`: this broker issues no successors; a client learns so in the contract's form. */
export function rotateCredential(_context: BrokerContext, _call: ClientCall): Promise<Reply> {
  return Promise.reject(refuse('unsupported-type', 'This broker rotates no credentials.'));
}
