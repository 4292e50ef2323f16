import type { Page } from '@playwright/test';

/**
 * What is wrong with how the window looks: texts that are cut off with no way to read the rest, that
 * stick out of the window, or that are written over each other; nodes that cover each other. Empty
 * when all is well. Where a dialog is open, it alone is looked at. What scrolls may be scrolled to;
 * the code editor and formulas place their own letters.
 */
export function layoutFaults(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const placedByOthers = '.monaco-editor, .katex, .u-wrap, select, textarea';
    const open = [...document.querySelectorAll('[role="dialog"], [role="alertdialog"]')].at(-1);
    const root = open ?? document.body;
    const faults: string[] = [];

    interface Written {
      readonly text: string;
      readonly element: Element;
      readonly box: DOMRect;
    }
    const intersection = (a: DOMRect, b: DOMRect): DOMRect => {
      const left = Math.max(a.left, b.left);
      const top = Math.max(a.top, b.top);
      const right = Math.min(a.right, b.right);
      const bottom = Math.min(a.bottom, b.bottom);
      return new DOMRect(left, top, Math.max(0, right - left), Math.max(0, bottom - top));
    };
    /** Whether a pointer that rests on it is told the whole text. */
    const isToldElsewhere = (element: Element): boolean => element.closest('[title]') !== null;

    const written: Written[] = [];
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const element = node.parentElement;
      const text = node.textContent?.trim() ?? '';
      if (!element || text === '' || element.closest(placedByOthers)) continue;
      if (!element.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      for (const box of range.getClientRects()) {
        if (box.width < 1 || box.height < 1) continue;
        let seen = box;
        let scrolls = false;
        let cutBy: Element | null = null;
        for (let above: Element | null = element; above; above = above.parentElement) {
          const style = getComputedStyle(above);
          if (style.overflowX === 'visible' && style.overflowY === 'visible') continue;
          const frame = above.getBoundingClientRect();
          const isPannedOrScrolled =
            above.matches('.react-flow') || /auto|scroll/.test(style.overflowX + style.overflowY);
          const left = intersection(seen, frame);
          const lost = seen.width - left.width > 1.5 || seen.height - left.height > 3;
          if (lost && isPannedOrScrolled) scrolls = true;
          else if (lost && !scrolls) cutBy = above;
          seen = left;
        }
        // One pixel is how texts are hidden that only screen readers read.
        const isForListeners = cutBy !== null && cutBy.clientWidth <= 1;
        if (isForListeners || element.closest('.visuallyHidden')) continue;
        if (cutBy !== null && !isToldElsewhere(element)) faults.push(`cut off: “${text}”`);
        if (seen.width < 1 || seen.height < 1) continue;
        if (seen.right > innerWidth + 1 || seen.bottom > innerHeight + 1 || seen.left < -1) {
          faults.push(`out of the window: “${text}”`);
        }
        const over = document.elementFromPoint(
          (seen.left + seen.right) / 2,
          (seen.top + seen.bottom) / 2,
        );
        const isOnTop = over !== null && (element.contains(over) || over.contains(element));
        const isNeverHit = getComputedStyle(element).pointerEvents === 'none';
        if (isOnTop || isNeverHit) written.push({ text, element, box: seen });
      }
    }
    for (const [index, one] of written.entries()) {
      for (const other of written.slice(index + 1)) {
        if (one.element === other.element) continue;
        const common = intersection(one.box, other.box);
        if (common.width > 2 && common.height > 3) {
          faults.push(`written over each other: “${one.text}” and “${other.text}”`);
        }
      }
    }

    for (const formula of root.querySelectorAll<HTMLElement>('.katex-display')) {
      const column = formula.parentElement;
      if (!column?.checkVisibility() || column.scrollWidth <= column.clientWidth + 1) continue;
      faults.push(`cut off: the formula ${formula.querySelector('annotation')?.textContent}`);
    }

    const nodes = open ? [] : [...document.querySelectorAll<HTMLElement>('.react-flow__node')];
    for (const [index, one] of nodes.entries()) {
      for (const other of nodes.slice(index + 1)) {
        const common = intersection(one.getBoundingClientRect(), other.getBoundingClientRect());
        if (common.width > 0 && common.height > 0) {
          faults.push(`nodes cover each other: ${one.dataset.id} and ${other.dataset.id}`);
        }
      }
    }
    return [...new Set(faults)];
  });
}
