import { isPassingStatus } from '../../egress-failure.ts';
import type { GuardedFetch, Operation } from '../../guarded-fetch.ts';
import type { Journal } from '../../journal.ts';
import type { Life } from '../../prove-dead.ts';
import { signAws } from '../../signing/aws-sigv4.ts';
import { signGoogleJwt } from '../../signing/google-jwt.ts';
import type { Probe, ProviderRecord, RequestTemplate } from '../record.ts';
import { matches, noAnswer, readAnswer, type Answer } from './answer.ts';
import { fill, fillRequest, UnfitValue, type FilledRequest } from './fill-request.ts';
import { readPointerText } from './pointer.ts';
import type { Doubt } from './values.ts';

const AWS_REGION = 'us-east-1';
/** Regional endpoints name theirs: `sts.us-gov-west-1.amazonaws.com`. */
const AWS_HOST = /^[a-z]+\.([a-z]{2}(?:-[a-z]+){1,2}-\d)\.amazonaws\./;

/** What the requests of one run share. */
export interface SessionOptions {
  readonly fetch: GuardedFetch;
  readonly journal: Journal;
  readonly record: ProviderRecord;
  readonly values: Map<string, string>;
  readonly doubt: Doubt | undefined;
  /** Addresses in place of pinned origins: the operator's own GitHub, or the fakes of a test. */
  readonly bases: ReadonlyMap<string, string>;
  readonly signal: AbortSignal | undefined;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** How a provider refused a value in doubt. */
export type Refusal = Doubt | 'mismatched';

/** The conversation with one provider about one credential. */
export class Session {
  readonly record: ProviderRecord;
  readonly journal: Journal;
  readonly values: Map<string, string>;
  /** The origin that knows the credential, or the one being asked. */
  origin: string;
  /** The credential was accepted somewhere, now or in an earlier try. */
  wasSeenLive: boolean;
  /** The answer to the last look, or to one of several places asked, was one that another try may better. */
  wasUnanswered = false;
  /** The last look ended with a refusal that proves nothing (see `Doubt`); `mismatched` when it is surely of the pair. */
  refusal: Refusal | undefined;
  readonly #options: SessionOptions;

  constructor(options: SessionOptions, origin: string, wasSeenLive: boolean) {
    this.#options = options;
    this.record = options.record;
    this.journal = options.journal;
    this.values = options.values;
    this.origin = origin;
    this.wasSeenLive = wasSeenLive;
  }

  /**
   * Sends one request and reads the answer. Throws UnfitValue when a value is missing; nothing was sent then.
   *
   * @param shared values of a request for many sessions, which the end of this one does not abort
   * @param operation what a trace says that it is for
   */
  async ask(
    request: RequestTemplate,
    shared?: ReadonlyMap<string, string>,
    operation: Operation = 'request',
  ): Promise<Answer> {
    const { fetch, signal } = this.#options;
    const { target, init } = await this.#fill(request, shared);
    try {
      return await readAnswer(await fetch(target, { ...init, operation, ...(shared ? {} : { signal }) }));
    } catch (error) {
      return noAnswer(error);
    }
  }

  /** Asks whether the credential lives, and notes the answer. */
  async look(probe = this.record.probe): Promise<Life> {
    if (!probe) return 'unknown';
    const answer = await this.ask(probe.request, undefined, 'probe');
    const life = this.judge(answer, probe);
    this.wasUnanswered =
      answer.kind === 'none' ? answer.passing : answer.isPage || isPassingStatus(answer.status);
    if (life === 'live') this.wasSeenLive = true;
    const status = answer.kind === 'answer' ? answer.status : undefined;
    this.journal.note(
      life === 'live' ? 'probe_live' : life === 'dead' ? 'probe_dead' : 'probe_failed',
      status,
    );
    return life;
  }

  /** True when the provider itself is asked, not a server in its place, whose limits are others. */
  isPinned(): boolean {
    const base = this.#options.bases.get(this.origin) ?? this.origin;
    return base === this.origin;
  }

  /** Why a refusal proves nothing of a value that was never seen accepted. */
  get doubt(): Doubt | undefined {
    return this.#options.doubt;
  }

  /** Milliseconds since the epoch. */
  now(): number {
    return this.#options.now();
  }

  /** What an answer to the question shows. One that refuses a value in doubt which was never seen accepted is noted in `refusal`. */
  judge(answer: Answer, probe: Probe): Life {
    this.refusal = undefined;
    if (matches(answer, probe.live)) return 'live';
    if (this.doubt && !this.wasSeenLive) {
      this.refusal = this.#doubtOf(answer, probe, this.doubt);
      return 'unknown';
    }
    if (matches(answer, probe.dead)) return 'dead';
    return this.wasSeenLive && matches(answer, probe.deadOnceSeenLive ?? []) ? 'dead' : 'unknown';
  }

  #doubtOf(
    answer: Answer,
    { dead, deadOnceSeenLive = [], mismatched = [] }: Probe,
    doubt: Doubt,
  ): Refusal | undefined {
    if (matches(answer, mismatched)) return 'mismatched';
    // What a living credential hears as well is no refusal of the value; of a pair it is one.
    return matches(answer, doubt === 'unpaired' ? [...dead, ...deadOnceSeenLive] : dead) ? doubt : undefined;
  }

  async #fill(request: RequestTemplate, shared?: ReadonlyMap<string, string>): Promise<FilledRequest> {
    const written = request.origin ?? this.origin;
    const base = this.#options.bases.get(written) ?? written;
    const values = request.google ? await this.#withJwt(request.google) : (shared ?? this.values);
    const filled = fillRequest(request, base, values);
    if (!request.aws) return filled;
    const headers = this.#signAws(filled, request.aws, fill(written, values));
    return { ...filled, init: { ...filled.init, headers } };
  }

  #signAws(
    { target, init }: FilledRequest,
    { service, by }: NonNullable<RequestTemplate['aws']>,
    origin: string,
  ): Readonly<Record<string, string>> {
    const [id, secret] = by === 'token' ? ['{keyId}', '{token}'] : ['{admin.keyId}', '{admin}'];
    const key = {
      accessKeyId: fill(id ?? '', this.values),
      secretAccessKey: fill(secret ?? '', this.values),
    };
    const { host } = new URL(origin);
    const options = { region: AWS_HOST.exec(host)?.[1] ?? AWS_REGION, service, host, now: this.now() };
    return { ...init.headers, ...signAws({ ...init, target }, key, options) };
  }

  async #withJwt(google: NonNullable<RequestTemplate['google']>): Promise<Map<string, string>> {
    const { values } = this;
    let read: (name: string) => string;
    if (google.by === 'token') read = (name) => fill(`{${name}}`, values);
    else {
      const key = parse(fill('{admin}', values));
      read = (name) => readPointerText(key, `/${name}`) ?? '';
    }
    const key = {
      email: read('client_email'),
      keyId: read('private_key_id'),
      privateKey: read('private_key'),
    };
    const jwt = await signGoogleJwt(key, { ...google, now: this.now() }).catch(() => {
      throw new UnfitValue('The private key cannot be read.');
    });
    return new Map([...values, ['jwt', jwt]]);
  }
}

function parse(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch {
    return undefined;
  }
}
