import type { ComponentChildren } from 'preact';
import type { Answer } from './use-answer.ts';

/** What was answered, once it is there; before that a place for it, or why there is nothing. */
export function Answered<Value>({
  answer: { value, problem },
  show,
}: {
  answer: Answer<Value>;
  show: (value: Value) => ComponentChildren;
}) {
  if (problem) {
    return (
      <p class="card p-4" role="alert">
        {problem}
      </p>
    );
  }
  if (value === undefined) return <div class="waiting h-48 rounded-2xl" aria-busy="true" />;
  return <>{show(value)}</>;
}
