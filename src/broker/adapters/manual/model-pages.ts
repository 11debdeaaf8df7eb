import type { RotatePage } from './rotate-page.ts';

/** Model providers, search and agent tools. By provider. */
export const MODEL_PAGES: readonly RotatePage[] = [
  {
    id: 'openai',
    url: 'https://platform.openai.com/api-keys',
    steps: 'Revoke the key under API keys of its project; admin keys are under Organization, Admin keys.',
  },
  {
    id: 'anthropic',
    url: 'https://platform.claude.com/settings/keys',
    steps:
      'Disable the key under API keys, then delete it; tokens of Claude Code end by logging out all sessions of the account.',
  },
  { id: 'openrouter', url: 'https://openrouter.ai/settings/keys', steps: 'Delete the key under Keys.' },
  { id: 'xai', url: 'https://console.x.ai', steps: 'Delete the key under API Keys of the team.' },
  { id: 'groq', url: 'https://console.groq.com/keys', steps: 'Delete the key under API Keys.' },
  {
    id: 'mistral',
    url: 'https://console.mistral.ai/api-keys',
    steps: 'Delete the key under API keys of the workspace.',
  },
  {
    id: 'perplexity',
    url: 'https://www.perplexity.ai/account/api/keys',
    steps: 'Delete the key under API Keys.',
  },
  {
    id: 'huggingface',
    url: 'https://huggingface.co/settings/tokens',
    steps: 'Invalidate and refresh the token, or delete it, under Access Tokens.',
  },
  {
    id: 'replicate',
    url: 'https://replicate.com/account/api-tokens',
    steps: 'Disable the token under API tokens.',
  },
  {
    id: 'tavily',
    url: 'https://app.tavily.com',
    steps: 'Delete the key under API Keys on the overview page.',
  },
  {
    id: 'brave',
    url: 'https://api-dashboard.search.brave.com/app/keys',
    steps: 'Delete the key under API Keys.',
  },
  { id: 'exa', url: 'https://dashboard.exa.ai/api-keys', steps: 'Delete the key under API Keys.' },
  {
    id: 'serpapi',
    url: 'https://serpapi.com/manage-api-key',
    steps: 'Regenerate the private API key of the account.',
  },
  { id: 'firecrawl', url: 'https://www.firecrawl.dev/app/api-keys', steps: 'Delete the key under API Keys.' },
  {
    id: 'apify',
    url: 'https://console.apify.com/settings/integrations',
    steps: 'Delete the token under Settings, API & Integrations.',
  },
  {
    id: 'brightdata',
    url: 'https://brightdata.com/cp/setting/users',
    steps: 'Remove the API key under Account settings, Users and API keys.',
  },
  {
    id: 'context7',
    url: 'https://context7.com/dashboard',
    steps: 'Delete the key under API Keys on the dashboard.',
  },
  {
    id: 'langsmith',
    url: 'https://smith.langchain.com/settings',
    steps: 'Delete the key under Settings, API Keys.',
  },
  {
    id: 'langfuse',
    url: 'https://cloud.langfuse.com',
    steps:
      'Delete the key pair under Settings, API Keys of the project; on a self-hosted Langfuse use the same page there.',
  },
  { id: 'pinecone', url: 'https://app.pinecone.io', steps: 'Delete the key under API keys of the project.' },
  {
    id: 'composio',
    url: 'https://platform.composio.dev',
    steps: 'Delete the key or the MCP server on the dashboard; connected accounts are revoked one by one.',
  },
  {
    id: 'smithery',
    url: 'https://smithery.ai/account/api-keys',
    steps: 'Delete the key under API Keys of the account.',
  },
  {
    id: 'klavis',
    url: 'https://www.klavis.ai/home/api-keys',
    steps: 'Delete the server instance and the API key on the dashboard.',
  },
];
