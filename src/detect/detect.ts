import { Secret } from '../base/secret.ts';
import type { Confidence, Finding, Slot, Text } from './finding.ts';
import { findFormats } from './formats/find-formats.ts';
import { judge } from './judge/judge.ts';
import { verdictOf, type Verdict } from './judge/verdict.ts';
import { LineIndex } from './line-index.ts';
import { describeRedacted } from './redact.ts';
import type { ServerFacts } from './structure/candidate.ts';
import { readConfig } from './structure/read-config.ts';
import { asWritten, slice } from './structure/written.ts';
import { looksLikeServerMap } from './surfaces/looks-like-server-map.ts';
import type { Surface } from './surfaces/surface.ts';
import { surfaceOf } from './surfaces/surface-of.ts';
import { GENERIC } from './surfaces/surfaces.ts';

/** A verdict with everything that its finding says but lines and columns. */
interface Placed {
  readonly verdict: Verdict;
  readonly start: number;
  readonly end: number;
  readonly surface: string;
  readonly slot: Slot;
  readonly key?: string;
  readonly server: ServerFacts;
}

const RANK: Readonly<Record<Confidence, number>> = { exact: 3, high: 2, medium: 1, low: 0 };

/** The surface of a text: by its path, else by its content if that is a JSON document which maps servers. */
function surfaceFor({ path, content }: Text): Surface | undefined {
  const known = surfaceOf(path);
  if (known) return known;
  return /^\u{feff}?\s{0,64}(?:\{|\/[/*])/u.test(content) && looksLikeServerMap(content)
    ? GENERIC
    : undefined;
}

function placed(verdict: Verdict, rest: Omit<Placed, 'verdict' | 'start' | 'end'>): Placed {
  const { written } = verdict;
  return { ...rest, verdict, start: written.offsetOf(0), end: written.offsetOf(written.value.length) };
}

function structured(content: string, surface: Surface): readonly Placed[] {
  return readConfig(content, surface.containers).flatMap(({ candidate, container }) => {
    const { slot, key, server } = candidate;
    const id = surface.sharedWith?.[container] ?? surface.id;
    return judge(candidate).map((verdict) =>
      placed(verdict, { surface: id, slot, server, ...(key === undefined ? {} : { key }) }),
    );
  });
}

function anywhere(content: string, surface: string): readonly Placed[] {
  const text = asWritten(content);
  return findFormats(content).map((match) =>
    placed(verdictOf(match, slice(text, match.start, match.end), false), {
      surface,
      slot: 'text',
      server: {},
    }),
  );
}

/** The one that stays of two that overlap: what the structure tells, then the surer, then the longer. */
function better(a: Placed, b: Placed): Placed {
  if ((a.slot === 'text') !== (b.slot === 'text')) return a.slot === 'text' ? b : a;
  const byRank = RANK[a.verdict.confidence] - RANK[b.verdict.confidence];
  if (byRank !== 0) return byRank > 0 ? a : b;
  return b.end - b.start > a.end - a.start ? b : a;
}

function withoutOverlaps(all: readonly Placed[]): readonly Placed[] {
  const kept: Placed[] = [];
  for (const next of all.toSorted((a, b) => a.start - b.start || a.end - b.end)) {
    const last = kept.at(-1);
    if (next.end <= next.start) continue;
    if (last && next.start < last.end) kept[kept.length - 1] = better(last, next);
    else kept.push(next);
  }
  return kept;
}

function toFinding({ verdict, start, end, surface, slot, key, server }: Placed, lines: LineIndex): Finding {
  const { written, provider, type, confidence, prefix } = verdict;
  return {
    secret: new Secret(written.value),
    span: lines.span(start, end),
    provider,
    type,
    surface,
    slot,
    confidence,
    redacted: describeRedacted(written.value.length, prefix),
    ...(server.name === undefined ? {} : { server: server.name }),
    ...(server.url === undefined ? {} : { serverUrl: server.url }),
    ...(server.clientId === undefined ? {} : { clientId: server.clientId }),
    ...(key === undefined ? {} : { key }),
  };
}

/**
 * Finds the credentials in one text: those in the slots of an MCP client's configuration, known format or not, and
 * those of a known format anywhere. Pure; never throws, whatever the text is; time is linear in its length.
 *
 * @returns in the order of the text, without overlap
 */
export function detect(text: Text): readonly Finding[] {
  const surface = surfaceFor(text);
  const found = [
    ...(surface ? structured(text.content, surface) : []),
    ...anywhere(text.content, surface?.id ?? 'text'),
  ];
  if (found.length === 0) return [];
  const lines = new LineIndex(text.content);
  return withoutOverlaps(found).map((one) => toFinding(one, lines));
}
