import { isMap, isNode, isScalar, isSeq, parseAllDocuments, type YAMLMap } from 'yaml';
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
const FRONT_MATTER = /^---[ \t]*\r?\n([\s\S]*?)\r?\n---[ \t]*(?:\r?\n|$)/;

interface Section {
  readonly start: number;
  readonly end: number;
  readonly job: string;
  readonly environment?: string;
  readonly steps: readonly { readonly start: number; readonly end: number; readonly name: string }[];
}

const textOf = (node: unknown): string | undefined =>
  isScalar(node) && typeof node.value === 'string' ? node.value : undefined;

function rangeOf(node: unknown): { start: number; end: number } {
  const [start = 0, , end = 0] = (isNode(node) && node.range) || [];
  return { start, end };
}

function stepsOf(job: YAMLMap): Section['steps'] {
  const steps = job.get('steps', true);
  if (!isSeq(steps)) return [];
  return steps.items.map((step, index) => {
    const named = isMap(step)
      ? (textOf(step.get('name', true)) ?? textOf(step.get('id', true)) ?? textOf(step.get('uses', true)))
      : undefined;
    return { ...rangeOf(step), name: named ?? `#${index + 1}` };
  });
}

function environmentOf(job: YAMLMap): string | undefined {
  const environment = job.get('environment', true);
  const name =
    textOf(environment) ?? (isMap(environment) ? textOf(environment.get('name', true)) : undefined);
  return name?.includes('${{') ? undefined : name;
}

/** The jobs of a workflow; none where it cannot be parsed, and then only lines are told. */
function sectionsOf(yaml: string): readonly Section[] {
  try {
    const [document] = parseAllDocuments(yaml, { uniqueKeys: false, logLevel: 'silent' });
    const root: unknown = document && 'contents' in document ? document.contents : undefined;
    const jobs = isMap(root) ? root.get('jobs', true) : undefined;
    if (!isMap(jobs)) return [];
    return jobs.items.flatMap(({ key, value }): readonly Section[] => {
      const job = textOf(key);
      if (job === undefined || !isMap(value)) return [];
      const environment = environmentOf(value);
      return [
        {
          ...rangeOf(value),
          job,
          steps: stepsOf(value),
          ...(environment === undefined ? {} : { environment }),
        },
      ];
    });
  } catch {
    return [];
  }
}

const isInside = (offset: number, { start, end }: { readonly start: number; readonly end: number }) =>
  offset >= start && offset < end;

/**
 * Where a workflow reads variables: in `env`, `with`, `run`, `if`, matrix, services, or what it hands to a reusable
 * workflow. Comments read nothing. Pure; never throws; linear.
 *
 * @param path with the ending `.md` for agentic workflows, whose front matter is the workflow
 */
export function findVariableReads(path: string, content: string): readonly VariableRead[] {
  if (content.length > MAX_LENGTH || !/\bvars\b/i.test(content)) return [];
  const front = /\.md$/i.test(path) ? FRONT_MATTER.exec(content)?.[1] : undefined;
  const sections = sectionsOf(front ?? content);
  const shift = front === undefined ? 0 : content.indexOf(front);
  const lines = new LineStarts(content);
  const reads: VariableRead[] = [];
  for (const match of content.matchAll(READ)) {
    if (reads.length >= MAX_READS) break;
    const { line, column, text } = lines.at(match.index);
    if (COMMENT.test(text)) continue;
    const name = (match[1] ?? match[3])?.toUpperCase();
    const section = sections.find((one) => isInside(match.index - shift, one));
    const step = section?.steps.find((one) => isInside(match.index - shift, one));
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
