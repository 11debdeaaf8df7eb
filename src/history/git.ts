import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { RekeyError } from '../base/errors.ts';
import { redactKnownFormats } from '../detect/index.ts';
import { plain } from '../base/plain.ts';

/** Names as they are, no program that a configuration names, nothing replaced, nothing written. */
const OPTIONS =
  '-c core.quotepath=off -c core.fsmonitor=false -c diff.suppressBlankEmpty=false --no-replace-objects --no-optional-locks'.split(
    ' ',
  );
/** No question at a terminal, no object fetched from afar, and paths mean what they mean here. */
const ENVIRONMENT = {
  LC_ALL: 'C',
  GIT_TERMINAL_PROMPT: '0',
  GIT_NO_LAZY_FETCH: '1',
  GIT_LITERAL_PATHSPECS: '0',
};
/** Inside a hook these name the hook's repository, whatever folder git is started in. */
const OF_A_HOOK = [
  'GIT_DIR',
  'GIT_WORK_TREE',
  'GIT_INDEX_FILE',
  'GIT_PREFIX',
  'GIT_OBJECT_DIRECTORY',
  'GIT_ALTERNATE_OBJECT_DIRECTORIES',
  'GIT_COMMON_DIR',
  'GIT_NAMESPACE',
];
const MAX_MESSAGE = 300;
/** What is kept of its messages and its progress: the end, where it says why it failed. */
const MAX_SAID = 4000;
const COMPLAINT = /^(?:fatal|error): .*/gm;

/** A running git. */
export interface Git {
  readonly stdin: Writable;
  readonly stdout: Readable;
  /** Resolves when it has ended well; throws GIT_FAILED or GIT_MISSING otherwise. */
  readonly ended: Promise<void>;
  /** Ends it when no more of its output is wanted. */
  readonly stop: () => void;
}

/** What git complained of, as a person may see it. */
function failure(args: readonly string[], said: string): RekeyError {
  const complaint = said.match(COMPLAINT)?.at(-1) ?? said.trim().split('\n')[0] ?? '';
  const reason = redactKnownFormats(plain(complaint)).slice(0, MAX_MESSAGE);
  return new RekeyError('GIT_FAILED', `git ${args[0]} failed: ${reason || 'it said nothing'}`);
}

async function end(
  child: ChildProcessByStdio<Writable, Readable, Readable>,
  args: readonly string[],
): Promise<void> {
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    said = (said + chunk).slice(-MAX_SAID);
  });
  await once(child, 'close').catch((cause: unknown) => {
    throw new RekeyError('GIT_MISSING', 'git cannot be started: install it, or put it on the PATH.', {
      cause,
    });
  });
  if (child.exitCode !== null && child.exitCode !== 0) throw failure(args, said);
}

function killGroup(id: number): void {
  try {
    process.kill(-id);
  } catch {
    // It has ended.
  }
}

function environmentFor(folder: string | undefined): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = { ...process.env };
  if (folder !== undefined) for (const name of OF_A_HOOK) delete env[name];
  return env;
}

/**
 * Starts git without a shell.
 *
 * @param folder whose repository is meant; absent: that of the working directory, as a hook names it
 * @param env all of its environment, for a repository of our own; absent: that of this process
 */
export function startGit(args: readonly string[], folder?: string, env?: NodeJS.ProcessEnv): Git {
  const child = spawn('git', [...OPTIONS, ...args], {
    ...(folder === undefined ? {} : { cwd: folder }),
    env: { ...(env ?? environmentFor(folder)), ...ENVIRONMENT },
    stdio: ['pipe', 'pipe', 'pipe'],
    // A group of its own, so that what it has started can be ended with it.
    detached: env !== undefined,
  });
  const stop = () => {
    if (env === undefined || child.pid === undefined || child.exitCode !== null) child.kill();
    else killGroup(child.pid);
  };
  // It may end before it has read all that is written to it; how it ended tells why.
  child.stdin.on('error', () => undefined);
  const ended = end(child, args);
  ended.catch(() => undefined);
  return { stdin: child.stdin, stdout: child.stdout, ended, stop };
}

/** What git prints; throws when it fails. */
export async function readGit(
  args: readonly string[],
  folder?: string,
  env?: NodeJS.ProcessEnv,
): Promise<Buffer> {
  const git = startGit(args, folder, env);
  git.stdin.end();
  const output = await buffer(git.stdout);
  await git.ended;
  return output;
}

/** The first line that git prints, or undefined when it fails. */
export async function askGit(args: readonly string[], folder?: string): Promise<string | undefined> {
  try {
    return (await readGit(args, folder)).toString('utf8').replace(/\n$/, '');
  } catch (error) {
    if (error instanceof RekeyError && error.code === 'GIT_FAILED') return undefined;
    throw error;
  }
}
