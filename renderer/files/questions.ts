import { create } from 'zustand';

/** A question that must be answered before anything else happens. */
export interface Question {
  readonly title: string;
  readonly text: string;
  /** Answers from left to right; the last is the one that Enter gives. */
  readonly answers: readonly {
    readonly value: string;
    readonly label: string;
    readonly tone?: 'normal' | 'primary' | 'danger';
  }[];
}

interface QuestionState {
  readonly question: Question | null;
  answer(value: string | null): void;
}

let resolveAnswer: (value: string | null) => void = () => undefined;

/** The question on the screen, if any. */
export const useQuestion = create<QuestionState>()((set) => ({
  question: null,
  answer(value) {
    set({ question: null });
    resolveAnswer(value);
  },
}));

/** Asks and waits; null when the question was dismissed, or another one took its place. */
export function ask(question: Question): Promise<string | null> {
  resolveAnswer(null);
  useQuestion.setState({ question });
  return new Promise((resolve) => {
    resolveAnswer = resolve;
  });
}
