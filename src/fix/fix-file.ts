import { detect, type Finding } from '../detect/index.ts';
import { applyEdits, arrange, type Edit } from './edit.ts';
import type { Names } from './names.ts';
import { strategyFor } from './strategies.ts';
import type { Reason, Source, Target } from './target.ts';
import { isSound } from './verify.ts';

/** In UTF-16 code units; a larger file is data. */
const MAX_LENGTH = 1_000_000;
/** A file with more credentials is no configuration. */
const MAX_TARGETS = 50;

/** A credential that stays where it is. */
export interface LeftFinding {
  readonly finding: Finding;
  readonly reason: Reason;
  /** What a person can write by hand. */
  readonly instead?: string;
}

/** What becomes of one file. */
export interface FileFix {
  /** Arranged; empty where nothing is replaced. */
  readonly edits: readonly Edit[];
  /** The text after the edits. */
  readonly text: string;
  readonly done: readonly Target[];
  readonly left: readonly LeftFinding[];
}

interface Change {
  readonly edits: readonly Edit[];
  readonly text: string;
}

/** The change that replaces just these, when it is sound. */
export function changeFor(
  source: Source,
  findings: readonly Finding[],
  targets: readonly Target[],
): Change | Reason {
  const edits: Edit[] = [];
  for (const [surface, own] of Map.groupBy(targets, ({ finding }) => finding.surface)) {
    const outcome = strategyFor(surface)(source, own);
    const [reason] = outcome.left.values();
    if (reason !== undefined) return reason;
    edits.push(...outcome.edits);
  }
  const arranged = arrange(edits);
  if (!arranged || arranged.length === 0) return 'unsure';
  const text = applyEdits(source.text, arranged);
  return isSound(source, text, arranged, findings, targets) ? { edits: arranged, text } : 'unsure';
}

/**
 * Replaces credentials of a text by references in the syntax of the client that reads it. Only their characters change,
 * and what the syntax needs beside them: the declaration of an input, the name of a key. Pure; a second time nothing is
 * left to change.
 *
 * @param mayFix which of the findings are to be replaced; the others are neither changed nor listed
 */
export function fixFile(source: Source, names: Names, mayFix: (finding: Finding) => boolean): FileFix {
  const findings = detect({ path: source.path, content: source.text }, { all: true });
  const wanted = findings.filter(mayFix);
  const left: LeftFinding[] = [];
  const leave = (finding: Finding, reason: Reason) => {
    const instead = names.instead(finding, source);
    left.push({ finding, reason, ...(instead === undefined ? {} : { instead }) });
  };
  const done: Target[] = [];
  const isReadable = source.text.length <= MAX_LENGTH && wanted.length <= MAX_TARGETS;
  for (const finding of wanted) {
    const target = isReadable ? names.targetOf(finding, source) : undefined;
    if (!target) leave(finding, isReadable ? 'no-reference' : 'unreadable');
    else {
      const change = changeFor(source, findings, [target]);
      if (typeof change === 'string') leave(finding, change);
      else done.push(target);
    }
  }
  const change = done.length === 0 ? undefined : changeFor(source, findings, done);
  if (typeof change === 'object') return { ...change, done, left };
  for (const { finding } of done) leave(finding, 'unsure');
  return { edits: [], text: source.text, done: [], left };
}
