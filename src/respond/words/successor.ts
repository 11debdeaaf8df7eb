import type { IncidentReport, SuccessorReport } from '../../inventory/report.ts';
import { isDead } from '../../inventory/state.ts';
import { code, plain } from '../markdown.ts';
import { STATE_WORDS } from './states.ts';

/** Stages in which the successor is where the old one was used. */
const IN_PLACE: ReadonlySet<SuccessorReport['stage']> = new Set(['delivered', 'replaced', 'left']);

function placeOf({ target }: SuccessorReport): string {
  if (target.kind === 'vault') return `the field ${code(target.field)} of ${code(target.path)} in Vault`;
  const { scope, owner, repository, environment = '', name } = target;
  const full = code(`${owner}/${repository}`);
  const holders = {
    repository: `of ${full}`,
    environment: `of the environment ${code(environment)} of ${full}`,
    organization: `of the organisation ${code(owner)}`,
  };
  return `the secret ${code(name)} ${holders[scope]}`;
}

/**
 * What is left for a person, by the incident's state and by what became of its successor. Where the public can read, the
 * names of secrets are left out.
 */
export function todoWords({ state, successor }: IncidentReport, toPublic: boolean): string {
  const { todo } = STATE_WORDS[state];
  if (successor === undefined) return todo;
  if (IN_PLACE.has(successor.stage)) {
    const replaced = toPublic
      ? 'Replaced: its successor is where it was used.'
      : `Replaced: its successor is in ${placeOf(successor)}.`;
    return isDead(state)
      ? `${replaced} Nothing is left to do there or at the issuer.`
      : `${replaced} ${todo}`;
  }
  if (successor.stage !== 'failed') return isDead(state) ? `No successor was issued. ${todo}` : todo;
  const why = toPublic || successor.explanation === undefined ? '' : ` ${plain(successor.explanation)}`;
  return `No successor was put in its place.${why} ${todo}`;
}
