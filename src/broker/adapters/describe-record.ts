import { hideValues } from '../../base/hide-values.ts';
import { plain } from '../../base/plain.ts';
import type { DescribeOptions, Description, LeakedCredential } from '../broker.ts';
import type { Place, ProviderRecord } from './record.ts';
import { matches, type Answer } from './record/answer.ts';
import { fill, type Values } from './record/fill-request.ts';
import { readPointer, readPointerText, readXmlText } from './record/pointer.ts';
import { openSession, type RecordOptions } from './record/open-session.ts';

const MAX_TEXT = 120;
const MAX_SCOPES = 40;
/** 2000 to 2100, in seconds since the epoch: what is outside is no date of a credential. */
const MIN_SECONDS = 946_684_800;
const MAX_SECONDS = 4_102_444_800;

/** Nothing is known, and nobody was asked. */
export const UNKNOWN_CREDENTIAL: Description = {
  active: null,
  principalKind: 'unknown',
  scopes: [],
  source: 'offline',
};

/** Asks the provider about the credential, with the credential itself. Changes nothing. */
export async function describeRecord(
  record: ProviderRecord,
  options: RecordOptions,
  credential: LeakedCredential,
  { signal, beforeRevocation = false }: DescribeOptions,
): Promise<Description> {
  if (beforeRevocation && !record.describe) return UNKNOWN_CREDENTIAL;
  const opened = openSession(record, options, credential, signal ? { signal } : {});
  if (!opened || !record.probe || record.probe.by !== 'token') return UNKNOWN_CREDENTIAL;
  const { session, sites } = opened;
  const { probe, describe } = record;
  let active: boolean | null = false;
  let isRefused = true;
  for (const origin of sites.origins) {
    session.origin = origin;
    const answer = await session.ask(probe.request);
    const life = session.judge(answer, probe);
    if (life !== 'live') {
      if (life !== 'dead') active = null;
      isRefused &&= life === 'dead' || session.refusal !== undefined;
      continue;
    }
    const issuer = origin.includes('{') ? {} : { issuer: origin };
    const known = { active: true, ...issuer, principalKind: 'unknown', source: 'provider' } as const;
    if (!describe) return { ...known, scopes: [] };
    const told = describe.request ? await session.ask(describe.request) : answer;
    const secrets = [credential.secret];
    return {
      ...known,
      scopes: [],
      ...(matches(told, describe.expect) ? read(describe, told, session.values, hideValues(secrets)) : {}),
    };
  }
  if (active === false && !sites.areAll) active = null;
  return {
    ...UNKNOWN_CREDENTIAL,
    active,
    source: 'provider',
    ...(active === null && isRefused ? { refused: true } : {}),
  };
}

function read(
  describe: NonNullable<ProviderRecord['describe']>,
  answer: Answer,
  values: Values,
  hide: (text: string) => string,
): Partial<Description> {
  const json = answer.kind === 'answer' ? answer.json : undefined;
  const show = (text: string | undefined) => {
    const shown = text === undefined ? '' : plain(hide(text)).trim().slice(0, MAX_TEXT);
    return shown === '' ? undefined : shown;
  };
  const at = (place: Place | undefined) =>
    place === undefined ? undefined : show(readPlace(place, answer, values));
  const date = (pointer: string | undefined) =>
    pointer === undefined ? undefined : readDate(readPointer(json, pointer));
  const owner = (describe.owner ?? []).map(at).find((text) => text !== undefined);
  const environment = at(describe.environment);
  const issuedAt = date(describe.issuedAt);
  const expiresAt = date(describe.expiresAt);
  const lastUsedAt = date(describe.lastUsedAt);
  const scopes = readScopes(describe, answer, json)
    .slice(0, MAX_SCOPES)
    .flatMap((scope) => show(scope) ?? []);
  return {
    scopes,
    principalKind: describe.kind ?? 'unknown',
    ...(owner === undefined ? {} : { owner }),
    ...(environment === undefined ? {} : { environment }),
    ...(issuedAt === undefined ? {} : { issuedAt }),
    ...(expiresAt === undefined ? {} : { expiresAt }),
    ...(lastUsedAt === undefined ? {} : { lastUsedAt }),
  };
}

function readPlace(place: Place, answer: Answer, values: Values): string | undefined {
  if (answer.kind === 'none') return undefined;
  if (typeof place === 'string') return readPointerText(answer.json, place);
  if ('header' in place) return answer.headers.get(place.header) ?? undefined;
  return 'xml' in place ? readXmlText(answer.text, place.xml) : fill(place.value, values);
}

function readScopes(
  { scopes }: NonNullable<ProviderRecord['describe']>,
  answer: Answer,
  json: unknown,
): readonly string[] {
  if (scopes?.header !== undefined && answer.kind === 'answer')
    return split(answer.headers.get(scopes.header) ?? '');
  if (scopes?.at === undefined) return [];
  const value = readPointer(json, scopes.at);
  if (typeof value === 'string') return split(value);
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

const split = (text: string): readonly string[] => text.split(/[\s,]+/).filter((piece) => piece !== '');

function readDate(value: unknown): Date | undefined {
  const seconds =
    typeof value === 'string' && value.length <= 40 && /^\d{4}-/.test(value)
      ? Date.parse(value) / 1000
      : Number(value);
  const isDate = seconds >= MIN_SECONDS && seconds <= MAX_SECONDS && value !== null && value !== '';
  return isDate ? new Date(seconds * 1000) : undefined;
}
