import type { Observation } from '../../inventory/observation.ts';
import type { Policy } from '../../policy/policy.ts';
import type { CommitText } from '../../sources/commit-text.ts';
import { judgeText } from './judge-text.ts';

/** Tells of a value and the lines in which it was found whether the judged head still brings it. */
export type AtHead = (value: string, lines: readonly string[]) => boolean;

/**
 * What a text of a commit holds, judged.
 *
 * @param atHead absent where nobody looks whether it is still there
 */
export async function observeCommit(
  text: CommitText,
  policy: Policy,
  today: string,
  atHead?: AtHead,
): Promise<readonly Observation[]> {
  // In a hunk, what stands on a context line or was removed is no news; in a whole file it is recorded.
  const judged = judgeText(text, policy, today).filter(
    ({ finding: { span } }) => text.whole || text.onAddedLines(span.startLine, span.endLine) !== false,
  );
  const seen: Observation[] = [];
  for (const { finding, ...decision } of judged) {
    const { startLine, endLine } = finding.span;
    const value = finding.secret.reveal();
    const lines = text.content.split('\n').slice(startLine - 1, endLine);
    seen.push({
      ...decision,
      finding,
      commit: text.commit,
      ...(text.author === undefined ? {} : { author: text.author }),
      path: text.path,
      startLine: text.lineOf(startLine),
      endLine: text.lineOf(endLine),
      introduced: await text.introduces(startLine, endLine, value),
      ...(atHead ? { atHead: atHead(value, lines) } : {}),
    });
  }
  return seen;
}
