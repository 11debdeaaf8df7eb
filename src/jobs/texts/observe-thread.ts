import { fingerprint, type Keys } from '../../base/keys.ts';
import type { Writer } from '../../github/crowd.ts';
import type { ThreadPlace } from '../../github/place.ts';
import { placePath, placeVersion } from '../../github/place.ts';
import type { Observation } from '../../inventory/observation.ts';
import type { Policy } from '../../policy/policy.ts';
import type { Thread, Version } from '../../sources/threads/read-thread.ts';
import { lineInBody, threadText } from '../../sources/threads/thread-text.ts';
import { judgeText } from '../judge/judge-text.ts';

/** What a text holds, and who put it there; nobody whose account was deleted. */
export interface SeenInThread {
  readonly seen: Observation;
  readonly writer?: Writer;
}

function observe(
  place: ThreadPlace,
  version: Version,
  policy: Policy,
  today: string,
): readonly SeenInThread[] {
  const judged = judgeText(threadText(place.thread, place.id, version), policy, today);
  return judged.map(({ finding, ...decision }) => {
    const start = lineInBody(version, finding.span.startLine);
    const writer = start.inTitle ? version.titledBy : version.writer;
    const seen = {
      ...decision,
      finding,
      commit: placeVersion(place),
      path: placePath(place),
      place: start.inTitle ? { ...place, inTitle: true } : place,
      startLine: start.line,
      endLine: lineInBody(version, finding.span.endLine).line,
      introduced: true,
    };
    return { seen, ...(writer ? { writer } : {}) };
  });
}

/**
 * What a text of a person holds, judged. What only its earlier versions hold is told once, by the newest that has it; who
 * put it there, by the oldest: an edit of what somebody wrote makes nobody else's what was in it before, and what an edit
 * adds is not the author's.
 *
 * @param today UTC day, YYYY-MM-DD
 */
export function observeThread(
  keys: Keys,
  place: ThreadPlace,
  thread: Pick<Thread, 'now' | 'earlier'>,
  policy: Policy,
  today: string,
): readonly SeenInThread[] {
  const printOf = ({ seen }: SeenInThread) => fingerprint(keys, seen.finding.secret);
  const keyOf = (one: SeenInThread) =>
    `${printOf(one)} ${one.seen.place?.kind === 'thread' && one.seen.place.inTitle === true}`;
  const all = [...observe(place, thread.now, policy, today)];
  const known = new Set(all.map(printOf));
  const oldest = new Map(all.map((one) => [keyOf(one), one.writer]));
  for (const version of thread.earlier) {
    const found = observe({ ...place, earlier: true }, version, policy, today);
    for (const one of found) oldest.set(keyOf(one), one.writer);
    all.push(...found.filter((one) => !known.has(printOf(one))));
    for (const one of found) known.add(printOf(one));
  }
  return all.map(({ seen, ...one }) => {
    const writer = oldest.get(keyOf({ seen, ...one }));
    return { seen, ...(writer ? { writer } : {}) };
  });
}
