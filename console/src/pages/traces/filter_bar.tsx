import { useState } from 'react';
import { ApiError } from '../../api/http';
import { navigate, setSearch } from '../../app/router';
import { useVocabulary } from '../../app/vocabulary';
import { Button } from '../../components/button';
import { FilterInput } from '../../components/filter_input';
import { FilterProblem } from '../../components/filter_problem';
import { parseTraceId } from '../../model/deep_links';
import { addressOfTrace } from './columns';
import { recentFilters, rememberFilter } from './recent_filters';

/** Takes a filter expression, or the id of a trace, which it opens. */
export function FilterBar({ filter, error }: { filter: string; error: unknown }) {
  const [text, setText] = useState(filter);
  const [isNeeded, setNeeded] = useState(false);
  const vocabulary = useVocabulary(isNeeded);
  const problem = error instanceof ApiError && error.status === 400 ? error.message : undefined;
  const submit = (expression: string) => {
    const wanted = expression.trim();
    const id = parseTraceId(wanted);
    if (id) return navigate(addressOfTrace(id));
    rememberFilter(wanted);
    setSearch({ filter: wanted });
  };
  return (
    <form
      className="filter"
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        submit(text);
      }}
    >
      <FilterInput
        label="Filter expression, or a trace id"
        placeholder='service("cart") AND responsetime > 0.5, or a trace id'
        value={text}
        onChange={setText}
        onSubmit={submit}
        vocabulary={vocabulary}
        recent={isNeeded ? recentFilters() : []}
        onFocus={() => setNeeded(true)}
        problemId={problem === undefined ? undefined : 'filter-problem'}
      />
      <Button type="submit" kind="primary">
        Find
      </Button>
      {problem !== undefined && <FilterProblem id="filter-problem" filter={filter} message={problem} />}
    </form>
  );
}
