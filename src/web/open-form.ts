import type { IncomingMessage, ServerResponse } from 'node:http';
import type { z } from 'zod';
import { isOwnForm } from './is-own-form.ts';
import { isFormToken, type Session } from './session.ts';

const MAX_BODY = 8192;
const FORM = 'application/x-www-form-urlencoded';

/** The fields of a form; undefined for what is none, or too long. */
async function readForm(request: IncomingMessage): Promise<object | undefined> {
  if (request.headers['content-type']?.split(';')[0]?.trim().toLowerCase() !== FORM) return undefined;
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) {
    text += String(chunk);
    if (text.length > MAX_BODY) return undefined;
  }
  return Object.fromEntries(new URLSearchParams(text));
}

/**
 * Reads a form of one of our pages, for a session that is known to be good. Whoever has been sent here by another site, or
 * has the form of another session, is refused.
 *
 * @returns its fields; undefined when it was answered already, with why not
 */
export async function openForm<T extends { readonly token: string }>(
  session: Session,
  request: IncomingMessage,
  response: ServerResponse,
  form: { readonly schema: z.ZodType<T>; readonly wrong: string },
): Promise<T | undefined> {
  const refuse = (status: number, text: string): undefined => {
    response
      .writeHead(status, { 'content-type': 'text/plain; charset=utf-8', connection: 'close' })
      .end(`${text}\n`);
  };
  if (!isOwnForm(request)) return refuse(403, 'this form was not sent by a page of this server');
  const parsed = form.schema.safeParse(await readForm(request));
  if (!parsed.success) return refuse(400, form.wrong);
  return isFormToken(session, parsed.data.token)
    ? parsed.data
    : refuse(403, 'this form is of another session: open the page again');
}
