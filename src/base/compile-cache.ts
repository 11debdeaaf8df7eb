import { enableCompileCache } from 'node:module';
import { join } from 'node:path';

/**
 * Lets Node keep what it compiles, for this thread: compiling the sources takes longer than a small scan. Kept in the
 * user's own folder: whoever can write there can run code as this user anyway, which is not true of the shared folder
 * that Node would take.
 */
export function keepCompiled(): void {
  const { NODE_COMPILE_CACHE, XDG_CACHE_HOME, HOME } = process.env;
  const folder = XDG_CACHE_HOME || (HOME && join(HOME, '.cache'));
  if (NODE_COMPILE_CACHE) enableCompileCache(NODE_COMPILE_CACHE);
  else if (folder) enableCompileCache(join(folder, 'rekey'));
}
