import type { KnownTool, PrincipalKind } from '../store/credential-facts-table.ts';
import type { CredentialFacts } from './credential-facts.ts';
import type { TimelineEntry } from './report.ts';

/** A piece of a sentence: words of ours, or what somebody else wrote, to be shown as code and never as markup. */
export type Piece = string | { readonly quoted: string };

const MAX_DESTRUCTIVE = 20;
const MAX_TOOLS = 15;
const MAX_SCOPES = 15;
/** So many are kept at most; a list that is as long may have been longer. */
const KEPT = { scopes: 40, audience: 8 } as const;

const KINDS: Readonly<Record<PrincipalKind, string>> = {
  user: ', an account of a person',
  bot: ', a bot',
  service: ', a service',
  org: ', an organisation',
  unknown: '',
};

const UNITS = [
  { ms: 86_400_000, name: 'day' },
  { ms: 3_600_000, name: 'hour' },
  { ms: 60_000, name: 'minute' },
  { ms: 1000, name: 'second' },
] as const;

const counted = (n: number, noun: string): string =>
  `${n.toLocaleString('en-US')} ${noun}${n === 1 ? '' : 's'}`;

function span(ms: number): string {
  const unit = UNITS.find((candidate) => ms >= candidate.ms);
  return unit ? counted(Math.floor(ms / unit.ms), unit.name) : 'less than a second';
}

const utc = (at: Date): string => `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`;

/** `a`, `b` and 3 more. */
function enumerate(texts: readonly string[], most: number, isCut = false): readonly Piece[] {
  const shown = texts
    .slice(0, most)
    .flatMap((quoted, at): Piece[] => [...(at > 0 ? [', '] : []), { quoted }]);
  const left = texts.length - most;
  if (left > 0) return [...shown, ` and ${isCut ? 'at least ' : ''}${left.toLocaleString('en-US')} more`];
  return isCut ? [...shown, ' and perhaps more'] : shown;
}

/**
 * How much a tool can break by its server's word. A server that says nothing of one is taken at MCP's default, under
 * which it may destroy: https://modelcontextprotocol.io/specification/2025-06-18/schema#toolannotations
 */
function danger({ destructive, readOnly }: KnownTool): number {
  if (readOnly === true) return 0;
  if (destructive === undefined) return 2;
  return destructive ? 3 : 1;
}

const names = (of: readonly KnownTool[]): readonly string[] => of.map(({ name }) => name);

function toolLines({ tools, moreTools }: CredentialFacts): readonly (readonly Piece[])[] {
  if (tools === undefined) return [];
  const ordered = tools.toSorted((one, other) => danger(other) - danger(one));
  const destructive = ordered.filter((tool) => danger(tool) === 3);
  const others = ordered.filter((tool) => danger(tool) < 3);
  const total = `${moreTools ? 'at least ' : ''}${counted(tools.length, 'tool')}`;
  if (tools.length === 0) return [['Its MCP server offered it no tool.']];
  const isSaid = tools.some((tool) => danger(tool) !== 2);
  return [
    ...(destructive.length > 0
      ? [
          [
            'This token could call ',
            ...enumerate(names(destructive), MAX_DESTRUCTIVE, moreTools),
            ', which its MCP server marks as destructive.',
          ],
        ]
      : []),
    [
      destructive.length > 0
        ? `It could call ${total} in all${others.length > 0 ? ', also ' : ''}`
        : `This token could call ${total}: `,
      ...enumerate(names(others), MAX_TOOLS, moreTools && others.length > 0),
      destructive.length > 0
        ? '.'
        : isSaid
          ? '. Its MCP server marks none as destructive.'
          : '. Its MCP server does not say which of them are destructive.',
    ],
  ];
}

function foundAt(timeline: readonly TimelineEntry[]): Date | undefined {
  return timeline.reduce<Date | undefined>((first, { at }) => (first && first <= at ? first : at), undefined);
}

function lastUse(at: Date, found: Date | undefined): string {
  const before = found ? found.getTime() - at.getTime() : undefined;
  if (before === undefined) return `Last used: ${utc(at)}.`;
  // Some providers count the question itself.
  if (before <= 0) return `Last used: ${utc(at)}, after it was found; that may have been Rekey's own look.`;
  return `Last used: ${utc(at)}, ${span(before)} before it was found.`;
}

/** Who reads it, and what happened to the credential. */
export interface Readers {
  readonly timeline: readonly TimelineEntry[];
  /** Everybody can read it: a person's mail address is left out. */
  readonly public?: boolean;
}

/**
 * What is known of a credential, in sentences: the destructive tools first, every list capped with the true count.
 * Empty when nothing is known.
 */
export function whatItCouldDo(facts: CredentialFacts, readers: Readers): readonly (readonly Piece[])[] {
  const { owner, principalKind, issuer, scopes, audience, environment, issuedAt, expiresAt, lastUsedAt } =
    facts;
  const isShown = owner !== undefined && !(readers.public === true && owner.includes('@'));
  const lines: readonly (readonly Piece[])[] = [
    ...toolLines(facts),
    ...(isShown ? [['Owner: ', { quoted: owner }, `${KINDS[principalKind]}.`]] : []),
    ...(scopes.length > 0
      ? [['Scopes: ', ...enumerate(scopes, MAX_SCOPES, scopes.length >= KEPT.scopes), '.']]
      : []),
    ...(audience.length > 0
      ? [['Made for: ', ...enumerate(audience, KEPT.audience, audience.length >= KEPT.audience), '.']]
      : []),
    ...(environment === undefined ? [] : [['Environment: ', { quoted: environment }, '.']]),
    ...(issuedAt ? [[`Issued: ${utc(issuedAt)}.`]] : []),
    ...(expiresAt ? [[`Expiry: ${utc(expiresAt)}.`]] : []),
    ...(lastUsedAt ? [[lastUse(lastUsedAt, foundAt(readers.timeline))]] : []),
    ...(issuer === undefined ? [] : [['Issuer: ', { quoted: issuer }, '.']]),
  ];
  const isIdle = lines.length === 0 || (lines.length === 1 && issuer !== undefined);
  if (isIdle) return [];
  return facts.source === 'offline'
    ? [...lines, ['Read from the credential itself; nobody was asked.']]
    : lines;
}
