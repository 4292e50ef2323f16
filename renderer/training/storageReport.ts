/** Says once that something could not be kept; again after it could be in between. */
export interface StorageReport {
  /** What was to be kept, and why it was not, in a few words; null when it was. */
  attempted(what: 'checkpoint' | 'run', reason: string | null): void;
}

/** Why a browser could not keep something, in a few words. */
export function browserReason(error: unknown): string {
  const name = error instanceof Error ? error.name : '';
  if (name === 'QuotaExceededError') return "the browser's storage is full";
  if (name === 'SecurityError' || name === 'InvalidStateError') {
    return 'the browser keeps nothing for this page, as in a private window';
  }
  return `the browser says “${error instanceof Error ? error.message : String(error)}”`;
}

/** What is lost with what could not be kept, and what can be done about it. */
const consequences = {
  checkpoint: [
    'The last state of this run could not be kept',
    'The run goes on, but if the window closes, it cannot be continued. Delete runs under “All runs” or free disk space, and save the weights when it ends.',
  ],
  run: [
    'This run could not be kept for comparing',
    'It is listed until the window closes. Delete runs under “All runs” or free disk space, and export its metrics.',
  ],
} as const;

/** A report that tells `notify` what could not be kept, why, and what to do. */
export function createStorageReport(notify: (message: string) => void): StorageReport {
  const told = new Set<string>();
  return {
    attempted(what, reason) {
      if (reason === null) {
        told.delete(what);
        return;
      }
      if (told.has(what)) return;
      told.add(what);
      const [lost, advice] = consequences[what];
      notify(`${lost}: ${reason}. ${advice}`);
    },
  };
}
