import type { GenAiProvider } from './gen-ai-models.ts';

/**
 * Providers and the prices of their models for a million tokens, in US dollars, as the providers published them in
 * March 2026. For estimates; an operator's own prices take their place with `parseGenAiModels`.
 *
 * A line a provider: name, prefixes of its models' names, then `[names, input price, output price]` for each model.
 */
type ProviderLine = readonly [
  name: string,
  prefixes: readonly string[],
  models: readonly (readonly [names: readonly string[], input: number, output: number])[],
];

const lines: readonly ProviderLine[] = [
  [
    'openai',
    ['gpt'],
    [
      [['gpt-5.4-pro'], 30.0, 180.0],
      [['gpt-5.4'], 2.5, 15.0],
      [['gpt-5.4-mini'], 0.75, 4.5],
      [['gpt-5.4-nano'], 0.2, 1.25],
      [['gpt-5.2-pro'], 21.0, 168.0],
      [['gpt-5.2'], 1.75, 14.0],
      [['gpt-5.1'], 1.25, 10.0],
      [['gpt-5-pro'], 15.0, 120.0],
      [['gpt-5'], 1.25, 10.0],
      [['gpt-5-mini'], 0.25, 2.0],
      [['gpt-5-nano'], 0.05, 0.4],
      [['gpt-4.1'], 2.0, 8.0],
      [['gpt-4.1-mini-2025-04-14'], 0.4, 1.6],
      [['gpt-4.1-nano'], 0.1, 0.4],
      [['gpt-4o'], 2.5, 10.0],
      [['gpt-4o-mini'], 0.15, 0.6],
    ],
  ],
  [
    'anthropic',
    ['claude'],
    [
      [['claude-4.6-opus', 'claude-opus-4-6'], 5.0, 25.0],
      [['claude-4.5-opus', 'claude-opus-4-5'], 5.0, 25.0],
      [['claude-4.1-opus', 'claude-opus-4-1'], 15.0, 75.0],
      [['claude-4-opus', 'claude-opus-4'], 15.0, 75.0],
      [['claude-4.6-sonnet', 'claude-sonnet-4-6'], 3.0, 15.0],
      [['claude-4.5-sonnet', 'claude-sonnet-4-5'], 3.0, 15.0],
      [['claude-4-sonnet', 'claude-sonnet-4'], 3.0, 15.0],
      [['claude-3.7-sonnet', 'claude-sonnet-3-7'], 3.0, 15.0],
      [['claude-4.5-haiku', 'claude-haiku-4-5'], 1.0, 5.0],
      [['claude-3.5-haiku', 'claude-haiku-3-5'], 0.8, 4.0],
      [['claude-3-opus', 'claude-opus-3'], 15.0, 75.0],
      [['claude-3-haiku', 'claude-haiku-3'], 0.25, 1.25],
    ],
  ],
  [
    'gemini',
    ['gemini'],
    [
      [['gemini-3.1-pro-preview'], 2.0, 12.0],
      [['gemini-3.1-pro-preview-customtools'], 2.0, 12.0],
      [['gemini-3.1-flash-lite-preview'], 0.25, 1.5],
      [['gemini-3.1-flash-image-preview'], 0.5, 3.0],
      [['gemini-3-flash-preview'], 0.5, 3.0],
      [['gemini-3-pro-image-preview'], 2.0, 12.0],
      [['gemini-2.5-pro'], 1.25, 10.0],
      [['gemini-2.5-flash'], 0.3, 2.5],
      [['gemini-2.5-flash-lite'], 0.1, 0.4],
      [['gemini-2.5-flash-lite-preview-09-2025'], 0.1, 0.4],
      [['gemini-2.5-flash-native-audio-preview-12-2025'], 0.5, 2.0],
      [['gemini-2.5-flash-image'], 0.3, 2.5],
      [['gemini-2.5-flash-preview-tts'], 0.5, 10.0],
      [['gemini-2.5-pro-preview-tts'], 1.0, 20.0],
      [['gemini-2.0-flash'], 0.1, 0.4],
    ],
  ],
  [
    'mistral',
    ['mistral'],
    [
      [['mistral-large-3'], 0.5, 1.5],
      [['mistral-medium-3'], 0.4, 2.0],
      [['mistral-small-4'], 0.15, 0.6],
    ],
  ],
  [
    'deepseek',
    ['deepseek'],
    [
      [['deepseek-chat'], 0.28, 0.42],
      [['deepseek-reasoner'], 0.28, 0.42],
    ],
  ],
  ['bytedance', ['doubao'], []],
  [
    'zhipu_ai',
    ['glm'],
    [
      [['glm-5-turbo'], 0.73, 3.2],
      [['glm-5'], 0.58, 2.61],
      [['glm-4.7'], 0.29, 1.16],
      [['glm-4.5-air'], 0.12, 0.29],
      [['glm-4.7-flashx'], 0.07, 0.44],
    ],
  ],
  [
    'alibaba',
    ['qwen'],
    [
      [['qwen3-max'], 0.36, 1.45],
      [['qwen3.5-plus'], 0.12, 0.7],
      [['qwen3.5-flash'], 0.03, 0.29],
    ],
  ],
  [
    'tencent',
    ['hunyuan', 'Tencent'],
    [
      [['hunyuan-2.0-think'], 0.58, 2.31],
      [['hunyuan-2.0-instruct'], 0.46, 1.15],
      [['hunyuan-t1'], 0.15, 0.58],
      [['hunyuan-turbos'], 0.12, 0.29],
      [['hunyuan-a13b'], 0.07, 0.29],
    ],
  ],
  [
    'moonshot',
    ['kimi'],
    [
      [['kimi-k2.5'], 0.58, 3.05],
      [['kimi-k2-0905'], 0.58, 2.32],
      [['kimi-k2-thinking'], 0.58, 2.32],
    ],
  ],
  [
    'minimax',
    ['minimax'],
    [
      [['minimax-m2.7'], 0.3, 1.2],
      [['minimax-m2.7-highspeed'], 0.6, 2.4],
      [['minimax-m2.5'], 0.3, 1.2],
      [['minimax-m2.5-highspeed'], 0.6, 2.4],
      [['m2-her'], 0.3, 1.2],
    ],
  ],
  ['ollama', [], []],
];

export const genAiProviders: readonly GenAiProvider[] = lines.map(([name, prefixes, models]) => ({
  name,
  prefixes,
  models: models.map(([modelPrefixes, inputCostPerMillion, outputCostPerMillion]) => ({
    prefixes: modelPrefixes,
    inputCostPerMillion,
    outputCostPerMillion,
  })),
}));
