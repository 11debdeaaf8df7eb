import { execFileSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Surroundings } from '../../demo/world/start-world.ts';

function git(folder: string, args: readonly string[]): string {
  const who = ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.test', '-c', 'init.defaultBranch=master'];
  return execFileSync('git', [...who, ...args], { cwd: folder, encoding: 'utf8' }).trim();
}

/** A wiki as GitHub keeps it: a repository of its own. */
export function makeWiki(): string {
  const folder = mkdtempSync(join(tmpdir(), 'rekey-wiki-test-'));
  git(folder, ['init', '--quiet']);
  return folder;
}

/** Writes a page and commits it. Returns the sha. */
export function commitPage(folder: string, name: string, content: string): string {
  writeFileSync(join(folder, name), content);
  git(folder, ['add', name]);
  git(folder, ['commit', '--quiet', '--message', name]);
  return git(folder, ['rev-parse', 'HEAD']);
}

/** https://docs.github.com/webhooks/webhook-events-and-payloads#gollum */
export async function gollum({ github }: Surroundings, page: string, sha: string) {
  const html_url = `https://github.com/octo/app/wiki/${page}`;
  return {
    pages: [{ page_name: page, title: page, summary: null, action: 'edited', sha, html_url }],
    repository: await github.call('GET', '/repos/octo/app'),
    sender: { login: 'octo', type: 'User' },
    installation: { id: github.installationId },
  };
}
