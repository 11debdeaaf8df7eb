import { readWorkflowDocument, type Stretch } from '../../detect/index.ts';
import { LineStarts } from './line-starts.ts';

/** A place in a workflow that reads a variable. */
export interface VariableRead {
  /** Upper case; undefined where all variables are read at once. */
  readonly name?: string;
  /** 1-based, as are the columns; `endColumn` is exclusive. */
  readonly line: number;
  readonly startColumn: number;
  readonly endColumn: number;
  readonly job?: string;
  readonly step?: string;
  /** The environment of the job, whose variables win; undefined where it has none, or one that is computed. */
  readonly environment?: string;
}

/** `vars.NAME`, `vars['NAME']`, `vars["NAME"]`, in any case; `toJSON(vars)`. */
const READ =
  /(?<![\w.-])vars\s{0,8}(?:\.\s{0,8}([A-Za-z_]\w{0,255})|\[\s{0,8}(['"])([A-Za-z_]\w{0,255})\2\s{0,8}\])|\btoJSON\(\s{0,8}vars\s{0,8}\)/gi;
const COMMENT = /^\s*#/;
const MAX_READS = 200;
/** Larger ones are no workflow: GitHub takes 512 KB. */
const MAX_LENGTH = 1_048_576;

const isInside = (offset: number, { start, end }: Stretch) => offset >= start && offset < end;

/**
 * Where a workflow reads variables: in `env`, `with`, `run`, `if`, matrix, services, or what it hands to a reusable
 * workflow. Comments read nothing. Pure; never throws; linear.
 *
 * @param path with the ending `.md` for agentic workflows, whose front matter is the workflow
 */
export function findVariableReads(path: string, content: string): readonly VariableRead[] {
  if (content.length > MAX_LENGTH || !/\bvars\b/i.test(content)) return [];
  // Where it cannot be parsed, only lines are told.
  const jobs = readWorkflowDocument(path, content)?.jobs ?? [];
  const lines = new LineStarts(content);
  const reads: VariableRead[] = [];
  for (const match of content.matchAll(READ)) {
    if (reads.length >= MAX_READS) break;
    const { line, column, text } = lines.at(match.index);
    if (COMMENT.test(text)) continue;
    const name = (match[1] ?? match[3])?.toUpperCase();
    const section = jobs.find((one) => isInside(match.index, one));
    const step = section?.steps.find((one) => isInside(match.index, one));
    reads.push({
      line,
      startColumn: column,
      endColumn: column + match[0].length,
      ...(name === undefined ? {} : { name }),
      ...(section === undefined ? {} : { job: section.job }),
      ...(section?.environment === undefined ? {} : { environment: section.environment }),
      ...(step === undefined ? {} : { step: step.name }),
    });
  }
  return reads;
}
