import { isMap, isNode, isScalar, isSeq, parseAllDocuments, type YAMLMap } from 'yaml';

/** Larger ones are no workflow: GitHub takes 512 KB. */
const MAX_LENGTH = 1_048_576;
const FRONT_MATTER = /^---[ \t]*\r?\n([\s\S]*?)\r?\n---[ \t]*(?:\r?\n|$)/;

/** A stretch of a workflow's text; offsets in the file, `end` exclusive. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
}

/** A step with the name under which people know it. */
export interface StepSection extends Stretch {
  readonly name: string;
  /** Undefined where it runs a script. */
  readonly uses?: string;
  readonly ref?: string;
}

/** A job, and where it stands. */
export interface JobSection extends Stretch {
  readonly job: string;
  /** Absent where it has none, or one that is computed. */
  readonly environment?: string;
  /** Undefined where it says nothing: then what the workflow says holds. */
  readonly idToken?: boolean;
  readonly steps: readonly StepSection[];
}

/** A workflow of GitHub Actions, as far as Rekey looks at one. */
export interface WorkflowDocument {
  /** Names of the events that start it. */
  readonly triggers: readonly string[];
  readonly idToken: boolean;
  /** Where the `env` of the workflow stands, which every job gets. */
  readonly env?: Stretch;
  readonly jobs: readonly JobSection[];
}

const textOf = (node: unknown): string | undefined =>
  isScalar(node) && (typeof node.value === 'string' || typeof node.value === 'boolean')
    ? String(node.value)
    : undefined;

function stretchOf(node: unknown, shift: number): Stretch {
  const [start = 0, , end = 0] = (isNode(node) && node.range) || [];
  return { start: start + shift, end: end + shift };
}

function stepsOf(job: YAMLMap, shift: number): readonly StepSection[] {
  const steps = job.get('steps', true);
  if (!isSeq(steps)) return [];
  return steps.items.map((step, index) => {
    const stretch = stretchOf(step, shift);
    if (!isMap(step)) return { ...stretch, name: `#${index + 1}` };
    const uses = textOf(step.get('uses', true));
    const inputs = step.get('with', true);
    const ref = isMap(inputs) ? textOf(inputs.get('ref', true)) : undefined;
    const name = textOf(step.get('name', true)) ?? textOf(step.get('id', true)) ?? uses;
    return {
      ...stretch,
      name: name ?? `#${index + 1}`,
      ...(uses === undefined ? {} : { uses }),
      ...(ref === undefined ? {} : { ref }),
    };
  });
}

function environmentOf(job: YAMLMap): string | undefined {
  const environment = job.get('environment', true);
  const name =
    textOf(environment) ?? (isMap(environment) ? textOf(environment.get('name', true)) : undefined);
  return name?.includes('${{') ? undefined : name;
}

/** https://docs.github.com/actions/reference/workflows-and-actions/workflow-syntax#permissions */
function idTokenOf(map: YAMLMap): boolean | undefined {
  const permissions = map.get('permissions', true);
  if (isMap(permissions)) return textOf(permissions.get('id-token', true)) === 'write';
  const all = textOf(permissions);
  return all === undefined ? undefined : all === 'write-all';
}

function triggersOf(root: YAMLMap): readonly string[] {
  // YAML 1.1 reads the key `on` as true; the parser is for 1.2 and keeps it.
  const on = root.get('on', true);
  if (isMap(on)) return on.items.flatMap(({ key }) => textOf(key) ?? []);
  if (isSeq(on)) return on.items.flatMap((item) => textOf(item) ?? []);
  return [textOf(on)].filter((name) => name !== undefined);
}

function jobsOf(root: YAMLMap, shift: number): readonly JobSection[] {
  const jobs = root.get('jobs', true);
  if (!isMap(jobs)) return [];
  return jobs.items.flatMap(({ key, value }): readonly JobSection[] => {
    const job = textOf(key);
    if (job === undefined || !isMap(value)) return [];
    const environment = environmentOf(value);
    const idToken = idTokenOf(value);
    return [
      {
        ...stretchOf(value, shift),
        job,
        steps: stepsOf(value, shift),
        ...(environment === undefined ? {} : { environment }),
        ...(idToken === undefined ? {} : { idToken }),
      },
    ];
  });
}

/**
 * Reads a workflow; undefined for what is none or cannot be parsed. Never throws.
 *
 * @param path with the ending `.md` for agentic workflows, whose front matter is the workflow
 */
export function readWorkflowDocument(path: string, content: string): WorkflowDocument | undefined {
  if (content.length > MAX_LENGTH) return undefined;
  const front = /\.md$/i.test(path) ? FRONT_MATTER.exec(content)?.[1] : undefined;
  const shift = front === undefined ? 0 : content.indexOf(front);
  try {
    const [document] = parseAllDocuments(front ?? content, { uniqueKeys: false, logLevel: 'silent' });
    const root: unknown = document && 'contents' in document ? document.contents : undefined;
    if (!isMap(root)) return undefined;
    const env = root.get('env', true);
    return {
      triggers: triggersOf(root),
      idToken: idTokenOf(root) ?? false,
      jobs: jobsOf(root, shift),
      ...(isMap(env) ? { env: stretchOf(env, shift) } : {}),
    };
  } catch {
    return undefined;
  }
}
