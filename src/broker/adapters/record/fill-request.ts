import type { GuardedInit } from '../../guarded-fetch.ts';
import type { JsonTemplate, RequestTemplate, Template } from '../record.ts';

/** The placeholders' values. They are secrets as long as nobody shows that they are not. */
export type Values = ReadonlyMap<string, string>;

/** A request as it is sent. `target` may hold a secret, as a webhook's address does. */
export interface FilledRequest {
  readonly target: URL;
  readonly init: Required<Pick<GuardedInit, 'method' | 'headers'>> & { readonly body?: string };
}

const PLACEHOLDER = /\{([A-Za-z]\w*(?:\.\w+)?)(\?)?\}/g;
const HEADER_SAFE = /^[\x20-\x7e]{1,16384}$/;
const DNS_LABEL = /^[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?$/;

/** Some value is missing or does not fit the place where it belongs; nothing was sent. */
export class UnfitValue extends Error {}

type Encode = (value: string) => string;

/** Undefined when an optional placeholder has no value: the part it stands in is then left out. */
function fillOptional(template: Template, values: Values, encode: Encode): string | undefined {
  let isAbsent = false;
  const filled = template.replaceAll(PLACEHOLDER, (_all, name: string, optional: string | undefined) => {
    const value = values.get(name);
    if (value !== undefined) return encode(value);
    if (optional === undefined) throw new UnfitValue(`{${name}} has no value.`);
    isAbsent = true;
    return '';
  });
  return isAbsent ? undefined : filled;
}

/** Fills a template that is compared or sent as it is. Throws UnfitValue. */
export function fill(template: Template, values: Values, encode: Encode = (value) => value): string {
  const filled = fillOptional(template, values, encode);
  if (filled === undefined) throw new UnfitValue('An optional value stands where one is needed.');
  return filled;
}

function asSegment(value: string): string {
  if (/^\.{0,2}$/.test(value)) throw new UnfitValue('A path segment is empty or made of dots.');
  return encodeURIComponent(value);
}

function asLabel(value: string): string {
  if (!DNS_LABEL.test(value)) throw new UnfitValue('A host label has characters that no label has.');
  return value;
}

function asHeader(value: string): string {
  if (!HEADER_SAFE.test(value)) throw new UnfitValue('A header would hold characters that no header has.');
  return value;
}

function fillJson(template: JsonTemplate, values: Values): unknown {
  if (typeof template === 'string') return fill(template, values);
  if (typeof template !== 'object') return template;
  if (isList(template)) return template.map((item) => fillJson(item, values));
  if (isCopy(template)) return (JSON.parse(fill(`{${template.$copy}}`, values)) as unknown) ?? undefined;
  return Object.fromEntries(Object.entries(template).map(([key, item]) => [key, fillJson(item, values)]));
}

function isCopy(template: object): template is { readonly $copy: string } {
  return Object.hasOwn(template, '$copy');
}

function isList(template: object): template is readonly JsonTemplate[] {
  return Array.isArray(template);
}

function fillPairs(pairs: Readonly<Record<string, Template>>, values: Values): URLSearchParams {
  const filled = Object.entries(pairs).flatMap(([name, template]): [string, string][] => {
    const value = fillOptional(template, values, (text) => text);
    return value === undefined ? [] : [[name, value]];
  });
  return new URLSearchParams(filled);
}

function fillBody(
  request: RequestTemplate,
  values: Values,
): { readonly type?: string; readonly text?: string } {
  if (request.form)
    return { type: 'application/x-www-form-urlencoded', text: fillPairs(request.form, values).toString() };
  if (request.json === undefined) return {};
  return { type: 'application/json', text: JSON.stringify(fillJson(request.json, values)) };
}

/**
 * Puts the values into a request, each encoded for its place: percent-encoded in paths, queries and forms, structured
 * in JSON, checked in headers and host names. Throws UnfitValue.
 *
 * @param base where the request goes: an origin, perhaps with a path before the request's own
 */
export function fillRequest(request: RequestTemplate, base: Template, values: Values): FilledRequest {
  const target = new URL(`${fill(base, values, asLabel)}${fill(request.path, values, asSegment)}`);
  if (request.query) target.search = fillPairs(request.query, values).toString();
  const { type, text } = fillBody(request, values);
  const headers: Record<string, string> = { accept: 'application/json' };
  if (type !== undefined) headers['content-type'] = type;
  for (const [name, template] of Object.entries(request.headers ?? {}))
    headers[name] = asHeader(fill(template, values));
  if (request.basic) {
    const [user, password] = request.basic.map((template) => fill(template, values));
    if (user === undefined || user.includes(':')) throw new UnfitValue('A user name holds a colon.');
    headers['authorization'] = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
  }
  return { target, init: { method: request.method, headers, ...(text === undefined ? {} : { body: text }) } };
}
