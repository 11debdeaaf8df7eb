import { describe, expect, it } from '@jest/globals';
import { renderPause } from '../../../src/respond/render-pause.ts';

const PAUSE = {
  id: '0b0c5fcd-4df0-4f4a-9d4b-0c0f3c1c9d55',
  owner: 'octo',
  outsiders: false,
  ended: 20,
  minutes: 10,
  waiting: 312,
  over: false,
} as const;
const labels = ['security'];

describe('the issue of a pause', () => {
  it('says how many were ended, how many wait, and how they go on', () => {
    const { title, body, closed } = renderPause(PAUSE, { labels, public: false });
    expect([title, closed]).toEqual(['Revocations are paused: a person must look', false]);
    expect(body).toContain('20 live credentials were ended within 10 minutes.');
    expect(body).toContain('**312 more wait until a person has looked. They are live.**');
    expect(body).toContain('`rekey resume octo`');
    expect(body).toContain('the page _Health_');
  });

  it('tells the public neither how many live nor whose', () => {
    const { title, body, comment } = renderPause(PAUSE, { labels, public: true });
    const text = [title, body.split('\n').slice(2).join('\n'), comment].join('\n');
    expect(text).not.toMatch(/\d|live|credential|octo/i);
  });

  it('says that what outsiders brought is held back apart, and of none of them who', () => {
    const { title, body } = renderPause({ ...PAUSE, outsiders: true }, { labels, public: false });
    expect(title).toBe('What outsiders brought is held back: a person must look');
    expect(body).toContain('people without a right to write');
    expect(body).toContain('what your own people leak');
    expect(body).toContain('`rekey resume octo`');
    expect(body).not.toContain('@');
    const open = renderPause({ ...PAUSE, outsiders: true }, { labels, public: true });
    expect(open.title).toBe(renderPause(PAUSE, { labels, public: true }).title);
  });

  it('is closed when it is over, with the same marker', () => {
    const open = renderPause(PAUSE, { labels, public: false }).body.split('\n');
    const over = renderPause({ ...PAUSE, waiting: 0, over: true }, { labels, public: false });
    expect(over.closed).toBe(true);
    expect(over.body.split('\n')[0]).toBe(open[0]);
    expect(over.body.split('\n')[1]).not.toBe(open[1]);
  });

  it('takes no markup from a name', () => {
    const { body } = renderPause({ ...PAUSE, owner: '`@evil <b>' }, { labels, public: false });
    expect(body).toContain('`rekey resume evilb`');
    expect(body).not.toContain('<b>');
  });
});
