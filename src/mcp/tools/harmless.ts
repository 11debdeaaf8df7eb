import { types } from 'node:util';
import { plain } from '../../base/plain.ts';
import { redactKnownFormats } from '../../detect/index.ts';

const MAX_TEXT = 300;
const MAX_ITEMS = 200;

/** A text that a stranger may have written: one line, bounded, nothing that does not show, and no credential. */
const harmlessText = (text: string): string =>
  // Scrubbed before it is cut: half a token has no format any more.
  plain(redactKnownFormats(text)).slice(0, MAX_TEXT).toWellFormed();

/**
 * The data of an answer, so that they can be shown to an agent: what repositories hold was written by strangers who may
 * know that an agent reads it. Moments become ISO 8601.
 */
export function harmless(value: unknown): unknown {
  if (typeof value === 'string') return harmlessText(value);
  if (types.isDate(value)) return value.toISOString();
  if (Array.isArray(value)) return value.slice(0, MAX_ITEMS).map(harmless);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [harmlessText(key), harmless(one)]));
}
