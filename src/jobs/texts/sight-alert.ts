import type { Finding, Text } from '../../detect/index.ts';
import { crowdOfWiki, INSIDERS, type Writer } from '../../github/crowd.ts';
import { placePath, placeVersion, type Place } from '../../github/place.ts';
import type { Octokit, RepositoryRef } from '../../github/types.ts';
import { findValue } from '../../sources/alerts/identify.ts';
import type { Alert, FileLocation, TextLocation } from '../../sources/alerts/read-alert.ts';
import { readLocation, type LocatedText } from '../../sources/alerts/read-location.ts';
import { decodeText } from '../../sources/decode-text.ts';
import { readBlob } from '../../sources/read-content.ts';
import { readThread } from '../../sources/threads/read-thread.ts';
import { lineInBody, threadText, type Writing } from '../../sources/threads/thread-text.ts';
import { whoWrote } from '../../sources/threads/who-wrote.ts';
import { crowdsOfWriters } from '../judge/crowd-of.ts';
import { isRefused } from './read-thread.ts';

/** Files that are read to learn which server a secret belongs to; further ones rarely say more. */
const MAX_FILES_READ = 3;
const MAX_TEXTS_READ = 20;

/** A place of the secret: what its text says of it, when it was read, and where that is. */
export interface Sighting {
  readonly finding?: Finding;
  readonly path: string;
  readonly commit: string;
  readonly place?: Place;
  readonly crowd: string;
  readonly span: Pick<Finding['span'], 'startLine' | 'endLine' | 'startColumn' | 'endColumn'>;
}

/** The files among an alert's places: those of commits, and the pages of a wiki. */
export async function sightFiles(
  octokit: Octokit,
  repository: RepositoryRef,
  { secret }: Alert,
  locations: readonly FileLocation[],
): Promise<readonly Sighting[]> {
  const texts = new Map<string, Text | undefined>();
  const sightings: Sighting[] = [];
  for (const location of locations) {
    const { type, path, commit, blob, ...span } = location;
    // A wiki is another repository, whose blobs REST does not give.
    if (type === 'commit' && !texts.has(blob) && texts.size < MAX_FILES_READ) {
      const bytes = await readBlob(octokit, repository, blob);
      const content = typeof bytes === 'string' ? undefined : decodeText(bytes);
      texts.set(blob, content === undefined ? undefined : { path, content });
    }
    const text = texts.get(blob);
    const finding = text && findValue({ ...text, path }, secret);
    const wiki: Place = { kind: 'thread', thread: 'wiki', id: path, version: commit, reported: true };
    sightings.push({
      ...(type === 'commit'
        ? // Of branches only: GitHub reads no forks for a repository.
          { path, commit, crowd: INSIDERS }
        : {
            place: wiki,
            path: placePath(wiki),
            commit: placeVersion(wiki),
            crowd: crowdOfWiki(repository),
          }),
      ...(finding ? { finding } : {}),
      // GitHub counts columns in bytes; ours are those of editors.
      span: finding && finding.span.startLine === span.startLine ? finding.span : span,
    });
  }
  return sightings;
}

/** Where a value stands in a text that was read as one line after another. */
function lineOf({ body }: Writing, value: string): number {
  const at = body.indexOf(value);
  return at === -1 ? 1 : body.slice(0, at).split('\n').length;
}

/**
 * In whose count a text is that holds a value. REST names its author, GraphQL who wrote each version. An author who may
 * write settles it: nobody else edits what he wrote but who may write as well.
 */
async function crowdOfText(
  octokit: Octokit,
  crowdFor: (writer: Writer | undefined) => Promise<string>,
  { place, writer }: LocatedText,
  value: string,
): Promise<string> {
  const crowd = await crowdFor(writer);
  if (crowd === INSIDERS || place.node === undefined) return crowd;
  try {
    const thread = await readThread(octokit, place.node);
    return thread ? await crowdFor(whoWrote(thread, value, place.inTitle === true)) : crowd;
  } catch (error) {
    if (isRefused(error)) return crowd;
    throw error;
  }
}

/** The texts of people among an alert's places. */
export async function sightTexts(
  octokit: Octokit,
  repository: RepositoryRef,
  { secret }: Alert,
  locations: readonly TextLocation[],
): Promise<readonly Sighting[]> {
  const crowdFor = crowdsOfWriters(octokit, repository);
  const sightings: Sighting[] = [];
  for (const location of locations.slice(0, MAX_TEXTS_READ)) {
    const located = await readLocation(octokit, repository, location);
    if (!located) continue;
    const { place, writing } = located;
    const finding = writing && findValue(threadText(place.thread, place.id, writing), secret);
    const line =
      place.inTitle === true || !writing
        ? 1
        : finding
          ? lineInBody(writing, finding.span.startLine).line
          : lineOf(writing, secret.reveal());
    sightings.push({
      place,
      path: placePath(place),
      commit: placeVersion(place),
      crowd: await crowdOfText(octokit, crowdFor, located, secret.reveal()),
      ...(finding ? { finding } : {}),
      span: {
        startLine: line,
        endLine: line,
        startColumn: finding?.span.startColumn ?? 1,
        endColumn: finding?.span.endColumn ?? 1,
      },
    });
  }
  return sightings;
}
