import type { RefObject } from 'react';
import { Button, IconButton } from '../../components/button';
import { Icon } from '../../components/icons';
import { formatCount } from '../../model/format';

interface TimelineToolsProps {
  finder: RefObject<HTMLInputElement | null>;
  text: string;
  onText: (text: string) => void;
  count: number;
  onNext: (step: 1 | -1) => void;
  onlyMatches: boolean;
  onOnlyMatches: (only: boolean) => void;
  showPath: boolean;
  onShowPath: (show: boolean) => void;
  badCount: number;
  onNextBad: () => void;
  canFold: boolean;
  onFoldAll: (close: boolean) => void;
  zoomed: boolean;
  onWhole: () => void;
}

export function TimelineTools(props: TimelineToolsProps) {
  return (
    <div className="trace-tools">
      <div className="finder" role="search">
        <Icon name="search" />
        <input
          ref={props.finder}
          aria-label="Find in this trace"
          placeholder="Find in this trace"
          title="Names, values, queries, messages; press / to come here"
          value={props.text}
          spellCheck={false}
          onChange={(event) => props.onText(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter') props.onNext(event.shiftKey ? -1 : 1);
            if (event.key === 'Escape') props.onText('');
          }}
        />
        {props.text !== '' && (
          <>
            <span className="muted numeric" role="status">
              {formatCount(props.count)}
              <span className="hidden-text"> found</span>
            </span>
            <IconButton icon="chevron_down" label="Next match" disabled={props.count === 0} onClick={() => props.onNext(1)} />
          </>
        )}
      </div>
      {props.text !== '' && props.canFold && (
        <Button pressed={props.onlyMatches} onClick={() => props.onOnlyMatches(!props.onlyMatches)}>
          Only matches
        </Button>
      )}
      <Button pressed={props.showPath} onClick={() => props.onShowPath(!props.showPath)} title="What the request waited for">
        Critical path
      </Button>
      {props.badCount > 0 && (
        <Button onClick={props.onNextBad} title="Go to the next fault, error or throttle (e)">
          Next failure
        </Button>
      )}
      <span className="trace-tools-end">
        {props.zoomed && <Button onClick={props.onWhole}>Whole trace</Button>}
        {props.canFold && (
          <>
            <Button kind="quiet" onClick={() => props.onFoldAll(true)} title="Fold all ([)">
              Fold
            </Button>
            <Button kind="quiet" onClick={() => props.onFoldAll(false)} title="Unfold all (])">
              Unfold
            </Button>
          </>
        )}
      </span>
    </div>
  );
}
