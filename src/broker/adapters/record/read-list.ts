import type { Take } from '../record.ts';
import type { ListOf } from '../rotation.ts';
import type { Answer } from './answer.ts';
import { readProblem, readTake, type Found } from './find-id.ts';
import { readPointer, readPointerText, readXmlText } from './pointer.ts';
import type { Session } from './session.ts';
import { pick } from './take-new.ts';

const MAX_PAGES = 20;

/** One entry of a provider's list of credentials. */
export interface Listed {
  readonly id: string;
  readonly name: string | undefined;
  readonly made: Date | undefined;
}

/** The whole list; anything that keeps it from being read whole ends the reading. */
export async function readList(
  session: Session,
  list: ListOf,
): Promise<readonly Listed[] | Exclude<Found, 'found'>> {
  const found: Listed[] = [];
  session.values.delete('cursor');
  for (let page = 1; page <= MAX_PAGES; page += 1) {
    const answer = await session.ask(list.request);
    const problem = readProblem(answer, list);
    if (problem) return problem;
    const listed = entriesOf(list, answer)?.map((entry) => toListed(list, answer, entry));
    // What cannot be read could be ours as well as anybody's.
    if (!listed?.every((one) => one !== undefined)) return 'none';
    found.push(...listed);
    const json = answer.kind === 'answer' ? answer.json : undefined;
    if (!list.pages || readPointer(json, list.pages.more) !== true) return found;
    const cursor = readPointerText(json, list.pages.cursor);
    if (cursor === undefined || cursor === session.values.get('cursor')) return 'none';
    session.values.set('cursor', cursor);
  }
  return 'none';
}

function entriesOf({ at }: ListOf, answer: Answer): readonly unknown[] | undefined {
  if (answer.kind === 'none') return undefined;
  if (at === undefined) return [...answer.text.matchAll(/<member>(.*?)<\/member>/gs)].map(([, text]) => text);
  const entries = readPointer(answer.json, at);
  return Array.isArray(entries) ? entries : undefined;
}

function toListed(list: ListOf, answer: Answer, entry: unknown): Listed | undefined {
  const read = (rule: Take) =>
    typeof entry === 'string' && rule.xml !== undefined
      ? readXmlText(entry, rule.xml)
      : readTake(rule, answer, entry);
  const id = pick(list.id, read(list.id));
  if (id === undefined) return undefined;
  const made = list.made && pick(list.made, read(list.made));
  return {
    id,
    name: list.name === undefined ? undefined : readPointerText(entry, list.name),
    made: made === undefined ? undefined : new Date(made),
  };
}
