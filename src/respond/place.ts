import type { LogPlace, Place, PlaceKind, ThreadPlace, VariablePlace } from '../github/place.ts';
import type { ExposureReport } from '../inventory/report.ts';
import { code } from './markdown.ts';
import { PLACE_WORDS, THREAD_NAMES, VARIABLE_NAMES } from './words/places.ts';

const MAX_PATH = 100;

function variable({ family, scope, environment, name, repositories }: VariablePlace): string {
  const holder = environment === undefined ? '' : ` ${code(environment, 60)}`;
  const reach = repositories === undefined ? '' : PLACE_WORDS.reach(repositories);
  return `${VARIABLE_NAMES[family]} ${code(name)} ${VARIABLE_NAMES[scope]}${holder}${reach}`;
}

function thread({ thread: type, number, id, author }: ThreadPlace): string {
  const isItsOwn = type === 'issue' || type === 'pull-request' || type === 'discussion';
  const which = number === undefined ? code(id) : `${number}${isItsOwn ? '' : ` (${code(id)})`}`;
  return `${THREAD_NAMES[type]} ${which}${author === undefined ? '' : PLACE_WORDS.by(code(author, 60))}`;
}

/** The line of a text, or its title, and whether it was edited since. */
function inThread(where: ThreadPlace, startLine: number): string {
  const line = where.inTitle === true ? PLACE_WORDS.title : PLACE_WORDS.line(startLine);
  return `${thread(where)}, ${line}${where.earlier === true ? PLACE_WORDS.earlier : ''}`;
}

function log({ run, job, step, deleted }: LogPlace): string {
  const inStep = step === undefined ? '' : PLACE_WORDS.step(code(step, 60));
  const name = deleted === true ? PLACE_WORDS.deletedLog : PLACE_WORDS.log;
  return `${name(run, code(job, 60))}${inStep}`;
}

function elsewhere(where: Place, startLine: number): string {
  switch (where.kind) {
    case 'variable':
      return variable(where);
    case 'log':
      return `${log(where)}, ${PLACE_WORDS.line(startLine)}`;
    case 'artifact':
      return `${PLACE_WORDS.artifact(code(where.artifact, 60), where.run)}, ${code(`${where.file}:${startLine}`)}`;
    case 'thread':
      return inThread(where, startLine);
    case 'alert':
      return PLACE_WORDS.alert(where.number);
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

/** Of a place that was looked at again, or of which GitHub told; a wiki page says by itself that it was edited. */
const GONE: Partial<Record<PlaceKind, string>> = {
  variable: PLACE_WORDS.goneVariable,
  log: PLACE_WORDS.gone,
  artifact: PLACE_WORDS.gone,
  alert: PLACE_WORDS.gone,
};

/** The commit of a file, and whether the file is gone since, for those who read it outside of that commit. */
export function commitOf({ place: other, commit, atHead }: ExposureReport): string {
  if (other !== undefined) return atHead === false ? (GONE[other.kind] ?? '') : '';
  const gone = atHead === false ? PLACE_WORDS.goneFile : '';
  return `${PLACE_WORDS.commit(code(commit.slice(0, 12)))}${gone}`;
}
