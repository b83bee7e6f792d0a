import type { Capability, OptionRules } from '../capability.ts';
import { AppError } from '../errors.ts';
import type { GenerateRequest, Json } from '../generation.ts';
import { readInteger, readText } from '../request.ts';
import type { Template } from '../template.ts';
import { type Warning, warning } from '../warnings.ts';

/** The parameters of a model's own, as it takes them. */
export interface FittedOptions {
  extra: GenerateRequest['extra'];
  warnings: Warning[];
}

/**
 * Fits what a request says beyond the common parameters to the options of its model: a value it does
 * not know is refused with the legal ones, or left out and reported where the request is `lenient`;
 * an option it does not have, or not with this format, is left out and reported. What no row names
 * is passed on, or where the model takes nothing unknown left out and reported, too.
 */
export function fitOptions(
  { extra, lenient, outputFormat }: GenerateRequest,
  { model, options = {}, passUnknown }: Capability,
): FittedOptions {
  const warnings: Warning[] = [];
  if (!extra) return { extra, warnings };
  const kept: { [name: string]: Json } = {};
  const drop = (param: string) => warnings.push(warning('parameter_dropped', { param, model }));
  for (const [param, value] of Object.entries(extra)) {
    const rules = Object.hasOwn(options, param) ? options[param] : undefined;
    if (rules === undefined) {
      if (passUnknown) kept[param] = value;
      else drop(param);
    } else if (!rules || (rules.onlyWith !== undefined && rules.onlyWith !== outputFormat)) {
      drop(param);
    } else {
      const fitted = lenient ? triedOption(param, value, rules) : readOption(param, value, rules);
      if (fitted !== undefined) kept[param] = fitted;
      else if (lenient) {
        const got = JSON.stringify(value);
        warnings.push(warning('value_dropped', { param, got, model }));
      }
    }
  }
  return { extra: Object.keys(kept).length > 0 ? kept : undefined, warnings };
}

/** What an option may be, in words. */
export function optionAbout(rules: OptionRules): Template {
  if ('values' in rules) {
    const list = rules.values.join(', ');
    return { en: `one of ${list}`, zh: `${list} 之一` };
  }
  const { min, max } = rules;
  if (max === undefined) {
    return { en: `a whole number, ${min} or more`, zh: `不小于 ${min} 的整数` };
  }
  return { en: `a whole number from ${min} to ${max}`, zh: `${min} 到 ${max} 的整数` };
}

function triedOption(param: string, value: Json, rules: OptionRules): Json | undefined {
  try {
    return readOption(param, value, rules);
  } catch {
    return undefined;
  }
}

function readOption(param: string, value: Json, rules: OptionRules): Json | undefined {
  if (!('values' in rules)) {
    return readInteger(param, value, rules.min, rules.max ?? Number.MAX_SAFE_INTEGER);
  }
  const word = readText(param, value);
  if (word === undefined || rules.values.includes(word)) return word;
  const got = JSON.stringify(word);
  throw new AppError('invalid_value', { param, expected: optionAbout(rules), got }, { param });
}
