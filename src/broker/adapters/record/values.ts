import { createHash } from 'node:crypto';
import type { AdminCredential } from '../../admin.ts';
import type { LeakedCredential } from '../../broker.ts';
import type { ProviderRecord } from '../record.ts';
import { isMarked } from './is-marked.ts';
import { readPointerText } from './pointer.ts';

/** Longest value that is looked at, in UTF-16 code units; a service-account key file has about 2400. */
const MAX_VALUE = 16_384;

/**
 * Why a refusal alone says nothing of a value. `unpaired`: the provider is asked about it together with a name that somebody
 * wrote beside it, or into the document that it stands in, and refused may be the pair. `unmarked`: only the name of its key
 * says that it is the provider's, and refused may be what another one issued.
 */
export type Doubt = 'unpaired' | 'unmarked';

/** What is known of one credential before the first request. */
export interface ReadValues {
  readonly values: Map<string, string>;
  readonly doubt: Doubt | undefined;
}

/**
 * The placeholders of one credential: its value, the value's parts, and what was found beside it. Undefined when any
 * of it does not have the record's form, so that nothing of another form is ever sent to the provider. An id that the
 * broker does not know is left out.
 */
export function readValues(record: ProviderRecord, credential: LeakedCredential): ReadValues | undefined {
  const token = credential.secret.reveal();
  if (token.length > MAX_VALUE) return undefined;
  const members = record.members && readMembers(token, record.members);
  const form = members ? undefined : findForm(token, record.values);
  const parts = members ?? (form && readGroups(token, form));
  if (!parts) return undefined;
  const values = new Map([
    ['token', token],
    ['sha256', createHash('sha256').update(token).digest('hex')],
    ...parts,
  ]);
  const isPaired = members !== undefined || (record.keyId !== undefined && !values.has('keyId'));
  const doubt = isPaired ? 'unpaired' : form && !isMarked(form) ? 'unmarked' : undefined;
  const beside = [
    // A whole document says itself whose it is.
    ['keyId', members ? undefined : record.keyId, credential.keyId],
    ['credentialId', record.credentialId, credential.credentialId],
  ] as const;
  for (const [name, pattern, value] of beside) {
    if (!pattern || values.has(name)) continue;
    // Without an id of our own the credential can still be looked at; without its second half it cannot.
    if (value === undefined && name === 'credentialId') continue;
    const groups = readGroups(value ?? '', pattern);
    if (!groups) return undefined;
    for (const [group, text] of [[name, value ?? ''] as const, ...groups]) values.set(group, text);
  }
  return { values, doubt };
}

/** Puts the operator's credential among the values; false when it lacks what the record needs. */
export function addAdmin(
  record: ProviderRecord,
  admin: AdminCredential,
  values: Map<string, string>,
): boolean {
  for (const [name, pattern] of Object.entries(record.adminFields ?? {})) {
    const value = admin.fields?.[name];
    if (value === undefined || !pattern.test(value)) return false;
    values.set(`admin.${name}`, value);
  }
  values.set('admin', admin.secret.reveal());
  return true;
}

/** Puts the operator's further credentials among the values; false when one is missing or has another form. */
export function addAdminSecrets(
  { adminSecrets = {} }: ProviderRecord,
  find: (provider: string) => AdminCredential | undefined,
  values: Map<string, string>,
): boolean {
  for (const [name, { provider, pattern }] of Object.entries(adminSecrets)) {
    const value = find(provider)?.secret.reveal() ?? '';
    if (!pattern.test(value)) return false;
    values.set(`admin.${name}`, value);
  }
  return true;
}

type Parts = readonly (readonly [string, string])[];

const findForm = (value: string, patterns: readonly RegExp[]): RegExp | undefined =>
  patterns.find((pattern) => pattern.exec(value)?.[0] === value);

function readGroups(value: string, pattern: RegExp): Parts | undefined {
  const match = pattern.exec(value);
  if (match?.[0] !== value) return undefined;
  return Object.entries(match.groups ?? {}).flatMap(([name, text]: [string, string | undefined]) =>
    text === undefined ? [] : [[name, text] as const],
  );
}

function readMembers(value: string, members: Readonly<Record<string, RegExp>>): Parts | undefined {
  let document: unknown;
  try {
    document = JSON.parse(value);
  } catch {
    return undefined;
  }
  const parts = Object.entries(members).map(([name, pattern]) => {
    const text = readPointerText(document, `/${name}`);
    return text !== undefined && pattern.test(text) ? ([name, text] as const) : undefined;
  });
  return parts.every((part) => part !== undefined) ? parts : undefined;
}
