#!/usr/bin/env node
import { existsSync } from 'node:fs';
import { keepCompiled } from './base/compile-cache.ts';
import { RekeyError } from './base/errors.ts';

/** Runs one command; resolves to its exit code, or to undefined while a server keeps running. */
type Command = (args: readonly string[]) => Promise<number | undefined>;

const USAGE = `Usage: rekey COMMAND

  serve      webhooks, workers and dashboard in one process
  worker     workers only, on a shared PostgreSQL
  broker     the broker as a service of its own; see docs/broker.md
  scan       leaked credentials in files, staged changes, commits or history; see rekey scan --help
  backfill   leaked credentials in the whole history of OWNER, or of OWNER/REPO
  resume     let revocations go on that the circuit breaker paused, of OWNER; without one: list them
  audit      verify the audit trail, or export it; see rekey audit --help
  api-token  tokens for the JSON API: create, list, revoke; see docs/api.md
  sign-in    print a link that opens the dashboard once, good for ten minutes
  demo       the whole story on this machine (in a checkout)
`;

// Loaded one at a time: a command starts only with what it needs.
const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  serve: async () => (await import('./commands/serve.ts')).serveCommand,
  worker: async () => (await import('./commands/serve.ts')).workerCommand,
  broker: async () => (await import('./commands/broker.ts')).brokerCommand,
  scan: async () => (await import('./commands/scan.ts')).scanCommand,
  backfill: async () => (await import('./commands/backfill.ts')).backfillCommand,
  resume: async () => (await import('./commands/resume.ts')).resumeCommand,
  audit: async () => (await import('./commands/audit.ts')).auditCommand,
  'api-token': async () => (await import('./commands/api-token.ts')).apiTokenCommand,
  'sign-in': async () => (await import('./commands/sign-in.ts')).signInCommand,
  demo: async () => (await import('./commands/demo.ts')).demoCommand,
};

/** Run in folders that others wrote: a `.env` there is something to scan, not something to obey. */
const IN_FOREIGN_FOLDERS = new Set(['scan']);

async function main(name = '', args: readonly string[] = []): Promise<number | undefined> {
  const load = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!load) {
    process.stderr.write(USAGE);
    return name === '' || name === 'help' || name === '--help' ? 0 : 2;
  }
  if (!IN_FOREIGN_FOLDERS.has(name) && existsSync('.env')) process.loadEnvFile('.env');
  return (await load())(args);
}

keepCompiled();
try {
  const code = await main(process.argv[2], process.argv.slice(3));
  if (code !== undefined) process.exitCode = code;
} catch (error) {
  if (!(error instanceof RekeyError)) throw error;
  process.stderr.write(`rekey: ${error.message} [${error.code}]\n`);
  process.exitCode = 2;
}
