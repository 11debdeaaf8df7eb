import { createRequire } from 'node:module';
import { describe, expect, it } from '@jest/globals';
import { readAlertTask } from '../../../src/sources/alert-task.ts';
import { ReadThreadTask, readThreadTask } from '../../../src/sources/thread-task.ts';
import { THREAD_EVENTS, type ThreadEventName } from '../../../src/sources/threads/thread-events.ts';
import { ReadWikiTask, readWikiTask } from '../../../src/sources/wiki/wiki-task.ts';
import { mcpBearer } from '../../support/credentials.ts';
import { mcpConfig } from '../../support/story.ts';

type Payload = Record<string, unknown>;
const require = createRequire(import.meta.url);
const examples = require('@octokit/webhooks-examples') as readonly {
  readonly name: string;
  readonly examples: readonly Payload[];
}[];

const TOKEN = mcpBearer();
const LEAK = `\`\`\`json\n${mcpConfig('https://mcp.acme.dev/billing', TOKEN)}\`\`\`\n`;
const NAMES = Object.keys(THREAD_EVENTS) as ThreadEventName[];
const payloadsOf = (name: string) => examples.find((one) => one.name === name)?.examples ?? [];

/** GitHub's example of an event, with a text of ours. */
function written(name: ThreadEventName, text: Payload, more: Payload = {}): Payload {
  const { actions, subject } = THREAD_EVENTS[name];
  const example = payloadsOf(name).find(({ action }) => actions.some((one) => one === action));
  if (!example) throw new Error(`no example of ${name}`);
  return {
    ...example,
    installation: { id: 7 },
    ...more,
    [subject]: { ...(example[subject] as Payload), ...text },
  };
}

describe('the look at what people write', () => {
  it.each(NAMES.flatMap((name) => payloadsOf(name).map((payload, index) => [name, index, payload] as const)))(
    'finds nothing in %s example %i',
    (name, _index, payload) => {
      expect(readThreadTask(name, { ...payload, installation: { id: 7 } })).toBeUndefined();
    },
  );

  it.each(NAMES)('makes a job of %s that holds a credential, and the job holds no text', (name) => {
    const task = readThreadTask(name, written(name, { body: LEAK }));
    expect(ReadThreadTask.parse(JSON.parse(JSON.stringify(task)))).toEqual(task);
    expect(task).toMatchObject({
      kind: 'read-thread',
      installationId: 7,
      thread: THREAD_EVENTS[name].thread,
    });
    expect(JSON.stringify(task)).not.toContain(TOKEN);
    expect(JSON.stringify(task)).not.toContain('mcp');
  });

  it.each(NAMES)('does so whatever else happens to %s only when the text is new or changed', (name) => {
    expect(readThreadTask(name, written(name, { body: LEAK }, { action: 'deleted' }))).toBeUndefined();
    expect(readThreadTask(name, written(name, { body: LEAK }, { action: 'labeled' }))).toBeUndefined();
  });

  it('reads a title, and takes it as what says that the text is about MCP', () => {
    const title = `TOKEN for mcp: Authorization: Bearer ${TOKEN}`;
    expect(readThreadTask('issues', written('issues', { title, body: '' }))).toBeDefined();
    const env = `KEY=${TOKEN}`;
    expect(readThreadTask('issues', written('issues', { title: 'x', body: env }))).toBeUndefined();
  });

  it('looks at what stood there before an edit', () => {
    const changes = { body: { from: LEAK } };
    const edited = written('issue_comment', { body: 'gone' }, { action: 'edited', changes });
    expect(readThreadTask('issue_comment', edited)).toBeDefined();
    const title = { title: { from: `mcp Authorization: Bearer ${TOKEN}` } };
    const renamed = written('issues', { body: '' }, { action: 'edited', changes: title });
    expect(readThreadTask('issues', renamed)).toBeDefined();
    const odd = written('issues', { body: 'x' }, { action: 'edited', changes: { body: 7, title: true } });
    expect(readThreadTask('issues', odd)).toBeUndefined();
  });

  it('does not read what Rekey wrote, and is not fooled by people who write like it', () => {
    const body = `<!-- rekey:incident:x -->\n${LEAK}`;
    const bot = written('issues', { body }, { sender: { type: 'Bot' } });
    expect(readThreadTask('issues', bot)).toBeUndefined();
    const person = written('issues', { body }, { sender: { type: 'User' } });
    expect(readThreadTask('issues', person)).toBeDefined();
  });

  it('counts a repository as public when it is not said', () => {
    const payload = written('issues', { body: LEAK });
    const { private: _private, ...repository } = payload['repository'] as Payload;
    expect(readThreadTask('issues', { ...payload, repository })?.repository.private).toBe(false);
  });

  it.each([
    ['no installation', { installation: undefined }],
    ['an installation that is none', { installation: { id: 'x' } }],
    ['no repository', { repository: null }],
    ['an owner without a name', { repository: { id: 1, name: 'x', owner: {} } }],
    ['an action that is none', { action: { $: 1 } }],
    ['a text that is none', { issue: 7 }],
    [
      'an id that a person could have written',
      { issue: { id: 1, number: 1, node_id: `a ${TOKEN}!`, body: LEAK } },
    ],
  ])('makes nothing of %s', (_name, more) => {
    expect(readThreadTask('issues', { ...written('issues', { body: LEAK }), ...more })).toBeUndefined();
  });

  it.each([[undefined], [null], [7], ['x'], [[]], [{}]])('makes nothing of %p', (payload) => {
    for (const name of NAMES) expect(readThreadTask(name, payload)).toBeUndefined();
    expect(readAlertTask(payload)).toBeUndefined();
    expect(readWikiTask(payload)).toBeUndefined();
  });

  it('is quick with the longest texts that GitHub takes', () => {
    const line =
      'The MCP server says "unauthorized"; see https://example.com/x?a=b and `npx server --key $KEY`.\n';
    const payload = written('issues', { body: line.repeat(700).slice(0, 65_536) });
    readThreadTask('issues', payload);
    const start = performance.now();
    readThreadTask('issues', payload);
    // About 10 ms here; generous, because other work may run beside it.
    expect(performance.now() - start).toBeLessThan(500);
  });
});

describe('the other projections', () => {
  const repository = { id: 5, name: 'app', owner: { login: 'octo' }, private: true, default_branch: 'main' };
  const installation = { id: 7 };

  it.each([
    ['created', true],
    ['reopened', true],
    ['publicly_leaked', true],
    ['resolved', false],
    ['validated', false],
  ])('an alert that is %s', (action, isRead) => {
    const task = readAlertTask({ action, alert: { number: 3, secret_type: 'x' }, repository, installation });
    expect(task !== undefined).toBe(isRead);
  });

  it('takes of a wiki its commits and no name of a page', () => {
    for (const payload of payloadsOf('gollum')) {
      const task = readWikiTask({ ...payload, installation });
      expect(ReadWikiTask.parse(JSON.parse(JSON.stringify(task)))).toEqual(task);
      expect(JSON.stringify(task)).not.toContain('Home');
    }
    const sha = 'a'.repeat(40);
    const pages = [{ sha: 'x; rm -rf /' }, { sha: '--upload-pack=x' }, 7, { sha }, { sha }];
    expect(readWikiTask({ pages, repository, installation })?.heads).toEqual([sha]);
    expect(readWikiTask({ pages: pages.slice(0, 3), repository, installation })).toBeUndefined();
  });
});
