import { create } from 'zustand';

/** Which charts have a logarithmic axis; kept for the next start. */
export interface ChartScales {
  /** Titles of the charts that do. */
  readonly logarithmic: readonly string[];
  setLogarithmic(title: string, isLogarithmic: boolean): void;
}

const storageKey = 'netloom.logarithmicCharts';

/** The charts chosen when the window was open before; none where that is not known. */
function firstCharts(): readonly string[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(storageKey) ?? 'null');
    return Array.isArray(kept) ? kept.filter((title) => typeof title === 'string') : [];
  } catch {
    return [];
  }
}

/** Keeps by which charts people read small values beside large ones. */
export const useChartScales = create<ChartScales>()((set, get) => ({
  logarithmic: firstCharts(),
  setLogarithmic(title, isLogarithmic) {
    const others = get().logarithmic.filter((other) => other !== title);
    const logarithmic = isLogarithmic ? [...others, title] : others;
    localStorage.setItem(storageKey, JSON.stringify(logarithmic));
    set({ logarithmic });
  },
}));
