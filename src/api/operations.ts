import { FINDINGS } from './findings.ts';
import { INCIDENTS } from './incidents.ts';
import type { Operation } from './operation.ts';
import { API_ROOT } from './operation.ts';
import { REGISTER } from './register.ts';
import { STANDING } from './standing.ts';
import { USES } from './uses.ts';

/** All operations, in the order of the document. Each is a GET. */
export const OPERATIONS: readonly Operation[] = [
  ...INCIDENTS,
  ...REGISTER,
  ...USES,
  ...FINDINGS,
  ...STANDING,
];

const UUID = '([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})';
const ROUTES = OPERATIONS.map((operation) => ({
  operation,
  pattern: new RegExp(`^${API_ROOT}${operation.path.replace('{id}', UUID)}$`),
}));

/** The operation of a path, and the id in it; undefined where there is none. */
export function findOperation(
  path: string,
): { readonly operation: Operation; readonly id: string } | undefined {
  for (const { operation, pattern } of ROUTES) {
    const found = pattern.exec(path);
    if (found) return { operation, id: found[1] ?? '' };
  }
  return undefined;
}
