export { VARIABLE_NAMES } from './places.ts';

/** The sentences about variables; the same in a check run and in an issue. */
export const VARIABLE_WORDS = {
  title: '### Where the credential spread',
  opening:
    'Whatever runs with access to a variable can read it, and no log hides its value. Lines of workflows that read it:',
  noReader: 'No workflow was found that reads it by its name.',
  wayOut: 'The way out is a secret of the same name:',
  reader: (place: string, repository: string, job: string, step: string, variable: string) =>
    `- ${place} in ${repository}${job === '' ? '' : `, job ${job}`}${step === '' ? '' : `, step ${step}`} reads ${variable}`,
  how: (variable: string, secret: string) =>
    `- ${variable}: make the ${secret} with the new value, and delete the variable.`,
  instead: (block: string) => `Write this where it is read:\n\n${block}`,
  reads: 'This line takes the credential from a variable that everybody with access can read.',
} as const;
