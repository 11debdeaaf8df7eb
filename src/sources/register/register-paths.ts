import { surfaceOf } from '../../detect/index.ts';
import { CODE_OWNERS_PATHS } from '../read-code-owners.ts';
import { isWorkflow } from '../variables/read-workflows.ts';

/** Whether a file may name MCP servers, or jobs that take secrets. */
export function namesConsumers(path: string): boolean {
  return isWorkflow(path) || (surfaceOf(path)?.containers.length ?? 0) > 0;
}

/** Whether the register of a repository may change with this file of its default branch. */
export function isRegisterPath(path: string): boolean {
  return namesConsumers(path) || (CODE_OWNERS_PATHS as readonly string[]).includes(path);
}
