import { isRecord, parseJson, textAt } from '../../demo/world/github/json.ts';
import type { RekeyProcess } from '../../demo/world/rekey-process.ts';
import { deriveKeys } from '../../src/base/keys.ts';
import { AUDIT_API } from '../../src/web/audit-api.ts';
import { issueCommandCode } from '../../src/web/session.ts';

/** What the audit trail of a running server says happened, each event once. */
export async function trailEvents(
  world: { readonly key: string },
  rekey: RekeyProcess,
): Promise<ReadonlySet<string>> {
  const code = issueCommandCode(deriveKeys(Buffer.from(world.key, 'base64')));
  const response = await fetch(`${rekey.url}${AUDIT_API}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${code}` },
    body: JSON.stringify({ do: 'export', format: 'jsonl' }),
  });
  const lines = (await response.text()).split('\n').map((line) => parseJson(line));
  return new Set(lines.filter(isRecord).map((line) => textAt(line, 'row', 'event')));
}
