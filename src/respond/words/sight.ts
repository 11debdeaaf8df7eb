import type { PlaceKind } from '../../github/place.ts';
import { count } from './count.ts';

/** How many of a kind of place were looked at. */
export const SIGHT_NAMES: Readonly<Record<PlaceKind, (places: number) => string>> = {
  commit: (places) => `${count(places, 'file')} at the heads of branches`,
  variable: (places) => count(places, 'variable'),
  thread: (places) => `${count(places, 'text')} that people wrote`,
  alert: (places) => `${count(places, 'alert')} of secret scanning`,
  log: (places) => `${count(places, 'log')} of workflow runs`,
  artifact: (places) => `${count(places, 'file')} in artifacts of workflow runs`,
};

/** The sentences of the answer to `/rekey rescan`. */
export const SIGHT_WORDS = {
  to: (person: string) => `To ${person}:`,
  public: 'Rekey looked again where it stands; the Rekey dashboard has what it saw.',
  intro: (looked: number, all: number) =>
    looked === all
      ? `Rekey looked again at ${all === 1 ? 'the one place' : `all ${all.toLocaleString('en-US')} places`} where it was seen.`
      : `Rekey looked again at the ${count(looked, 'place')} seen last, of ${all.toLocaleString('en-US')}.`,
  there: (places: number, all: number) =>
    places === all
      ? all === 1
        ? 'still holds it'
        : 'all still hold it'
      : `${places} still ${places === 1 ? 'holds' : 'hold'} it`,
  gone: (places: number, all: number) =>
    places === all
      ? all === 1
        ? 'holds it no longer'
        : 'none holds it any more'
      : `${places} no longer ${places === 1 ? 'does' : 'do'}`,
  unknown: (places: number, all: number) =>
    places === all ? 'could not be told' : `of ${places} it could not be told`,
  judged:
    'Commits, variables, texts, logs and alerts among them are judged anew with the policy as it is now.',
} as const;
