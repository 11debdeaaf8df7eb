import { fingerprint, type Keys } from '../../base/keys.ts';
import type { ThreadPlace } from '../../github/place.ts';
import { placePath, placeVersion } from '../../github/place.ts';
import type { Observation } from '../../inventory/observation.ts';
import type { Policy } from '../../policy/policy.ts';
import type { Thread } from '../../sources/threads/read-thread.ts';
import { lineInBody, threadText, type Writing } from '../../sources/threads/thread-text.ts';
import { judgeText } from '../judge/judge-text.ts';

function observe(
  place: ThreadPlace,
  writing: Writing,
  policy: Policy,
  today: string,
): readonly Observation[] {
  const judged = judgeText(threadText(place.thread, place.id, writing), policy, today);
  return judged.map(({ finding, ...decision }) => {
    const start = lineInBody(writing, finding.span.startLine);
    return {
      ...decision,
      finding,
      commit: placeVersion(place),
      path: placePath(place),
      place: start.inTitle ? { ...place, inTitle: true } : place,
      startLine: start.line,
      endLine: lineInBody(writing, finding.span.endLine).line,
      introduced: true,
    };
  });
}

/**
 * What a text of a person holds, judged. What only its earlier versions hold is told once, by the newest that has it.
 *
 * @param today UTC day, YYYY-MM-DD
 */
export function observeThread(
  keys: Keys,
  place: ThreadPlace,
  thread: Pick<Thread, 'now' | 'earlier'>,
  policy: Policy,
  today: string,
): readonly Observation[] {
  const seen = [...observe(place, thread.now, policy, today)];
  const known = new Set(seen.map(({ finding }) => fingerprint(keys, finding.secret)));
  for (const version of thread.earlier) {
    const found = observe({ ...place, earlier: true }, version, policy, today);
    const fresh = found.filter(({ finding }) => !known.has(fingerprint(keys, finding.secret)));
    seen.push(...fresh);
    for (const { finding } of fresh) known.add(fingerprint(keys, finding.secret));
  }
  return seen;
}
