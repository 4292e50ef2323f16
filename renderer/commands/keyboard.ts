import { copySelection, cutSelection, pasteText } from '../canvas/clipboardActions';
import { useQuestion } from '../files/questions';
import { useLayout } from '../shell/layoutStore';
import { isEnabled, performCommand } from './command';
import { commands } from './commands';
import { isShortcut } from './shortcut';

const typingPlaces = 'input, textarea, select, [contenteditable="true"], [role="textbox"]';
/** Controls that have a meaning of their own for arrows and letters. */
const ownKeys = '[role="tab"], [role="radio"], [role="separator"], [role="grid"], [role="listbox"]';

/** What Enter presses. */
const pressed = 'button, a[href], summary, [role="menuitem"], [role="option"]';

function isTyping(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest(typingPlaces) !== null;
}

function isModal(): boolean {
  return useQuestion.getState().question !== null || useLayout.getState().dialog !== null;
}

function onKeyDown(event: KeyboardEvent): void {
  if (event.defaultPrevented || isModal()) return;
  const typing = isTyping(event.target);
  const plain = !event.ctrlKey && !event.metaKey && !event.altKey;
  const hasOwnKeys = event.target instanceof Element && event.target.closest(ownKeys) !== null;
  if (plain && hasOwnKeys && event.key.startsWith('Arrow')) return;
  const presses = event.target instanceof Element && event.target.closest(pressed) !== null;
  if (plain && presses && event.key === 'Enter' && !event.shiftKey) return;
  for (const command of commands) {
    if (command.comesAsClipboardEvent || (typing && !command.inText)) continue;
    if (!command.shortcuts?.some((shortcut) => isShortcut(event, shortcut))) continue;
    if (!isEnabled(command)) continue;
    event.preventDefault();
    performCommand(command);
    return;
  }
}

function answerClipboard(event: ClipboardEvent, text: () => string | null): void {
  if (isTyping(event.target) || isModal() || window.getSelection()?.toString()) return;
  const copied = text();
  if (copied === null) return;
  event.clipboardData?.setData('text/plain', copied);
  event.preventDefault();
}

function onPaste(event: ClipboardEvent): void {
  if (isTyping(event.target) || isModal()) return;
  const text = event.clipboardData?.getData('text/plain') ?? '';
  if (pasteText(text)) event.preventDefault();
}

/** Lets the keyboard perform commands from now on. */
export function listenToKeyboard(): () => void {
  const onCopy = (event: ClipboardEvent): void => answerClipboard(event, copySelection);
  const onCut = (event: ClipboardEvent): void => answerClipboard(event, cutSelection);
  window.addEventListener('keydown', onKeyDown);
  document.addEventListener('copy', onCopy);
  document.addEventListener('cut', onCut);
  document.addEventListener('paste', onPaste);
  return () => {
    window.removeEventListener('keydown', onKeyDown);
    document.removeEventListener('copy', onCopy);
    document.removeEventListener('cut', onCut);
    document.removeEventListener('paste', onPaste);
  };
}
