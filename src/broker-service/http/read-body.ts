import type { IncomingMessage } from 'node:http';
import { refuse } from './refusal.ts';

/**
 * Reads a body up to a limit. Refuses with `too-large` as soon as that is certain, by the declared length or by what
 * came, and with `request-timeout` when the sender goes away. What is left of a refused body is for {@link drain}.
 */
export function readBody(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const tooLarge = () => refuse('too-large', `At most ${maxBytes} bytes are taken here.`);
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) return Promise.reject(tooLarge());
  return new Promise((done, fail) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const take = (chunk: Buffer) => {
      size += chunk.length;
      if (size <= maxBytes) return void chunks.push(chunk);
      request.off('data', take);
      fail(tooLarge());
    };
    const cut = () => fail(refuse('request-timeout', 'Send the request again.'));
    request.on('data', take);
    request.once('end', () => done(Buffer.concat(chunks)));
    request.once('error', cut);
    request.once('close', cut);
  });
}

/** So much of a refused body is thrown away unread, so that its sender reads the answer before the connection ends. */
const DRAIN_BYTES = 33_554_432;
const DRAIN_MS = 2000;

/** Throws away what still comes, within limits; resolves when it is over. */
export function drain(request: IncomingMessage): Promise<void> {
  if (request.complete || request.destroyed) return Promise.resolve();
  return new Promise((done) => {
    let size = 0;
    const timer = setTimeout(done, DRAIN_MS);
    const end = () => {
      clearTimeout(timer);
      done();
    };
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > DRAIN_BYTES) end();
    });
    request.once('end', end);
    request.once('close', end);
    request.resume();
  });
}
