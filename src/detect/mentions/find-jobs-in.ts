import type { Text } from '../finding.ts';
import { saysMcp } from '../mcp-context.ts';
import { LineIndex } from '../text/line-index.ts';
import type { JobMention, Reference } from './mention.ts';
import {
  readWorkflowDocument,
  type JobSection,
  type Stretch,
  type WorkflowDocument,
} from './workflow-document.ts';

/** `secrets.NAME`, `vars['NAME']`, in any case. */
const TAKEN =
  /(?<![\w.-])(secrets|vars)\s{0,8}(?:\.\s{0,8}([A-Za-z_]\w{0,255})|\[\s{0,8}(['"])([A-Za-z_]\w{0,255})\3\s{0,8}\])/gi;
const COMMENT = /^\s*#/;
/** `NAME: ${{ …`, `name="${{ …`: what takes the value stands before it on the line. */
const KEY = /([\w.-]{1,128})["']?\s{0,8}[:=]\s{0,8}["']?(?:[A-Za-z]{1,16}\s)?\$\{\{[^}]{0,64}$/;
const MAX_REFERENCES = 500;
/** Every job has it; it is nobody's to keep. */
const OWN_TOKEN = 'GITHUB_TOKEN';

/** Triggers that run with the repository's secrets although anybody can cause them. */
const FOREIGN = new Set(['pull_request_target', 'workflow_run', 'issue_comment']);
/** https://securitylab.github.com/resources/github-actions-preventing-pwn-requests/ */
const FOREIGN_REF =
  /github\.(?:event\.(?:pull_request\.(?:head|number|merge_commit_sha)|workflow_run\.(?:head|pull_requests)|issue\.number)|head_ref)|refs\/pull\//;

const isInside = (offset: number, { start, end }: Stretch) => offset >= start && offset < end;

interface Placed extends Reference {
  readonly offset: number;
}

function referencesIn(content: string, lines: LineIndex): readonly Placed[] {
  const found: Placed[] = [];
  for (const match of content.matchAll(TAKEN)) {
    if (found.length >= MAX_REFERENCES) break;
    const offset = match.index;
    const before = content.slice(content.lastIndexOf('\n', offset - 1) + 1, offset);
    const name = (match[2] ?? match[4] ?? '').toUpperCase();
    if (COMMENT.test(before) || name === OWN_TOKEN) continue;
    const key = KEY.exec(before)?.[1];
    found.push({
      via: match[1]?.toLowerCase() === 'secrets' ? 'secret' : 'variable',
      name,
      line: lines.span(offset, offset).startLine,
      offset,
      ...(key === undefined ? {} : { key }),
    });
  }
  return found;
}

const checksOutForeignCode = ({ steps }: JobSection) =>
  steps.some(({ uses = '', ref = '' }) => /^actions\/checkout@/i.test(uses) && FOREIGN_REF.test(ref));

/** The script of a step may fetch the code of a pull request as well. */
const fetchesForeignCode = (text: string) =>
  /\bgh\s+pr\s+checkout\b|refs\/pull\/[^\s/]{1,64}\/(?:head|merge)/.test(text);

function mentionOf(
  job: JobSection,
  { triggers, idToken, env }: WorkflowDocument,
  content: string,
  references: readonly Placed[],
  lines: LineIndex,
): JobMention {
  const text = content.slice(job.start, job.end);
  const isForeign = triggers.some((trigger) => FOREIGN.has(trigger));
  const own = references.filter(({ offset }) => isInside(offset, job) || (env && isInside(offset, env)));
  return {
    job: job.job,
    line: lines.span(job.start, job.start).startLine,
    triggers,
    oidc: job.idToken ?? idToken,
    runsForeignCode: isForeign && (checksOutForeignCode(job) || fetchesForeignCode(text)),
    mcp: saysMcp(text),
    references: own.map(({ offset: _offset, ...reference }) => reference),
    ...(job.environment === undefined ? {} : { environment: job.environment }),
  };
}

/**
 * The jobs of a workflow that take secrets or variables, each with the circumstances that make that safe or not. Pure;
 * never throws; linear.
 */
export function findJobsIn({ path, content }: Text): readonly JobMention[] {
  if (!/\b(?:secrets|vars)\b/i.test(content)) return [];
  const workflow = readWorkflowDocument(path, content);
  if (!workflow) return [];
  const lines = new LineIndex(content);
  const references = referencesIn(content, lines);
  return workflow.jobs
    .map((job) => mentionOf(job, workflow, content, references, lines))
    .filter((job) => job.references.length > 0);
}
