import { openApiDocument } from '../../broker-contract/openapi.ts';
import type { BrokerContext } from '../context.ts';
import type { Reply } from '../http/reply.ts';

/** `GET /v1/openapi.json`: the contract. */
export function showOpenApi({ publicUrl }: BrokerContext): Promise<Reply> {
  return Promise.resolve({ status: 200, json: { ...openApiDocument(), servers: [{ url: publicUrl() }] } });
}
