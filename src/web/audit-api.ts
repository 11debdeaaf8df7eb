import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import { exportTrail } from '../audit/export-trail.ts';
import { LinkText } from '../audit/trail-columns.ts';
import { verifyTrail } from '../audit/verify-trail.ts';
import { OPERATOR } from '../inventory/waiting.ts';
import { readCommand } from './command-api.ts';
import type { WebContext } from './request.ts';

/** The path of what `rekey audit` asks a running server. */
export const AUDIT_API = '/api/audit';

const Body = z.discriminatedUnion('do', [
  z.object({
    do: z.literal('verify'),
    installation: z.number().int().optional(),
    anchor: LinkText.optional(),
  }),
  z.object({
    do: z.literal('export'),
    installation: z.number().int().optional(),
    since: z.coerce.date().optional(),
    until: z.coerce.date().optional(),
    format: z.enum(['jsonl', 'csv']),
  }),
]);

/** A verdict on each line; an empty line now and then says that it goes on. */
async function* verdictLines(
  context: WebContext,
  request: Extract<z.infer<typeof Body>, { do: 'verify' }>,
  write: (text: string) => void,
): AsyncGenerator<string> {
  const verdicts = verifyTrail({ ...context, onProgress: () => write('\n') }, request);
  for await (const verdict of verdicts) yield `${JSON.stringify(verdict)}\n`;
}

/** Waits for a reader that is slower: what is sent is bounded in memory. Ends early when nobody reads any more. */
export async function sendPieces(response: ServerResponse, pieces: AsyncIterable<string>): Promise<void> {
  for await (const piece of pieces) {
    if (response.destroyed) return;
    if (!response.write(piece)) await Promise.race([once(response, 'drain'), once(response, 'close')]);
  }
  response.end();
}

/** Answers `rekey audit` where a server holds the embedded database: verifies the trail, or exports it. */
export async function answerAudit(
  context: WebContext,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const asked = await readCommand(context, request, response, Body);
  if (!asked) return;
  response.writeHead(200, { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' });
  try {
    if (asked.do === 'verify')
      return await sendPieces(
        response,
        verdictLines(context, asked, (text) => void response.write(text)),
      );
    const { installation, ...rest } = asked;
    const installations = installation === undefined ? undefined : [installation];
    await sendPieces(response, exportTrail({ ...context, actor: OPERATOR }, { ...rest, installations }));
  } catch (error) {
    // Broken off rather than ended: who reads must not take a part for the whole.
    response.destroy();
    throw error;
  }
}
