import type { AcpRequest } from './acp-state.ts';
import { objectIn, objectsIn, textIn, type Loose } from './loose-json.ts';

/** `name` is for people, where the agent tells one. */
export interface Option {
  readonly value: string;
  readonly name: string;
}

/** What an agent lets its client choose for a session. */
export interface Choice {
  readonly options: readonly Option[];
  readonly current: string;
  choose(value: string): Omit<AcpRequest, 'id'>;
}

/** Models and the like are options of a session; older agents have models alone. */
export function choiceOf(result: Loose, sessionId: string, category: 'model' | 'thought_level'): Choice | undefined {
  const option = objectsIn(result, 'configOptions').find((one) => textIn(one, 'category') === category);
  if (option !== undefined) {
    const configId = textIn(option, 'id') ?? '';
    return {
      options: optionsIn(option, 'options', 'value'),
      current: textIn(option, 'currentValue') ?? '',
      choose: (value) => ({ method: 'session/set_config_option', params: { sessionId, configId, value } }),
    };
  }
  const models = objectIn(result, 'models');
  const options = optionsIn(models, 'availableModels', 'modelId');
  if (category !== 'model' || options.length === 0) return undefined;
  return {
    options,
    current: textIn(models, 'currentModelId') ?? '',
    choose: (modelId) => ({ method: 'session/set_model', params: { sessionId, modelId } }),
  };
}

function optionsIn(from: Loose, list: string, key: string): readonly Option[] {
  return objectsIn(from, list).flatMap((one) => {
    const value = textIn(one, key);
    return value === undefined ? [] : [{ value, name: textIn(one, 'name') ?? '' }];
  });
}

/** What has to be sent for an option: nothing where it holds already; undefined where the agent does not have it. */
export function chosen(choice: Choice | undefined, option: Option | undefined, id: number): readonly AcpRequest[] | undefined {
  if (choice === undefined || option === undefined) return undefined;
  return option.value === choice.current ? [] : [{ id, ...choice.choose(option.value) }];
}

/**
 * Agents put a provider before a model's name, or an effort behind it (`anthropic/claude-sonnet-4-6`, `gpt-5.5[medium]`), or have
 * a word of their own for it and tell its name to people: `sonnet`, `Sonnet 4.6`.
 */
export function pick({ current, options }: Choice, model: string): Option | undefined {
  const fits = ({ value }: Option): boolean =>
    value === model || value.endsWith(`/${model}`) || value.startsWith(`${model}[`) || value.startsWith(`${model}/`);
  const fitting = options.filter(fits);
  return (
    options.find(({ value }) => value === model) ??
    fitting.find(({ value }) => value === current) ??
    fitting[0] ??
    options.find(({ name }) => name !== '' && plainName(name) === plainName(model))
  );
}

/** `claude-sonnet-4-6-20260101` and `Sonnet 4.6` are one model; `Sonnet 4.6 (1M context)` is another. */
function plainName(name: string): string {
  const words = name.toLowerCase().replace(/-20\d{6}$/, '');
  return words.replaceAll(/[\s._-]+/g, '-').replace(/^claude-/, '');
}

/** `sonnet (Sonnet 5.5)` */
export function labelOf({ value, name }: Option): string {
  return name === '' || plainName(name) === plainName(value) ? value : `${value} (${name})`;
}

const LISTED_AT_MOST = 12;

export function listed(names: readonly string[]): string {
  if (names.length === 0) return 'none';
  const more = names.length - LISTED_AT_MOST;
  return [...names.slice(0, LISTED_AT_MOST), ...(more > 0 ? [`${more} more`] : [])].join(', ');
}
