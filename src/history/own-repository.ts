import { mkdirSync } from 'node:fs';
import { readGit } from './git.ts';

/** What git may know of this process: how to reach the network, and whom to trust there. Nothing else is passed on. */
const PASSED_ON = [
  'PATH',
  'TMPDIR',
  'GIT_EXEC_PATH',
  'HTTPS_PROXY',
  'https_proxy',
  'http_proxy',
  'ALL_PROXY',
  'all_proxy',
  'NO_PROXY',
  'no_proxy',
  'SSL_CERT_FILE',
  'SSL_CERT_DIR',
  'GIT_SSL_CAINFO',
  'GIT_SSL_CAPATH',
  'SystemRoot',
];

/**
 * The environment of git in a bare repository that Rekey made: no configuration but its own, no home with credentials or
 * hooks in it, no trace file, no question at a terminal.
 */
export function ownEnvironment(folder: string): NodeJS.ProcessEnv {
  const passedOn = PASSED_ON.flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return {
    ...Object.fromEntries(passedOn),
    GIT_DIR: folder,
    HOME: folder,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_ASKPASS: '',
  };
}

/** Makes an empty bare repository that only its owner can read, without hooks or anything else of a template. */
export async function makeRepository(folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  await readGit(['init', '--quiet', '--bare', '--template='], folder, ownEnvironment(folder));
}
