import type { ExposureReport } from '../../inventory/report.ts';

/** What is said of the copies that stay, by where they are. */
interface CopyWords {
  readonly allDead: string;
  readonly notAllDead: string;
}

const IN_FILES: CopyWords = {
  allDead:
    'What leaked is dead: the copies in the git history open nothing. Only the files still need a change.',
  notAllDead:
    'Deleting the line is not enough: the copy in the git history works until the credential is dead.',
};

const ELSEWHERE: CopyWords = {
  allDead: 'What leaked is dead: the copies that others may have open nothing.',
  notAllDead:
    'Deleting it there is not enough: a copy that somebody took works until the credential is dead.',
};

/** The sentences about the copies of what stands at these places: a log, a variable or a comment has no git history. */
export function copyWords(places: readonly Pick<ExposureReport, 'place'>[]): CopyWords {
  return places.length > 0 && places.every(({ place }) => place !== undefined) ? ELSEWHERE : IN_FILES;
}
