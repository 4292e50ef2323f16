import { create } from 'zustand';

/** The tabs of the dock below the canvas, in order. */
export const dockTabs = {
  problems: 'Problems',
  tables: 'Tables',
  training: 'Training',
  code: 'Code',
  history: 'History',
} as const;

/** One tab of the dock. */
export type DockTab = keyof typeof dockTabs;

/** The parts of the window that can be resized, in pixels. */
export type Resizable = 'library' | 'inspector' | 'dock';

/** The smallest and largest size of each part, in pixels. */
export const sizeLimits: Readonly<Record<Resizable, readonly [min: number, max: number]>> = {
  library: [160, 400],
  inspector: [240, 480],
  dock: [120, 900],
};

/** Which parts of the window are shown, and how large they are; kept for the next start. */
export interface LayoutState {
  readonly libraryOpen: boolean;
  readonly inspectorOpen: boolean;
  readonly dockOpen: boolean;
  readonly dockTab: DockTab;
  readonly sizes: Readonly<Record<Resizable, number>>;
  /** The window over the others, if any; none is kept. */
  readonly dialog:
    | 'palette'
    | 'shortcuts'
    | 'templates'
    | 'connect'
    | 'comparison'
    | 'firstSteps'
    | 'documentation'
    | null;
  /** The id of the kind whose documentation is on show, or was last. */
  readonly documentedKind: string | null;
  setSize(part: Resizable, pixels: number): void;
  toggle(part: 'library' | 'inspector' | 'dock'): void;
  /** Opens the dock at a tab. */
  showTab(tab: DockTab): void;
  /** Opens the dock at a tab, or closes it when that tab is on show. */
  toggleTab(tab: DockTab): void;
  showDialog(dialog: LayoutState['dialog']): void;
  /** Opens the documentation at a kind. */
  showDocumentation(kindId: string): void;
}

const storageKey = 'netloom.layout';

const initial = {
  libraryOpen: true,
  inspectorOpen: true,
  dockOpen: true,
  dockTab: 'problems' as DockTab,
  sizes: { library: 240, inspector: 296, dock: 312 } as Record<Resizable, number>,
};

function stored(): Partial<typeof initial> {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(storageKey) ?? '{}');
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}

function clamp(part: Resizable, pixels: unknown): number {
  const [min, max] = sizeLimits[part];
  const size = typeof pixels === 'number' && Number.isFinite(pixels) ? pixels : initial.sizes[part];
  return Math.round(Math.min(max, Math.max(min, size)));
}

function firstLayout(): typeof initial {
  const kept = stored();
  const sizes = { ...initial.sizes };
  for (const part of Object.keys(sizes) as Resizable[]) {
    sizes[part] = clamp(part, kept.sizes?.[part]);
  }
  return {
    libraryOpen: kept.libraryOpen !== false,
    inspectorOpen: kept.inspectorOpen !== false,
    dockOpen: kept.dockOpen !== false,
    dockTab: kept.dockTab && kept.dockTab in dockTabs ? kept.dockTab : initial.dockTab,
    sizes,
  };
}

/** The arrangement of the window; no part of the project, hence of undo. */
export const useLayout = create<LayoutState>()((set, get) => ({
  ...firstLayout(),
  dialog: null,
  documentedKind: null,
  setSize: (part, pixels) => set({ sizes: { ...get().sizes, [part]: clamp(part, pixels) } }),
  toggle(part) {
    const name = `${part}Open` as const;
    set({ [name]: !get()[name] });
  },
  showTab: (dockTab) => set({ dockTab, dockOpen: true }),
  toggleTab(tab) {
    const { dockOpen, dockTab } = get();
    if (dockOpen && dockTab === tab) set({ dockOpen: false });
    else get().showTab(tab);
  },
  showDialog: (dialog) => set({ dialog }),
  showDocumentation: (documentedKind) => set({ documentedKind, dialog: 'documentation' }),
}));

useLayout.subscribe(({ libraryOpen, inspectorOpen, dockOpen, dockTab, sizes }) => {
  localStorage.setItem(
    storageKey,
    JSON.stringify({ libraryOpen, inspectorOpen, dockOpen, dockTab, sizes }),
  );
});
