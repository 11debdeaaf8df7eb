import { fingerprint, type Keys } from '../../base/keys.ts';
import { detect, type Finding } from '../../detect/index.ts';
import { placePath, placeVersion, type ArtifactPlace, type LogPlace } from '../../github/place.ts';
import type { Observation } from '../../inventory/observation.ts';
import { utcDay } from '../../policy/decide.ts';
import type { Policy } from '../../policy/policy.ts';
import type { RunPiece } from '../../sources/run-log.ts';
import { MAX_FINDINGS } from '../../sources/run-limits.ts';
import { judgeFindings } from '../judge/judge-text.ts';
import { RetryLater } from '../queue/retry-later.ts';

/** How what a run left is looked at. */
export interface RunLook {
  readonly keys: Keys;
  readonly policy: Policy;
  /** Aborted when the process stops: another try then reads from the beginning. */
  readonly signal: AbortSignal;
  /** Id of the surface, where the place as such is one of MCP: a log may show what any workflow was given. */
  readonly surface?: string;
  /** Login of who began the run, where GitHub says so. */
  readonly author?: string | undefined;
  /** In whose count it is; asked for once something was found. */
  readonly crowd: () => Promise<string>;
}

/** What was seen, and whether that is all. */
export interface RunSight {
  readonly seen: readonly Observation[];
  readonly isCut: boolean;
}

/** The place of a finding in the whole text; undefined where another piece tells of it. */
function located(finding: Finding, { piece }: RunPiece<unknown>): Finding | undefined {
  const { startLine, startColumn, endLine, endColumn } = finding.span;
  const start = piece.locate(startLine, startColumn);
  if (!start) return undefined;
  const isOneLine = endLine === startLine;
  const span = {
    ...finding.span,
    startLine: start.line,
    startColumn: start.column,
    endLine: start.line + endLine - startLine,
    endColumn: isOneLine ? start.column + endColumn - startColumn : endColumn,
  };
  return { ...finding, span };
}

function observe(
  found: RunPiece<LogPlace | ArtifactPlace>,
  { policy, surface, author }: RunLook,
  today: string,
): readonly Observation[] {
  const { path, piece, where } = found;
  const text = { path, content: piece.content };
  const own = detect(text).flatMap((finding) => {
    const one = located(finding, found);
    return one ? [surface === undefined ? one : { ...one, surface }] : [];
  });
  return judgeFindings(own, text, policy, today, surface !== undefined).map(({ finding, ...decision }) => ({
    ...decision,
    finding,
    commit: placeVersion(where),
    path: placePath(where),
    ...(author === undefined ? {} : { author }),
    place: where,
    startLine: finding.span.startLine,
    endLine: finding.span.endLine,
    introduced: true,
  }));
}

/** The value in its job; empty for what is no log. */
const inJob = ({ place }: Observation, print: string) =>
  place?.kind === 'log' ? `${print} ${place.job}` : '';

/** What a step shows is in the file of its job as well, which GitHub keeps beside those of the steps. */
function withoutJobFiles(seen: ReadonlyMap<string, Observation>): readonly Observation[] {
  const inSteps = new Set<string>();
  const all = [...seen].map(([key, one]) => ({ one, print: key.slice(0, key.indexOf(' ')) }));
  for (const { one, print } of all)
    if (one.place?.kind === 'log' && one.place.step !== undefined) inSteps.add(inJob(one, print));
  return all.flatMap(({ one, print }) => {
    const isOfJob = one.place?.kind === 'log' && one.place.step === undefined;
    return isOfJob && inSteps.has(inJob(one, print)) ? [] : [one];
  });
}

/**
 * Finds and judges what a run left, piece by piece: of each value the first line of each step or file, since a log may
 * repeat it a million times.
 */
export async function observeRun(
  pieces: AsyncIterable<RunPiece<LogPlace | ArtifactPlace>>,
  look: RunLook,
): Promise<RunSight> {
  const today = utcDay(new Date());
  const seen = new Map<string, Observation>();
  let isCut = false;
  for await (const one of pieces) {
    for (const observation of observe(one, look, today)) {
      const key = `${fingerprint(look.keys, observation.finding.secret)} ${observation.path}`;
      if (seen.has(key)) continue;
      if (seen.size < MAX_FINDINGS) seen.set(key, observation);
      else isCut = true;
    }
    if (look.signal.aborted) break;
  }
  if (look.signal.aborted) throw new RetryLater(0, { pausesLane: false, counts: false });
  if (seen.size === 0) return { seen: [], isCut };
  const crowd = await look.crowd();
  return { seen: withoutJobFiles(seen).map((one) => ({ ...one, crowd })), isCut };
}
