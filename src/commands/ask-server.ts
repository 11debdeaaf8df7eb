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
  const answer: unknown = await response.json().catch(() => ({}));
  if (response.ok) return answer;
  const refusal = Refusal.safeParse(answer).data;
  throw new RekeyError(refusal?.code ?? 'REFUSED', refusal?.error ?? 'The server refuses: see its log.');
}
