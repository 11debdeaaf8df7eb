import type { LogPlace, Place, ThreadPlace, VariablePlace } from '../github/place.ts';
import type { ExposureReport } from '../inventory/report.ts';
import { code } from './markdown.ts';
import { count } from './words/count.ts';
import { THREAD_NAMES, VARIABLE_NAMES } from './words/places.ts';

const MAX_PATH = 100;

function variable({ family, scope, environment, name, repositories }: VariablePlace): string {
  const holder = environment === undefined ? '' : ` ${code(environment, 60)}`;
  const reach =
    repositories === undefined ? '' : `, which ${count(repositories, 'repository', 'repositories')} can read`;
  return `${VARIABLE_NAMES[family]} ${code(name)} ${VARIABLE_NAMES[scope]}${holder}${reach}`;
}

function thread({ thread: type, number, id, author }: ThreadPlace): string {
  const isItsOwn = type === 'issue' || type === 'pull-request' || type === 'discussion';
  const which = number === undefined ? code(id) : `${number}${isItsOwn ? '' : ` (${code(id)})`}`;
  return `${THREAD_NAMES[type]} ${which}${author === undefined ? '' : `, by ${code(author, 60)}`}`;
}

/** The line of a text, or its title, and whether it was edited since. */
function inThread(where: ThreadPlace, startLine: number): string {
  const line = where.inTitle === true ? 'its title' : `line ${startLine}`;
  return `${thread(where)}, ${line}${where.earlier === true ? ' of an earlier version' : ''}`;
}

function log({ run, job, step, deleted }: LogPlace): string {
  const inStep = step === undefined ? '' : `, step ${code(step, 60)}`;
  const isGone = deleted === true ? ' (deleted)' : '';
  return `Log of run ${run}${isGone}, job ${code(job, 60)}${inStep}`;
}

function elsewhere(where: Place, startLine: number): string {
  switch (where.kind) {
    case 'variable':
      return variable(where);
    case 'log':
      return `${log(where)}, line ${startLine}`;
    case 'artifact':
      return `Artifact ${code(where.artifact, 60)} of run ${where.run}, ${code(`${where.file}:${startLine}`)}`;
    case 'thread':
      return inThread(where, startLine);
    case 'alert':
      return `Secret scanning alert ${where.number}`;
  }
}

/** Where it is, as safe Markdown: `path:line` as inline code for a file; of a long path the end is kept, which names it. */
export function place({
  path,
  startLine,
  place: other,
}: Pick<ExposureReport, 'path' | 'startLine' | 'place'>): string {
  if (other !== undefined) return elsewhere(other, startLine);
  const short = path.length > MAX_PATH ? `…${path.slice(1 - MAX_PATH)}` : path;
  return code(`${short}:${startLine}`);
}

/** The commit of a file, and whether the file is gone since, for those who read it outside of that commit. */
export function commitOf({ place: other, commit, atHead }: ExposureReport): string {
  if (other?.kind === 'variable' && atHead === false) return ', which holds it no longer';
  if (other !== undefined) return '';
  const gone = atHead === false ? ', no longer at the head of a branch' : '';
  return ` at commit ${code(commit.slice(0, 12))}${gone}`;
}
