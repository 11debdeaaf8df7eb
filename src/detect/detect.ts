import { Secret } from '../base/secret.ts';
import type { Confidence, Finding, Slot, Text } from './finding.ts';
import { inspectText } from './engine/inspect-text.ts';
import { findFormatsIn } from './formats/find-formats.ts';
import { describeJwt } from './formats/jwt.ts';
import { judge } from './judge/judge.ts';
import { findKeyIds } from './judge/key-ids.ts';
import { verdictOf, type Verdict } from './judge/verdict.ts';
import type { Candidate, Place, ServerFacts } from './readers/candidate.ts';
import type { Kind } from './readers/kind.ts';
import { partsAroundKeys } from './readers/parts-around-keys.ts';
import { readInline } from './readers/read-inline.ts';
import { readLinks } from './readers/read-links.ts';
import { readText } from './readers/read-text.ts';
import { planFor, type Plan } from './plan.ts';
import { describeRedacted } from './redact.ts';
import type { Surface } from './surfaces/surface.ts';
import { sidesOf } from './text/conflict.ts';
import { LineIndex } from './text/line-index.ts';
import { undouble } from './text/unescape.ts';
import { asWritten, extent, slice, type Written } from './text/written.ts';

/** A verdict with everything that its finding says but lines and columns. */
interface Placed {
  readonly verdict: Verdict;
  readonly start: number;
  readonly end: number;
  readonly surface: string;
  readonly slot: Slot;
  readonly key?: string;
  readonly server: ServerFacts;
  readonly keyId?: string;
}

/** Programs, logs and diffs: most of such a text has nothing to do with MCP, and no structure holds it together. */
const LOOSE: ReadonlySet<Kind> = new Set<Kind>(['slashes', 'hashes', 'text']);
const RANK: Readonly<Record<Confidence, number>> = { exact: 3, high: 2, medium: 1, low: 0 };
function placed(verdict: Verdict, rest: Omit<Placed, 'verdict' | 'start' | 'end'>): Placed {
  return { ...rest, verdict, ...extent(verdict.written) };
}

function placedCandidate(candidate: Candidate, { id, expands, doublesDollar }: Surface): readonly Placed[] {
  const { slot, key, server, identity } = candidate;
  return judge(candidate, expands).map((verdict) =>
    placed(doublesDollar ? { ...verdict, written: undouble(verdict.written, '$') } : verdict, {
      surface: candidate.surface ?? id,
      slot,
      server,
      ...(key === undefined ? {} : { key }),
      ...(identity?.type === verdict.type && identity.keyId !== undefined ? { keyId: identity.keyId } : {}),
    }),
  );
}

function structured(text: Written, { kind, surface, trust }: Plan): readonly Placed[] {
  const place: Place = { surface, trust, server: {}, level: 0, read: readText };
  const sides = sidesOf(text);
  const isLoose = LOOSE.has(kind) && trust === 'mention';
  const parts = isLoose ? sides.flatMap(partsAroundKeys) : sides;
  const found = parts.flatMap((part) => [
    ...readText(part, kind, place),
    ...readLinks(part, place),
    ...readInline(part, place),
  ]);
  return found.flatMap((candidate) => placedCandidate(candidate, surface));
}

function anywhere(text: Written, surface: string): readonly Placed[] {
  return findFormatsIn(text.value).map((match) =>
    placed(verdictOf(match, slice(text, match.start, match.end), false), {
      surface,
      slot: 'text',
      server: {},
    }),
  );
}

/** The one that stays of two that overlap: what the structure tells, then the surer, then what knows its server. */
function better(a: Placed, b: Placed): Placed {
  if ((a.slot === 'text') !== (b.slot === 'text')) return a.slot === 'text' ? b : a;
  const byRank = RANK[a.verdict.confidence] - RANK[b.verdict.confidence];
  if (byRank !== 0) return byRank > 0 ? a : b;
  const known = (one: Placed) => Number(one.server.name !== undefined) + Number(one.server.url !== undefined);
  if (known(a) !== known(b)) return known(a) > known(b) ? a : b;
  return b.end - b.start > a.end - a.start ? b : a;
}

