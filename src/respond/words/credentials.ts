export { credentialName } from '../../detect/credential-name.ts';
