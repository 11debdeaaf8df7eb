import { Secret } from '../../base/secret.ts';
import type { Answer } from '../adapters/record/answer.ts';
import { receive } from '../adapters/record/end.ts';
import { fill, UnfitValue } from '../adapters/record/fill-request.ts';
import { openSession, type OpenedSession, type RecordOptions } from '../adapters/record/open-session.ts';
import type { Session } from '../adapters/record/session.ts';
import { takeNew } from '../adapters/record/take-new.ts';
import type { Act } from '../adapters/record.ts';
import { findRecord } from '../adapters/records/all-records.ts';
import type { Rotation } from '../adapters/rotation.ts';
import type { LeakedCredential, RevokeOptions } from '../broker.ts';
import { readRetryAfter } from '../retry-after.ts';
import { findLeftBehind } from './find-left.ts';
import { prepareRotation } from './prepare.ts';
import type { Facts, Rotator, Standing } from './rotator.ts';
import { isStop, stop, type Stop } from './stop.ts';
import { CLAIMING, ISSUING, REMOVING, WORDS, type Words } from './words.ts';

async function ask(session: Session, step: Act, words: Words): Promise<Answer | Stop> {
  const { name } = session.record;
  const answer = await session.ask(step.request);
  const reception = receive(answer, step, session.record);
  if (reception === 'accepted' || reception === 'gone') return answer;
  if (reception === 'refused' || reception === 'closed') return stop(words.refused(name));
  const wait = answer.kind === 'answer' ? readRetryAfter(answer.headers, session.now()) : undefined;
  return stop(words.unclear(name), true, wait);
}

/** What a step ends with when it throws. Any error but one of ours may hold a value, so it is dropped. */
async function guarded<T>(run: () => Promise<T | Stop>): Promise<T | Stop> {
  try {
    return await run();
  } catch (error) {
    return error instanceof UnfitValue ? stop(WORDS.unfit()) : stop(WORDS.unexpected(), true);
  }
}

const namesOf: Rotator['namesOf'] = ({ provider, type }, facts) => {
  const rotation = findRecord(provider, type)?.rotations?.[Number(facts['way'])];
  const { keyId, credentialId } = rotation ?? {};
  const values = new Map(Object.entries(facts));
  return {
    ...(keyId === undefined ? {} : { keyId: fill(keyId, values) }),
    ...(credentialId === undefined ? {} : { credentialId: fill(credentialId, values) }),
  };
};

/** @param options those of the broker that ends the old credentials */
export function createRecordRotator(options: RecordOptions): Rotator {
  const open = (
    credential: LeakedCredential,
    seen: RevokeOptions['seen'] = [],
  ): OpenedSession | undefined => {
    const record = findRecord(credential.provider, credential.type);
    return record && openSession(record, options, credential, { seen });
  };
  /** The conversation as it was, with all that was learned since. Throws UnfitValue. */
  const resume = ({ old, facts }: Standing, more: Facts = {}) => {
    const session = open(old)?.session;
    const rotation = session?.record.rotations?.[Number(facts['way'])];
    if (!session || !rotation) throw new UnfitValue('The record has changed.');
    session.origin = facts['origin'] ?? session.origin;
    for (const [name, value] of Object.entries({ ...facts, ...more })) session.values.set(name, value);
    return { session, rotation } satisfies { session: Session; rotation: Rotation };
  };
  const successor = ({ old, facts }: Standing, secret: Secret): LeakedCredential => {
    const { keyId: _keyId, credentialId: _credentialId, ...rest } = old;
    return { ...rest, secret, ...namesOf(old, facts) };
  };

  return {
    canRotate({ provider, type, scope }) {
      const isPossible = (findRecord(provider, type)?.rotations ?? []).length > 0;
      return isPossible && options.admin?.find(provider, scope) !== undefined;
    },
    exclusive: () => undefined,
    prepare: (old, wasSeenLive) =>
      guarded(async () => {
        const opened = open(old);
        return opened ? await prepareRotation(opened, wasSeenLive) : stop(WORDS.unfit());
      }),
    findLeft: (at, left) =>
      guarded(async () => {
        const { session, rotation } = resume(at, { label: left.label });
        return await findLeftBehind(session, rotation, left);
      }),
    issue: (at, label) =>
      guarded(async () => {
        const { session, rotation } = resume(at, { label });
        const answer = await ask(session, rotation.issue, ISSUING);
        if (isStop(answer)) return answer;
        const taken = takeNew(rotation, answer);
        if (!taken) return stop(ISSUING.unclear(session.record.name), true);
        return { value: new Secret(taken.value), facts: { ...at.facts, ...taken.facts } };
      }),
    claim: (at, value) =>
      guarded(async () => {
        const { session, rotation } = resume(at, { 'new.value': value.reveal() });
        const answer = rotation.claim && (await ask(session, rotation.claim, CLAIMING));
        return answer && isStop(answer) ? answer : undefined;
      }),
    async look(at, value) {
      // The provider itself issued it, so what it refuses of it later is dead.
      const session = open(successor(at, value), ['probe_live'])?.session;
      if (!session) return 'unknown';
      session.origin = at.facts['origin'] ?? session.origin;
      return await session.look();
    },
    remove: (at) =>
      guarded(async () => {
        const { session, rotation } = resume(at);
        const answer = await ask(session, rotation.remove, REMOVING);
        return isStop(answer) ? answer : undefined;
      }),
    namesOf,
    successor,
  };
}
