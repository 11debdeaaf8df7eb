import { isPassingStatus } from '../../egress-failure.ts';
import type { Find, Match, Take } from '../record.ts';
import { isNothing, matches, type Answer } from './answer.ts';
import { fill } from './fill-request.ts';
import { readPointer, readPointerText, readXmlText } from './pointer.ts';
import type { Session } from './session.ts';

/** More pages than this are not read: the credential is then for a person. */
const MAX_PAGES = 20;
/** A mask that shows fewer characters of the value than this says too little. */
const MIN_SHOWN = 8;
const MIN_END = 4;

/**
 * `none`: the provider's account that was asked does not hold the credential, or not so that it can be told from
 * another. `passing`: no usable answer now. `closed`: the provider could not be reached in a permitted way.
 */
export type Found = 'found' | 'none' | 'passing' | 'closed';

/** Runs the searches in order; what they take goes into the session's values. */
export async function findIds(session: Session, finds: readonly Find[]): Promise<Found> {
  for (const find of finds) {
    const found = await runFind(session, find);
    if (found !== 'found') return found;
  }
  return 'found';
}

async function runFind(session: Session, find: Find): Promise<Found> {
  const entries: unknown[] = [];
  session.values.delete('cursor');
  for (let page = 0; page < MAX_PAGES; page += 1) {
    session.values.set('page', String(page));
    const answer = await session.ask(find.request);
    const problem = readProblem(answer, find);
    if (problem) return problem;
    if (!isSame(session, find, answer)) return 'none';
    if (!find.list) return take(session, find, answer, jsonOf(answer)) ? 'found' : 'none';
    const { at, match, pages } = find.list;
    const list = readPointer(jsonOf(answer), at);
    if (!Array.isArray(list)) return 'none';
    entries.push(...list);
    const rest = pages ? readRest(session, pages, jsonOf(answer), entries.length, list.length) : 'nothing';
    if (rest === 'nothing') return await choose(session, find, answer, entries, match);
    if (rest === 'unreadable') return 'none';
  }
  return 'none';
}

/** Whether there are more pages, and how the next one is asked for. */
function readRest(
  session: Session,
  pages: NonNullable<NonNullable<Find['list']>['pages']>,
  json: unknown,
  read: number,
  onPage: number,
): 'nothing' | 'more' | 'unreadable' {
  if ('total' in pages) {
    const total = readPointer(json, pages.total);
    if (typeof total !== 'number') return 'unreadable';
    if (read >= total) return 'nothing';
    return onPage === 0 ? 'unreadable' : 'more';
  }
  if (readPointer(json, pages.more) !== true) return 'nothing';
  const cursor = readPointerText(json, pages.cursor);
  if (cursor === undefined || cursor === session.values.get('cursor')) return 'unreadable';
  session.values.set('cursor', cursor);
  return 'more';
}

/** Why an answer cannot be read; undefined when it can. */
export function readProblem(answer: Answer, find: Pick<Find, 'expect'>): Exclude<Found, 'found'> | undefined {
  if (matches(answer, find.expect)) return undefined;
  if (answer.kind === 'none') return answer.passing ? 'passing' : 'closed';
  return answer.isPage || isPassingStatus(answer.status) ? 'passing' : 'none';
}

const jsonOf = (answer: Answer): unknown => (answer.kind === 'answer' ? answer.json : undefined);

function isSame(session: Session, { same = {} }: Find, answer: Answer): boolean {
  return Object.entries(same).every(
    ([at, wanted]) => readPointerText(jsonOf(answer), at) === fill(wanted, session.values),
  );
}

/** Takes the one entry that can only be the leaked credential; none when there are two, or none. */
async function choose(
  session: Session,
  find: Find,
  answer: Answer,
  entries: readonly unknown[],
  match: Match,
): Promise<Found> {
  const token = session.values.get('token') ?? '';
  const fitting = entries.filter((entry) =>
    'equals' in match
      ? readPointerText(entry, match.at) === fill(match.equals, session.values)
      : fits(entry, match, token),
  );
  const [entry] = fitting;
  if (fitting.length !== 1) return 'none';
  if (!(find.list?.without ?? []).every((at) => isNothing(readPointer(entry, at)))) return 'none';
  const isProven = 'value' in match || 'equals' in match;
  // Alive before the list was read and after it, so it is in the list, and nothing else in the list can be it.
  if (!isProven && (!session.wasSeenLive || (await session.look()) !== 'live')) return 'none';
  return take(session, find, answer, entry) ? 'found' : 'none';
}

function fits(entry: unknown, match: Exclude<Match, { readonly equals: string }>, token: string): boolean {
  if ('only' in match) return true;
  if ('value' in match) return readPointerText(entry, match.value) === token;
  if ('ends' in match) {
    const end = readPointerText(entry, match.ends) ?? '';
    return end.length < MIN_END || token.endsWith(end);
  }
  const mask = readPointerText(entry, match.mask);
  // An entry whose mask says nothing could be the leaked one as well as any other, so it counts.
  return mask === undefined || !isTelling(mask) || fitsMask(mask, token);
}

const GAP = /\*+|…|\.{3,}/;

function isTelling(mask: string): boolean {
  const ends = mask.split(GAP);
  return ends.length === 2 && ends.join('').length >= MIN_SHOWN && (ends[1] ?? '').length >= MIN_END;
}

/** True when the value begins and ends as the mask shows. */
function fitsMask(mask: string, token: string): boolean {
  const [start = '', end = ''] = mask.split(GAP);
  return token.length > start.length + end.length && token.startsWith(start) && token.endsWith(end);
}

function take(session: Session, find: Find, answer: Answer, entry: unknown): boolean {
  copy(session, find, entry);
  for (const [name, rule] of Object.entries(find.take ?? {})) {
    const value = readTake(rule, answer, entry);
    const match = value === undefined ? null : rule.pattern.exec(value);
    if (value === undefined || !match) return false;
    session.values.set(name, match[1] ?? value);
  }
  return true;
}

/** Larger parts of an answer are not repeated, in UTF-16 code units. */
const MAX_COPY = 16_384;

function copy(session: Session, find: Find, entry: unknown): void {
  for (const [name, pointer] of Object.entries(find.copy ?? {})) {
    const text = JSON.stringify(readPointer(entry, pointer) ?? null);
    if (text.length <= MAX_COPY) session.values.set(name, text);
  }
}

/** What a rule takes of an entry or of the whole answer; undefined when it is not there. Its form is not looked at. */
export function readTake(rule: Take, answer: Answer, entry: unknown): string | undefined {
  if (rule.at !== undefined) return readPointerText(entry, rule.at);
  if (answer.kind === 'none') return undefined;
  if (rule.header !== undefined) return answer.headers.get(rule.header) ?? undefined;
  return rule.xml === undefined ? undefined : readXmlText(answer.text, rule.xml);
}
