import type { Finding } from '../../src/detect/index.ts';
import type { Planted, QualityFile } from './quality-file.ts';

/** Something that went wrong in one file. */
export interface Mistake {
  readonly file: QualityFile;
  readonly kind: 'missed' | 'span wrong' | 'false';
  readonly start: number;
  readonly end: number;
  readonly slot: string;
  readonly key: string;
  readonly planted?: Planted;
  readonly finding?: Finding;
}

/** How the detector did on one file, or on the files of a surface. */
export interface Score {
  readonly files: number;
  readonly planted: number;
  readonly found: number;
  /** Not found exactly; those found with a wrong span are among them. */
  readonly missed: number;
  readonly spanWrong: number;
  /** Reported where nothing is planted, or twice. */
  readonly falsePositives: number;
  readonly decoys: number;
}

const overlaps = (planted: Planted, { span }: Finding) =>
  span.start < planted.end && planted.start < span.end;
const equals = (planted: Planted, { span, secret }: Finding) =>
  span.start === planted.start && span.end === planted.end && secret.reveal() === planted.value;

/** Compares the findings of one file with what is planted: the exact span and the exact value count, nothing else. */
export function scoreFile(
  file: QualityFile,
  findings: readonly Finding[],
): { readonly score: Score; readonly mistakes: readonly Mistake[] } {
  const open = new Set(file.planted);
  const mistakes: Mistake[] = [];
  let found = 0;
  let spanWrong = 0;
  let falsePositives = 0;
  const wrong: Finding[] = [];
  for (const finding of findings) {
    const match = [...open].find((planted) => equals(planted, finding));
    if (match) {
      open.delete(match);
      found += 1;
    } else wrong.push(finding);
  }
  const describe = (finding: Finding) => ({
    file,
    start: finding.span.start,
    end: finding.span.end,
    slot: finding.slot,
    key: finding.key ?? '',
    finding,
  });
  for (const finding of wrong) {
    const near = file.planted.find((planted) => open.has(planted) && overlaps(planted, finding));
    if (near) {
      spanWrong += 1;
      mistakes.push({ ...describe(finding), kind: 'span wrong', planted: near });
    } else {
      falsePositives += 1;
      mistakes.push({ ...describe(finding), kind: 'false' });
    }
  }
  for (const planted of open)
    mistakes.push({
      file,
      kind: 'missed',
      start: planted.start,
      end: planted.end,
      slot: planted.slot ?? '',
      key: planted.key ?? '',
      planted,
    });
  return {
    score: {
      files: 1,
      planted: file.planted.length,
      found,
      missed: open.size,
      spanWrong,
      falsePositives,
      decoys: file.decoys,
    },
    mistakes,
  };
}

export const NOTHING: Score = {
  files: 0,
  planted: 0,
  found: 0,
  missed: 0,
  spanWrong: 0,
  falsePositives: 0,
  decoys: 0,
};

export function add(a: Score, b: Score): Score {
  return {
    files: a.files + b.files,
    planted: a.planted + b.planted,
    found: a.found + b.found,
    missed: a.missed + b.missed,
    spanWrong: a.spanWrong + b.spanWrong,
    falsePositives: a.falsePositives + b.falsePositives,
    decoys: a.decoys + b.decoys,
  };
}

export const recall = ({ found, planted }: Score): number => (planted === 0 ? 1 : found / planted);

/** A finding with a wrong span is a wrong finding as well. */
export const precision = ({ found, spanWrong, falsePositives }: Score): number =>
  found + spanWrong + falsePositives === 0 ? 1 : found / (found + spanWrong + falsePositives);
