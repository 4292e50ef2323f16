import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react';
import { formatCount, formatExact } from '../../src/base/humanNumber';
import { Dialog } from '../controls/Dialog';
import { TextField } from '../controls/TextField';
import { openProjectText } from '../files/projectActions';
import { NetworkPicture } from './NetworkPicture';
import styles from './TemplateGallery.module.css';
import { loadTemplates, searchTemplates, type Template } from './templates';

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
  const onKeyDown = (event: KeyboardEvent): void => {
    const cards = [...(shelves.current?.querySelectorAll('button') ?? [])];
    const next = nextCard(event.key, cards, document.activeElement);
    if (!next) return;
    next.focus();
    event.preventDefault();
  };
  return (
    <Dialog title="Templates" width={880} onClose={onClose}>
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
        <div ref={shelves} className={styles.shelves}>
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
    </Dialog>
  );
}

interface CardProps {
  readonly template: Template;
  readonly onOpen: () => void;
}

function Card({ template, onOpen }: CardProps) {
  const { name, description, parameters, drawing } = template;
  return (
    <button type="button" className={styles.card} onClick={onOpen}>
      <NetworkPicture drawing={drawing} />
      <span className={styles.name}>{name}</span>
      <span className={styles.count} title={`${formatExact(parameters)} parameters`}>
        {formatCount(parameters)} {parameters === 1 ? 'parameter' : 'parameters'}
      </span>
      <span className={styles.description}>{description}</span>
    </button>
  );
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
