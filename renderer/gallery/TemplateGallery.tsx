import { type KeyboardEvent, type RefObject, useEffect, useMemo, useRef, useState } from 'react';
import { formatCount, formatExact } from '../../src/base/humanNumber';
import { Dialog } from '../controls/Dialog';
import { TextField } from '../controls/TextField';
import { openProjectText } from '../files/projectActions';
import { NetworkPicture } from './NetworkPicture';
import styles from './TemplateGallery.module.css';
import {
  loadTemplates,
  previewTemplate,
  searchTemplates,
  type Template,
  type TemplatePreview,
} from './templates';

/** The template gallery; closes itself once a template was opened. */
export default function TemplateGallery({ onClose }: { readonly onClose: () => void }) {
  const [templates, setTemplates] = useState<readonly Template[] | null>(null);
  const [search, setSearch] = useState('');
  const shelves = useRef<HTMLDivElement>(null);
  useEffect(() => void loadTemplates().then(setTemplates), []);
  const found = useMemo(() => searchTemplates(templates ?? [], search), [templates, search]);
  const titles = [...new Set(found.map(({ shelf }) => shelf))];
  const open = async ({ text, name }: Template): Promise<void> => {
    if (await openProjectText(text, name)) onClose();
  };
  const goTo = (title: string): void => {
    const shelf = shelves.current?.querySelector<HTMLElement>(
      `[aria-label="${CSS.escape(title)}"]`,
    );
    shelves.current?.scrollTo({ top: shelf?.offsetTop ?? 0 });
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const isInContents = (event.target as HTMLElement).closest('nav') !== null;
    const cards = [...(shelves.current?.querySelectorAll('button') ?? [])];
    if (isInContents) return;
    const next = nextCard(event.key, cards, document.activeElement);
    if (!next) return;
    next.focus();
    event.preventDefault();
  };
  return (
    <Dialog title="Templates" width={1000} onClose={onClose}>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the arrow keys go from card to card. */}
      <div className={styles.gallery} onKeyDown={onKeyDown}>
        <TextField
          type="search"
          className={styles.search}
          aria-label="Search templates"
          placeholder="Search by name, lecture or what it does"
          value={search}
          onCommit={setSearch}
          onType={setSearch}
          autoFocus
        />
        <div className={styles.columns}>
          <nav className={styles.contents} aria-label="Shelves">
            {titles.map((title) => (
              <button key={title} type="button" onClick={() => goTo(title)}>
                {title}
                <small>{found.filter(({ shelf }) => shelf === title).length}</small>
              </button>
            ))}
          </nav>
          <div ref={shelves} className={styles.shelves} data-shelves>
            {templates !== null && found.length === 0 && (
              <p className={styles.nothing}>No template matches “{search}”.</p>
            )}
            {titles.map((title) => (
              <section key={title} aria-label={title}>
                <h3 className={styles.shelf}>{title}</h3>
                <div className={styles.cards}>
                  {found
                    .filter(({ shelf }) => shelf === title)
                    .map((template) => (
                      <Card
                        key={template.path}
                        template={template}
                        onOpen={() => void open(template)}
                      />
                    ))}
                </div>
              </section>
            ))}
          </div>
        </div>
      </div>
    </Dialog>
  );
}

interface CardProps {
  readonly template: Template;
  readonly onOpen: () => void;
}

function Card({ template, onOpen }: CardProps) {
  const { name, description } = template;
  const card = useRef<HTMLButtonElement>(null);
  const preview = usePreview(template, card);
  return (
    <button ref={card} type="button" className={styles.card} onClick={onOpen}>
      {preview ? (
        <NetworkPicture drawing={preview.drawing} />
      ) : (
        <span className={styles.picture} aria-hidden />
      )}
      <span className={styles.name} title={name}>
        {name}
      </span>
      <Count parameters={preview?.parameters ?? null} />
      <span className={styles.description} title={description}>
        {description}
      </span>
    </button>
  );
}

function Count({ parameters }: { readonly parameters: number | null }) {
  // A line of its height until it is known, so that nothing moves.
  if (parameters === null) return <span className={styles.count}>&nbsp;</span>;
  return (
    <span className={styles.count} title={`${formatExact(parameters)} parameters`}>
      {formatCount(parameters)} {parameters === 1 ? 'parameter' : 'parameters'}
    </span>
  );
}

/** The preview of a template, worked out once its card comes near; null until then. */
function usePreview(
  template: Template,
  card: RefObject<HTMLElement | null>,
): TemplatePreview | null {
  const [preview, setPreview] = useState<TemplatePreview | null>(null);
  useEffect(() => {
    const element = card.current;
    if (!element) return;
    let waiting = 0;
    const observer = new IntersectionObserver(
      ([entry]) => {
        if (!entry?.isIntersecting) return;
        observer.disconnect();
        waiting = requestIdleCallback(() => setPreview(previewTemplate(template)), {
          timeout: 1000,
        });
      },
      // Seen from the scrolled list: what is outside of it is cut off before any margin counts.
      { root: element.closest('[data-shelves]'), rootMargin: '240px' },
    );
    observer.observe(element);
    return () => {
      observer.disconnect();
      cancelIdleCallback(waiting);
    };
  }, [template, card]);
  return preview;
}

/** The card that an arrow key leads to; up and down go to the nearest in the next row. */
function nextCard(
  key: string,
  cards: readonly HTMLButtonElement[],
  focused: Element | null,
): HTMLButtonElement | undefined {
  const place = cards.findIndex((card) => card.isSameNode(focused));
  const current = cards[place];
  if (!current) return key === 'ArrowDown' ? cards[0] : undefined;
  if (key === 'ArrowRight') return cards[place + 1];
  if (key === 'ArrowLeft') return cards[place - 1];
  if (key !== 'ArrowDown' && key !== 'ArrowUp') return undefined;
  const { top, left } = current.getBoundingClientRect();
  const rows = cards
    .map((card) => ({ card, at: card.getBoundingClientRect() }))
    .filter(({ at }) => (key === 'ArrowDown' ? at.top > top + 1 : at.top < top - 1));
  const row = (key === 'ArrowDown' ? Math.min : Math.max)(...rows.map(({ at }) => at.top));
  return rows
    .filter(({ at }) => Math.abs(at.top - row) <= 1)
    .sort((a, b) => Math.abs(a.at.left - left) - Math.abs(b.at.left - left))[0]?.card;
}
