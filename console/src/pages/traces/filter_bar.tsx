import { useState, type FormEvent } from 'react';
import { ApiError } from '../../api/http';
import { navigate, setSearch } from '../../app/router';
import { Button, IconButton } from '../../components/button';
import { Icon } from '../../components/icons';
import { parseTraceId } from '../../model/deep_links';
import { locateError } from '../../model/filter_error';
import { addressOfTrace } from './columns';

/** Takes a filter expression, or the id of a trace, which it opens. */
export function FilterBar({ filter, error }: { filter: string; error: unknown }) {
  const [text, setText] = useState(filter);
  const problem = error instanceof ApiError && error.status === 400 ? error.message : undefined;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const id = parseTraceId(text);
    if (id) navigate(addressOfTrace(id));
    else setSearch({ filter: text.trim() });
  };
  return (
    <form className="filter" role="search" onSubmit={submit}>
      <div className="filter-input">
        <Icon name="search" />
        <input
          aria-label="Filter expression, or a trace id"
          aria-invalid={problem !== undefined}
          aria-describedby={problem === undefined ? undefined : 'filter-problem'}
          placeholder='service("cart") AND responsetime > 0.5, or a trace id'
          spellCheck={false}
          autoComplete="off"
          autoCapitalize="off"
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        {text !== '' && (
          <IconButton
            icon="close"
            label="Clear the filter"
            onClick={() => {
              setText('');
              setSearch({ filter: undefined });
            }}
          />
        )}
      </div>
      <Button type="submit" kind="primary">
        Find
      </Button>
      {problem !== undefined && <FilterProblem filter={filter} message={problem} />}
    </form>
  );
}

function FilterProblem({ filter, message }: { filter: string; message: string }) {
  const place = locateError(filter, message);
  return (
    <div className="filter-problem" id="filter-problem" role="alert">
      {place && (
        <pre>
          {filter.slice(0, place.from)}
          <mark>{filter.slice(place.from, place.to) || ' '}</mark>
          {filter.slice(place.to)}
        </pre>
      )}
      <p>{message}</p>
    </div>
  );
}
