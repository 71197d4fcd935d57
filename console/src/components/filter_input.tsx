import { useId, useLayoutEffect, useRef, useState, type KeyboardEvent } from 'react';
import { apply, complete, type Suggestion, type Vocabulary } from '../model/filter_completion';
import { IconButton } from './button';
import './filter_input.css';
import { Icon } from './icons';

interface FilterInputProps {
  label: string;
  placeholder?: string;
  value: string;
  onChange: (value: string) => void;
  /** Enter, with nothing chosen in the list. */
  onSubmit: (value: string) => void;
  vocabulary: Vocabulary;
  /** Expressions to offer while there is none. */
  recent?: readonly string[];
  /** Called when names and values will be needed. */
  onFocus?: () => void;
  /** The id of what says what is wrong; undefined while nothing is. */
  problemId?: string | undefined;
}

/** A filter expression, with what may stand at the caret: the arrows choose, Enter puts it in, Escape closes the list. */
export function FilterInput(props: FilterInputProps) {
  const { value, vocabulary, recent = [] } = props;
  const input = useRef<HTMLInputElement>(null);
  const list = useId();
  const [caret, setCaret] = useState(value.length);
  const [isOpen, setOpen] = useState(false);
  const [active, setActive] = useState(-1);
  // Where the caret goes once the new text is in the document.
  const moveTo = useRef<number>(undefined);
  const completion = isOpen ? complete(value, caret, vocabulary) : undefined;
  const old: Suggestion[] = isOpen && value.trim() === '' ? recent.map((text) => ({ text, hint: 'recent', back: 0 })) : [];
  const suggestions = [...old, ...(completion?.suggestions ?? [])];
  const isShown = isOpen && suggestions.length > 0;

  useLayoutEffect(() => {
    if (moveTo.current === undefined) return;
    input.current?.focus();
    input.current?.setSelectionRange(moveTo.current, moveTo.current);
    moveTo.current = undefined;
  });

  const put = (suggestion: Suggestion) => {
    const done = suggestion.hint === 'recent' || !completion ? { text: suggestion.text, caret: suggestion.text.length } : apply(value, completion, suggestion);
    props.onChange(done.text);
    setCaret(done.caret);
    moveTo.current = done.caret;
    setActive(-1);
  };
  const step = (by: number) => {
    if (!isShown) {
      setCaret(input.current?.selectionStart ?? value.length);
      return setOpen(true);
    }
    const count = suggestions.length;
    setActive(active === -1 ? (by > 0 ? 0 : count - 1) : (active + by + count) % count);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const chosen = isShown ? suggestions[active] : undefined;
    if (event.key === 'ArrowDown') step(1);
    else if (event.key === 'ArrowUp') step(-1);
    else if (event.key === 'Escape' && isShown) setOpen(false);
    else if ((event.key === 'Enter' || event.key === 'Tab') && chosen) put(chosen);
    else if (event.key === 'Enter') {
      setOpen(false);
      props.onSubmit(value);
    } else return;
    event.preventDefault();
  };

  return (
    <div className="filter-input">
      <Icon name="search" />
      <input
        ref={input}
        role="combobox"
        aria-label={props.label}
        aria-autocomplete="list"
        aria-expanded={isShown}
        aria-controls={list}
        aria-activedescendant={isShown && active >= 0 ? `${list}-${active}` : undefined}
        aria-invalid={props.problemId !== undefined}
        aria-describedby={props.problemId}
        placeholder={props.placeholder}
        spellCheck={false}
        autoComplete="off"
        autoCapitalize="off"
        value={value}
        onChange={(event) => {
          props.onChange(event.target.value);
          setCaret(event.target.selectionStart ?? event.target.value.length);
          setOpen(true);
          setActive(-1);
        }}
        onFocus={props.onFocus}
        onClick={(event) => {
          setCaret(event.currentTarget.selectionStart ?? value.length);
          setOpen(true);
          setActive(-1);
        }}
        onBlur={() => setOpen(false)}
        onKeyDown={onKeyDown}
      />
      {value !== '' && (
        <IconButton
          icon="close"
          label="Clear the filter"
          onClick={() => {
            props.onChange('');
            props.onSubmit('');
          }}
        />
      )}
      <div
        id={list}
        role="listbox"
        aria-label="Suggestions"
        className="filter-list"
        hidden={!isShown}
        style={{ left: `min(${Math.min(completion?.from ?? 0, 80)}ch, 50%)` }}
      >
        {suggestions.map((suggestion, at) => (
          <div
            key={`${suggestion.hint} ${suggestion.text}`}
            id={`${list}-${at}`}
            ref={at === active ? showRow : undefined}
            role="option"
            tabIndex={-1}
            aria-selected={at === active}
            // The input would lose the focus, and the list would close.
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => put(suggestion)}
          >
            <span className="mono">{suggestion.text.trim()}</span>
            <span className="filter-hint">{suggestion.hint}</span>
          </div>
        ))}
      </div>
    </div>
  );
}

const showRow = (row: HTMLDivElement | null) => row?.scrollIntoView({ block: 'nearest' });
