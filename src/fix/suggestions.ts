import { detect, type Finding } from '../detect/index.ts';
import { applyEdits, type Edit } from './edit.ts';
import { changeFor } from './fix-file.ts';
import type { Names } from './names.ts';
import type { Source, Target } from './target.ts';

/** Lines of a file and what to write instead of them. */
export interface Suggestion {
  /** 1-based, inclusive. */
  readonly startLine: number;
  readonly endLine: number;
  /** Without the end of the last line; empty: the lines go. */
  readonly text: string;
  readonly targets: readonly Target[];
}

/** A longer change is easier read as a file. */
const MAX_LINES = 30;
const MAX_TARGETS = 50;

interface Block {
  readonly startLine: number;
  readonly endLine: number;
  readonly edits: readonly Edit[];
  readonly targets: readonly Target[];
}

const lineOf = (text: string, offset: number): number => text.slice(0, offset).split('\n').length;

function blockOf(
  source: Source,
  findings: readonly Finding[],
  targets: readonly Target[],
): Block | undefined {
  const change = changeFor(source, findings, targets);
  if (typeof change === 'string') return undefined;
  const { edits } = change;
  const starts = edits.map(({ start }) => lineOf(source.text, start));
  const ends = edits.map(({ start, end }) => lineOf(source.text, Math.max(start, end - 1)));
  return { startLine: Math.min(...starts), endLine: Math.max(...ends), edits, targets };
}

/** Blocks that share lines become one. */
function join(source: Source, findings: readonly Finding[], blocks: readonly Block[]): readonly Block[] {
  const joined: Block[] = [];
  for (const block of blocks.toSorted((a, b) => a.startLine - b.startLine)) {
    const last = joined.at(-1);
    if (!last || last.endLine < block.startLine) {
      joined.push(block);
      continue;
    }
    const both = blockOf(source, findings, [...last.targets, ...block.targets]);
    if (both) joined[joined.length - 1] = both;
  }
  return joined;
}

function toSuggestion(source: Source, findings: readonly Finding[], block: Block): readonly Suggestion[] {
  const { startLine, endLine, targets } = block;
  if (endLine - startLine >= MAX_LINES) return [];
  const lines = source.text.split('\n');
  const start = lines.slice(0, startLine - 1).reduce((sum, line) => sum + line.length + 1, 0);
  const whole = lines.slice(startLine - 1, endLine).join('\n');
  const end = Math.min(source.text.length, start + whole.length + 1);
  const own = block.edits.map((edit) => ({ ...edit, start: edit.start - start, end: edit.end - start }));
  const text = applyEdits(source.text.slice(start, end), own).replace(/\n$/, '');
  // A suggestion shows whole lines: what else stands on them must be no secret.
  const isOpen = findings.some(
    ({ secret, span }) =>
      text.includes(secret.reveal()) ||
      (span.startLine <= endLine &&
        span.endLine >= startLine &&
        !targets.some(({ finding }) => finding.span === span)),
  );
  return isOpen ? [] : [{ startLine, endLine, text: text.replaceAll('\r', ''), targets }];
}

/**
 * The changes of a file as suggestions on its lines: each replaces a run of lines, none shows a credential. What cannot
 * be written so is left out.
 *
 * @param mayFix which of the findings are to be replaced
 */
export function suggestFixes(
  source: Source,
  names: Names,
  mayFix: (finding: Finding) => boolean,
): readonly Suggestion[] {
  const findings = detect({ path: source.path, content: source.text }, { all: true });
  const targets = findings
    .filter(mayFix)
    .slice(0, MAX_TARGETS)
    .flatMap((finding) => names.targetOf(finding, source) ?? []);
  const blocks = targets.flatMap((target) => blockOf(source, findings, [target]) ?? []);
  return join(source, findings, blocks).flatMap((block) => toSuggestion(source, findings, block));
}
