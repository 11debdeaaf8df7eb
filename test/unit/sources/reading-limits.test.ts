import { describe, expect, it } from '@jest/globals';
import { ReadBudget } from '../../../src/sources/read-budget.ts';
import { ReadingNotes } from '../../../src/sources/reading-notes.ts';

const COMMIT = 'c'.repeat(40);

describe('ReadBudget', () => {
  it('ends after 2,000 files', () => {
    const budget = new ReadBudget();
    const taken = Array.from({ length: 2100 }, () => budget.take()).filter(Boolean);
    expect(taken).toHaveLength(2000);
  });

  it('ends after 256 MB', () => {
    const budget = new ReadBudget();
    budget.spend(255_999_999);
    expect(budget.take()).toBe(true);
    budget.spend(1);
    expect(budget.take()).toBe(false);
  });
});

describe('ReadingNotes', () => {
  it('counts files of the same commit and kind in one note', () => {
    const notes = new ReadingNotes();
    notes.add('file-too-large', COMMIT);
    notes.add('file-too-large', COMMIT);
    notes.add('file-gone', COMMIT);
    expect(notes.list()).toEqual([
      expect.stringMatching(/^2 files .*cccccccccccc.*10 MB/),
      expect.stringMatching(/^1 file .*content/),
    ]);
  });

  it('stays short however much is missing, and says how much', () => {
    const notes = new ReadingNotes();
    for (let index = 0; index < 70; index++) notes.add('commit-gone', `${index}`.padStart(40, '0'));
    expect(notes.list()).toHaveLength(51);
    expect(notes.list().at(-1)).toContain('20 more');
    expect(notes.missing()).toHaveLength(70);
  });
});
