import { RekeyError } from '../base/errors.ts';
import { authorise } from '../broker-client/authorise.ts';
import { checkBrokerUrl, readBrokerAuth } from '../broker-client/broker-auth.ts';
import { openConnection } from '../broker-client/connection.ts';
import { Breakers, Resumed } from '../broker-contract/breakers.ts';

const USAGE = `Usage: rekey broker resume [CLIENT OWNER]

Without arguments: lists whose revocations wait for a person. BROKER_URL and BROKER_AUTH name the broker and a client of
it with the scope "operate".
`;

const fail = (status: number) =>
  new RekeyError(
    'BROKER_REFUSED',
    `The broker answered ${status}: does the client have the scope "operate"?`,
  );

/** Lets revocations go on that the circuit breaker paused, or lists them. */
export async function resumeCommand(args: readonly string[]): Promise<number> {
  const [client, owner] = args;
  if (args.length === 1 || args.length > 2) {
    process.stderr.write(USAGE);
    return 2;
  }
  const url = process.env['BROKER_URL']?.replace(/\/+$/, '');
  if (!url || !URL.canParse(url))
    throw new RekeyError('CONFIG', 'BROKER_URL is missing: set it to the address of the broker.');
  checkBrokerUrl(url);
  const auth = readBrokerAuth(process.env['BROKER_AUTH'], process.env);
  const connection = openConnection(url, auth);
  const broker = authorise(connection, url, auth);
  try {
    if (client === undefined) {
      const answer = await broker.send({ method: 'GET', target: '/v1/breakers' });
      if (answer.status !== 200) throw fail(answer.status);
      for (const one of Breakers.parse(answer.json).breakers)
        process.stdout.write(
          `${one.client} ${one.owner}  ${one.waiting} waiting since ${one.since}${one.outsiders ? ', brought by outsiders' : ''}\n`,
        );
      return 0;
    }
    const answer = await broker.send({
      method: 'POST',
      target: '/v1/breakers/resume',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ client, owner }),
    });
    if (answer.status !== 200) throw fail(answer.status);
    process.stdout.write(`${Resumed.parse(answer.json).resumed} go on\n`);
    return 0;
  } finally {
    await connection.close();
  }
}