/** Several credentials may stand in one encoded run; otherwise one place holds one. */
function areApart(a: Placed, b: Placed): boolean {
  if (b.start >= a.end) return true;
  const bothEncoded = a.verdict.written.isEncoded && b.verdict.written.isEncoded;
  const isOneRun = bothEncoded === true && a.start === b.start && a.end === b.end;
  return isOneRun && a.verdict.written.value !== b.verdict.written.value;
}

function withoutOverlaps(all: readonly Placed[]): readonly Placed[] {
  const kept: Placed[] = [];
  for (const next of all.toSorted((a, b) => a.start - b.start || a.end - b.end)) {
    if (next.end <= next.start) continue;
    const near = kept.slice(-MAX_RIVALS);
    const rivals = near.filter((one) => !areApart(one, next));
    if (rivals.some((one) => better(one, next) === one)) continue;
    // Better than all that it overlaps, which it replaces.
    if (rivals.length > 0)
      kept.splice(-near.length, near.length, ...near.filter((one) => !rivals.includes(one)));
    kept.push(next);
  }
  return kept;
}

/** So many credentials of one encoded run are compared with each other. */
const MAX_RIVALS = 16;

/** Addresses of servers that hold a credential which was not known for one when they were read. */
function addressesToHide(all: readonly Placed[]): ReadonlySet<string | undefined> {
  const shown = all.filter(({ server, verdict }) => server.url?.includes(verdict.written.value));
  return new Set(shown.map(({ server }) => server.url));
}

function toFinding(
  { verdict, start, end, surface, slot, key, server, keyId }: Placed,
  lines: LineIndex,
  hidden: ReadonlySet<string | undefined>,
): Finding {
  const { written, provider, type, confidence, prefix } = verdict;
  const jwt = describeJwt(written.value);
  return {
    secret: new Secret(written.value),
    span: lines.span(start, end),
    provider,
    type,
    surface,
    slot,
    confidence,
    redacted: describeRedacted(written.value.length, prefix),
    ...(jwt ? { jwt } : {}),
    ...(server.name === undefined ? {} : { server: server.name }),
    ...(server.url === undefined || hidden.has(server.url) ? {} : { serverUrl: server.url }),
    ...(server.clientId === undefined ? {} : { clientId: server.clientId }),
    ...(keyId === undefined ? {} : { keyId }),
    ...(key === undefined ? {} : { key }),
  };
}

/** The findings of a text: of what overlaps the better one stays. */
function conclude(content: string, all: readonly Placed[], isAll: boolean): readonly Finding[] {
  const found = all.filter(({ verdict }) => isAll || verdict.confidence !== 'low');
  if (found.length === 0) return [];
  const lines = new LineIndex(content);
  const kept = withoutOverlaps(found);
  const hidden = addressesToHide(kept);
  const keyIds = findKeyIds(
    content,
    kept.map(({ verdict: { type }, start, end }) => ({ type, start, end })),
  );
  return kept.map((one, at) => {
    const keyId = one.keyId ?? keyIds.get(at);
    return toFinding(keyId === undefined ? one : { ...one, keyId }, lines, hidden);
  });
}

/**
 * Finds the credentials in one text: those in the slots of MCP servers and clients, known format or not, and those of
 * a known format anywhere. Pure; never throws, whatever the text is; time is linear in its length.
 *
 * @param options.all also what is of low confidence: defaults of a developer's machine, doubtful values
 * @returns in the order of the text, without overlap but for several credentials in one encoded run
 */
export function detect(text: Text, options: { readonly all?: boolean } = {}): readonly Finding[] {
  const sight = inspectText(text.content);
  const plan = planFor(text, sight);
  const content = asWritten(text.content);
  const found = [
    ...(plan ? structured(content, plan) : []),
    ...(sight.mayHoldCredential ? anywhere(content, plan?.surface.id ?? 'text') : []),
  ];
  return conclude(text.content, found, options.all === true);
}

/**
 * Finds the credentials in values of a surface that has no file, and those of a known format anywhere in its text.
 *
 * @param content all that the candidates were read from; spans are offsets in it
 */
export function detectCandidates(
  content: string,
  candidates: readonly Candidate[],
  surface: Surface,
): readonly Finding[] {
  const found = [
    ...candidates.flatMap((candidate) => placedCandidate(candidate, surface)),
    ...(inspectText(content).mayHoldCredential ? anywhere(asWritten(content), surface.id) : []),
  ];
  return conclude(content, found, false);
}
