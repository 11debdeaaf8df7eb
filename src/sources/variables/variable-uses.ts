import type { CommitText } from '../commit-text.ts';
import { findVariableReads } from './find-variable-reads.ts';
import { isWorkflow } from './read-workflows.ts';

/** A line of a workflow, as a commit brings it, that reads a variable. */
export interface VariableUse {
  /** Undefined where all variables are read at once. */
  readonly name?: string;
  readonly commit: string;
  readonly path: string;
  readonly line: number;
  readonly startColumn: number;
  readonly endColumn: number;
  /** The environment of its job, whose variables win. */
  readonly environment?: string;
  /** The commit added or changed the line. */
  readonly introduced: boolean;
}

/** Where a text of a commit reads variables; nothing for what is no workflow. */
export function variableUses(text: CommitText): readonly VariableUse[] {
  const { path, commit, content } = text;
  if (!isWorkflow(path)) return [];
  return findVariableReads(path, content).map(({ line, job: _job, step: _step, ...read }) => ({
    ...read,
    commit,
    path,
    line: text.lineOf(line),
    introduced: text.onAddedLines(line, line) !== false,
  }));
}
