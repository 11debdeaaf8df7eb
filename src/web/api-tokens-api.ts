import type { IncomingMessage, ServerResponse } from 'node:http';
import { carryOut, TokenRequest } from '../api/tokens/token-requests.ts';
import { RekeyError } from '../base/errors.ts';
import { readCommand, sendJson } from './command-api.ts';
import type { WebContext } from './request.ts';

/** The path of what `rekey api-token` asks a running server. */
export const API_TOKENS_API = '/api/api-tokens';

/** Answers `rekey api-token` where a server holds the embedded database. */
export async function answerApiTokens(
  context: WebContext,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const asked = await readCommand(context, request, response, TokenRequest);
  if (!asked) return;
  try {
    sendJson(response, 200, await carryOut(context.db, asked));
  } catch (error) {
    if (!(error instanceof RekeyError)) throw error;
    sendJson(response, 409, { code: error.code, error: error.message });
  }
}
