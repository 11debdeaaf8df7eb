import { isMadeUp } from '../not-a-secret/made-up.ts';
import { ClassRuns } from './class-runs.ts';
import type { KeyedFormat } from './keyed-format.ts';
import { KEYED_INFRASTRUCTURE } from './keyed-infrastructure.ts';
import { KEYED_MODELS } from './keyed-models.ts';
import { KEYED_SERVICES } from './keyed-services.ts';
import { KEYED_SHAPES } from './keyed-shapes.ts';
import { matchParts } from './match-format.ts';
import { nameWords } from './name-words.ts';
import { isScrambled } from './token.ts';

/** Longer values fit no row. */
const MAX_LENGTH = 4096;
/** As a key's last word they say that the value is about the secret. */
const ABOUT = /_(?:ids?|urls?|uri|host|name|project|org|account|user|username|email|region|model)_$/;
/** Words of a key that names no issuer, so that the server's name may. */
const GENERIC = new Set(
  'api key apikey token secret auth authorization access bearer x client password personal my your mcp'.split(
    ' ',
  ),
);

/** Every format that is recognised under the name of its issuer only. */
export const keyedFormats: readonly KeyedFormat[] = [
  ...KEYED_SHAPES,
  ...KEYED_MODELS,
  ...KEYED_INFRASTRUCTURE,
  ...KEYED_SERVICES,
];

const joined = (words: readonly string[]) => `_${words.join('_')}_`;

/** Letters and digits as chance mixes them; a text of one case needs a digit. Phrases are made up. */
function looksDrawn(text: string): boolean {
  return !isMadeUp(text) && (isScrambled(text) || (/\d/.test(text) && /[A-Za-z]/.test(text)));
}

function fits({ shape }: KeyedFormat, value: string): boolean {
  if (matchParts(shape, value, 0, new ClassRuns(value)) !== value.length) return false;
  const [first] = shape;
  return looksDrawn(value.slice(typeof first === 'string' ? first.length : 0));
}

/**
 * The format of a value that only the names around it tell: its key, or the server's name where the key is as general
 * as `API_KEY`. Linear.
 *
 * @param key name of the variable, header or flag
 * @param value the bare value: no scheme, no quotes
 */
export function keyedFormatOf(
  key: string | undefined,
  value: string,
  serverName?: string,
): { readonly provider: string; readonly type: string; readonly confidence: 'high' } | undefined {
  if (value.length > MAX_LENGTH) return undefined;
  const words = nameWords(key ?? '');
  const said = joined(words);
  if (ABOUT.test(said)) return undefined;
  const named = words.every((word) => GENERIC.has(word)) ? said + joined(nameWords(serverName ?? '')) : said;
  const found = keyedFormats.find(
    (format) =>
      (format.names.length === 0 || format.names.some((name) => named.includes(`_${name}_`))) &&
      (format.role?.test(said.slice(1, -1)) ?? true) &&
      fits(format, value),
  );
  return found && { provider: found.provider, type: found.type, confidence: 'high' };
}
