#!/usr/bin/env node
import { existsSync } from 'node:fs';
import { RekeyError } from './base/errors.ts';

/** Runs one command; resolves to its exit code, or to undefined while a server keeps running. */
type Command = (args: readonly string[]) => Promise<number | undefined>;

const USAGE = `Usage: rekey COMMAND

  serve      webhooks, workers and dashboard in one process
  worker     workers only, on a shared PostgreSQL
  sign-in    print a link that opens the dashboard, good for ten minutes
  demo       the whole story on this machine (in a checkout)
`;

// Loaded one at a time: a command starts only with what it needs.
const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  serve: async () => (await import('./commands/serve.ts')).serveCommand,
  worker: async () => (await import('./commands/serve.ts')).workerCommand,
  'sign-in': async () => (await import('./commands/sign-in.ts')).signInCommand,
  demo: async () => (await import('./commands/demo.ts')).demoCommand,
};

async function main(name = '', args: readonly string[] = []): Promise<number | undefined> {
  const load = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!load) {
    process.stderr.write(USAGE);
    return name === '' || name === 'help' || name === '--help' ? 0 : 2;
  }
  if (existsSync('.env')) process.loadEnvFile('.env');
  return (await load())(args);
}

try {
  const code = await main(process.argv[2], process.argv.slice(3));
  if (code !== undefined) process.exitCode = code;
} catch (error) {
  if (!(error instanceof RekeyError)) throw error;
  process.stderr.write(`rekey: ${error.message}\n`);
  process.exitCode = 2;
}
