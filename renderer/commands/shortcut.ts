const onMac = navigator.platform.startsWith('Mac');

/** Keys with people's names where the key's own name is unreadable. */
const keyNames: Readonly<Record<string, string>> = {
  ArrowUp: '↑',
  ArrowDown: '↓',
  ArrowLeft: '←',
  ArrowRight: '→',
  Delete: 'Del',
};

/**
 * A shortcut as people read it. Written in code as `Mod+Shift+Z`: Mod is Ctrl, on a Mac Command.
 */
export function formatShortcut(shortcut: string): string {
  const names: Readonly<Record<string, string>> = onMac
    ? { Mod: '⌘', Shift: '⇧', Alt: '⌥', Ctrl: '⌃' }
    : { Mod: 'Ctrl' };
  return shortcut
    .split('+')
    .map((part) => names[part] ?? keyNames[part] ?? part)
    .join(onMac ? '' : '+');
}

/** Whether a key press is a shortcut: the same key with exactly the same modifiers. */
export function isShortcut(event: KeyboardEvent, shortcut: string): boolean {
  const parts = shortcut.split('+');
  const key = parts.at(-1) ?? '';
  const wants = (name: string): boolean => parts.slice(0, -1).includes(name);
  const mod = onMac ? event.metaKey : event.ctrlKey;
  const otherMod = onMac ? event.ctrlKey : event.metaKey;
  // A sign such as `?` or `+` already tells which keys were held with it.
  const shiftFits = /^[^A-Za-z0-9]$/.test(key) || wants('Shift') === event.shiftKey;
  return (
    event.key.toLowerCase() === key.toLowerCase() &&
    wants('Mod') === mod &&
    wants('Alt') === event.altKey &&
    !otherMod &&
    shiftFits
  );
}
