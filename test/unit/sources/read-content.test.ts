import { describe, expect, it } from '@jest/globals';
import { ProbotOctokit } from 'probot';
import { readBlob, readFileAt } from '../../../src/sources/read-content.ts';
import { pushOf } from './support/read.ts';

const { repository } = pushOf([]);
const SHA = 'e'.repeat(40);
const RAW_TYPE = 'application/vnd.github.raw+json; charset=utf-8';

/** An octokit whose next answer is given. */
function answering(body: string | ReadableStream<Uint8Array>, headers: Record<string, string>, status = 200) {
  const fetch = () => Promise.resolve(new Response(body, { status, headers }));
  return new ProbotOctokit({ request: { fetch }, retry: { enabled: false }, throttle: { enabled: false } });
}

describe('readBlob', () => {
  it('stops an endless download just above the limit', async () => {
    let sent = 0;
    let isCancelled = false;
    const endless = new ReadableStream<Uint8Array>({
      pull: (controller) => {
        sent += 1_000_000;
        controller.enqueue(new Uint8Array(1_000_000));
      },
      cancel: () => {
        isCancelled = true;
      },
    });
    const octokit = answering(endless, { 'content-type': RAW_TYPE });
    expect(await readBlob(octokit, repository, SHA)).toBe('too-large');
    expect(isCancelled).toBe(true);
    expect(sent).toBeLessThan(20_000_000);
  });

  it('gives the bytes as they are, also those of a JSON file', async () => {
    const text = '{"content":"eHg=","encoding":"base64","sha":"x","size":2}';
    const octokit = answering(text, { 'content-type': RAW_TYPE });
    expect(await readBlob(octokit, repository, SHA)).toEqual(Buffer.from(text));
  });

  it.each([
    ['a folder', '[{"type":"file"}]'],
    ['a file without content', '{"content":"","encoding":"none","sha":"x","size":2000000}'],
    ['broken JSON', '{'],
  ])('finds no content in %s', async (_, body) => {
    const octokit = answering(body, { 'content-type': 'application/json; charset=utf-8' });
    expect(await readFileAt(octokit, repository, 'a/b', SHA)).toBe('gone');
  });
});
