import { describe, expect, it } from '@jest/globals';
import { ProbotOctokit } from 'probot';
import { belongsTo, collaboratesIn } from '../../../src/sources/register/belongs-to.ts';

/** An octokit that gets one answer, and the requests that it sends. */
function answering(status: number, headers: Record<string, string> = {}) {
  const asked: string[] = [];
  const fetch = async (url: string | URL | Request, init?: RequestInit) => {
    asked.push(new URL(url instanceof Request ? url.url : url).pathname);
    // As a browser's fetch would, unless it is told not to.
    if (status === 302 && init?.redirect !== 'manual') return new Response(null, { status: 404 });
    return new Response(null, { status, headers });
  };
  const octokit = new ProbotOctokit({
    request: { fetch },
    retry: { enabled: false },
    throttle: { enabled: false },
  });
  return { octokit, asked };
}

describe('whether an owner belongs to an organisation', () => {
  it.each([
    [204, 'there'],
    [404, 'gone'],
    [403, 'refused'],
    // GitHub leads whoever may not know on to the public members, where most members are not.
    [302, 'refused'],
  ])('is told by the answer %d: %s', async (status, expected) => {
    const { octokit, asked } = answering(status, status === 302 ? { location: 'https://x.example/' } : {});
    expect(await belongsTo(octokit, 'acme', '@ada')).toBe(expected);
    expect(asked).toEqual(['/orgs/acme/members/ada']);
  });

  it('is asked of a team of its own, and of no other', async () => {
    const { octokit, asked } = answering(404);
    expect(await belongsTo(octokit, 'acme', '@Acme/web')).toBe('gone');
    expect(await belongsTo(octokit, 'acme', '@other/web')).toBeUndefined();
    expect(asked).toEqual(['/orgs/acme/teams/web']);
  });

  it('is not taken from a limit or a failure', async () => {
    await expect(belongsTo(answering(500).octokit, 'acme', '@ada')).rejects.toMatchObject({ status: 500 });
    const limited = answering(403, { 'retry-after': '60' });
    await expect(belongsTo(limited.octokit, 'acme', '@ada')).rejects.toMatchObject({ status: 403 });
  });

  it('is nothing to one who works in the repository from outside', async () => {
    const app = { owner: 'acme', name: 'app' };
    expect(await collaboratesIn(answering(204).octokit, app, '@ada')).toBe(true);
    expect(await collaboratesIn(answering(404).octokit, app, '@ada')).toBe(false);
    expect(await collaboratesIn(answering(403).octokit, app, '@ada')).toBe(true);
    expect(await collaboratesIn(answering(204).octokit, app, '@acme/web')).toBe(false);
  });
});
