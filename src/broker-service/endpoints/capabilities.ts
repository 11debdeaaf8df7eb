import type { BrokerContext } from '../context.ts';
import type { Call } from '../http/route.ts';
import type { Reply } from '../http/reply.ts';

/** `GET /v1/capabilities`: what can be done about which type, and the keys to encrypt to. */
export async function showCapabilities({ capabilities, keyring, publicUrl }: BrokerContext): Promise<Reply> {
  const keys = await keyring.offered();
  return {
    status: 200,
    json: { types: capabilities, jwks: { keys }, jwks_uri: `${publicUrl()}/v1/jwks.json` },
  };
}

/** `GET /v1/jwks.json`: the keys alone, for all. */
export async function showKeys({ keyring }: BrokerContext, _call: Call): Promise<Reply> {
  return { status: 200, json: { keys: await keyring.offered() } };
}
