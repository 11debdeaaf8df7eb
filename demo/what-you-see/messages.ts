import { signWebhook } from '../../src/base/standard-webhooks.ts';
import { callBody } from '../../src/jobs/escalate/call-body.ts';
import { renderResolution } from '../../src/respond/resolve-alert.ts';
import { EXPLANATIONS } from '../../src/respond/words/explanations.ts';
import { ofList, type Chapter } from './example.ts';
import { exampleIncident, START } from './example-reports.ts';

const HOUR_MS = 3_600_000;
const AT = new Date(START + 48 * HOUR_MS);
/** Of this page only. */
const KEY = Buffer.alloc(32, 7);

const call = callBody(
  {
    incidentId: '0b5f8b0e-4c1f-4b1c-9d53-0d9d4a2f7f10',
    repository: 'acme/billing',
    state: 'manual_required',
    severity: 'high',
    owners: ['@acme/payments'],
    since: new Date(START),
    issue: 'https://github.com/acme/security/issues/12',
  },
  AT,
);
const headers = signWebhook(KEY, {
  id: 'd9a3c1f0-6a5e-4f8b-8f3e-2c1b0a9d8e7f',
  at: AT.getTime(),
  body: call,
});

const dismissed = (explanation: string) =>
  renderResolution(exampleIncident({ state: 'dismissed', explanation }));

/** What others than readers of conversations get. */
export const MESSAGES: Chapter = {
  heading: 'Messages',
  examples: [
    {
      heading: 'The message to the webhook that policy names',
      when: 'At twice the deadline, signed by Standard Webhooks; ids and words, nothing of the credential.',
      markdown: [
        ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
        '',
        JSON.stringify(JSON.parse(call), null, 2),
      ].join('\n'),
      language: 'text',
    },
    ofList(
      'The comment with which an alert of GitHub’s secret scanning is resolved',
      'When the credential is dead, or set aside.',
      [
        renderResolution(exampleIncident()),
        dismissed(
          EXPLANATIONS.riskAccepted('octocat', '2027-01-31', 'the old server is shut down in January'),
        ),
      ],
    ),
    ofList(
      'Why an incident stands as it does',
      'In its issue, behind the state, where a person said so.',
      Object.entries(EXPLANATIONS).map(([, words]) =>
        typeof words === 'string' ? words : words('octocat', '2027-01-31', 'made up for the handbook'),
      ),
    ),
  ],
};
