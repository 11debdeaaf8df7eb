import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger } from 'pino';
import type { Span } from '@opentelemetry/api';
import { z } from 'zod';
import { RekeyError } from '../base/errors.ts';
import type { Metrics } from '../base/metrics.ts';
import { inSpan } from '../telemetry/spans.ts';
import { readBody } from './read-body.ts';
import type { VerifySignature } from './verify-signature.ts';

/** GitHub's own cap on a payload; larger ones are never delivered. */
export const MAX_PAYLOAD_BYTES = 25 * 1024 * 1024;

/** A verified webhook. */
export interface Webhook {
  readonly id: string;
  readonly name: string;
  readonly payload: object;
}

const Headers = z.object({
  'x-github-delivery': z.string().regex(/^[\w-]{1,100}$/),
  'x-github-event': z.string().regex(/^[a-z][a-z0-9_]{0,59}$/),
  'x-hub-signature-256': z.string().max(200).default(''),
});

/** GitHub sends no parent, and nobody else's would be believed. */
const NEW_TRACE = { traceparent: undefined };

const STATUS: Readonly<Record<string, number>> = {
  BODY_TOO_LARGE: 413,
  BODY_CUT: 400,
  BAD_HEADERS: 400,
  BAD_SIGNATURE: 401,
  BAD_JSON: 400,
};

function parse(body: string): object {
  try {
    return z.record(z.string(), z.unknown()).parse(JSON.parse(body));
  } catch (cause) {
    throw new RekeyError(
      'BAD_JSON',
      'The payload is not a JSON object: set the content type to application/json.',
      { cause },
    );
  }
}

async function receive(request: IncomingMessage, verify: VerifySignature): Promise<Webhook> {
  const headers = Headers.safeParse(request.headers);
  if (!headers.success) throw new RekeyError('BAD_HEADERS', 'The headers are not those of a GitHub webhook.');
  const body = (await readBody(request, MAX_PAYLOAD_BYTES)).toString('utf8');
  if (!(await verify(body, headers.data['x-hub-signature-256']))) {
    throw new RekeyError(
      'BAD_SIGNATURE',
      'The signature is wrong: compare WEBHOOK_SECRET with the settings of the App.',
    );
  }
  return {
    id: headers.data['x-github-delivery'],
    name: headers.data['x-github-event'],
    payload: parse(body),
  };
}

/**
 * Handles `POST /api/github/webhooks`: verifies, then waits until the delivery and its jobs are stored, and only then
 * answers 202. octokit's own middleware answers after nine seconds whether or not anything was kept.
 *
 * @param accept stores the webhook durably; when it throws, GitHub is told 500 and lists the delivery as failed
 */
export async function receiveWebhook(
  request: IncomingMessage,
  response: ServerResponse,
  options: {
    readonly verify: VerifySignature;
    readonly accept: (webhook: Webhook) => Promise<void>;
    readonly metrics: Pick<Metrics, 'webhooksRefused' | 'webhookSeconds'>;
    readonly log: Logger;
  },
): Promise<void> {
  const answer = (status: number, text: string) => {
    // What is left of a refused body is not read: the connection ends instead.
    if (!request.complete) response.setHeader('connection', 'close');
    response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(`${text}\n`);
  };
  const { metrics } = options;
  const stop = metrics.webhookSeconds.startTimer();
  const accept = async (span: Span) => {
    const webhook = await receive(request, options.verify);
    // Not before the signature was verified: whatever else is sent is nobody's word.
    span.setAttributes({ 'rekey.delivery': webhook.id, 'rekey.event': webhook.name });
    await options.accept(webhook);
  };
  try {
    await inSpan('webhook', { kind: 'SERVER', from: NEW_TRACE }, accept);
    stop();
    answer(202, 'accepted');
  } catch (error) {
    const status = error instanceof RekeyError ? STATUS[error.code] : undefined;
    if (!(error instanceof RekeyError) || status === undefined) {
      metrics.webhooksRefused.inc({ reason: 'not_stored' });
      options.log.error({ err: error }, 'a webhook could not be stored');
      return answer(500, 'not stored; deliver again');
    }
    metrics.webhooksRefused.inc({ reason: error.code.toLowerCase() });
    options.log.warn({ code: error.code }, 'a webhook was refused');
    answer(status, error.message);
  }
}
