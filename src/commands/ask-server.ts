import { z } from 'zod';
import { RekeyError } from '../base/errors.ts';
import { deriveKeys } from '../base/keys.ts';
import type { Config } from '../config/config.ts';
import { issueCommandCode } from '../web/session.ts';
import { installationKey } from './installation-key.ts';

const Refusal = z.object({ error: z.string(), code: z.string().default('REFUSED') });

/**
 * Asks a running server, which holds the embedded database of this DATA_DIR, and shows it that one has its key. Throws
 * NO_SERVER, and what the server refuses.
 */
export async function askServer(config: Config, path: string, body: object): Promise<unknown> {
  return (await send(config, path, body)).json().catch(() => ({}));
}

/** The same for an answer that is read as it comes, in pieces of text. Throws when it breaks off. */
export async function* readFromServer(config: Config, path: string, body: object): AsyncGenerator<string> {
  const { body: pieces } = await send(config, path, body);
  const decoder = new TextDecoder();
  try {
    for await (const piece of pieces ?? []) yield decoder.decode(piece, { stream: true });
  } catch (cause) {
    throw new RekeyError('BROKEN_OFF', 'The server broke off its answer: see its log.', { cause });
  }
}

async function send(config: Config, path: string, body: object): Promise<Response> {
  const keys = deriveKeys(installationKey(config));
  let response: Response;
  try {
    response = await fetch(`http://${config.host}:${config.port}${path}`, {
      method: 'POST',
      redirect: 'error',
      headers: { authorization: `Bearer ${issueCommandCode(keys)}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  } catch (cause) {
    throw new RekeyError(
      'NO_SERVER',
      'A process holds DATA_DIR, but no server answers at HOST and PORT: set them as for the server.',
      { cause },
    );
  }
  if (response.ok) return response;
  const refusal = Refusal.safeParse(await response.json().catch(() => ({}))).data;
  throw new RekeyError(refusal?.code ?? 'REFUSED', refusal?.error ?? 'The server refuses: see its log.');
}
