import type { VariablePlace, VariableReader } from '../../github/place.ts';
import { findVariableReads, type VariableRead } from './find-variable-reads.ts';
import type { Workflow } from './read-workflows.ts';

/** More are not kept of one variable. */
const MAX_READERS = 50;

type Sought = Pick<VariablePlace, 'family' | 'scope' | 'environment' | 'name'>;

/** An environment's variable is seen by its jobs only; a job whose environment is computed may be one of them. */
function canRead({ scope, environment, name }: Sought, read: VariableRead): boolean {
  if (read.name !== undefined && read.name !== name) return false;
  if (scope !== 'environment') return true;
  return read.environment === undefined || read.environment.toLowerCase() === environment?.toLowerCase();
}

/** Which lines of workflows read a variable. Workflows read none of the agents' variables. */
export function variableReaders(workflows: readonly Workflow[], variable: Sought): readonly VariableReader[] {
  if (variable.family !== 'actions') return [];
  return workflows
    .flatMap(({ path, content }) =>
      findVariableReads(path, content)
        .filter((read) => canRead(variable, read))
        .map(({ line, job, step }) => ({
          path,
          line,
          ...(job === undefined ? {} : { job }),
          ...(step === undefined ? {} : { step }),
        })),
    )
    .slice(0, MAX_READERS);
}
