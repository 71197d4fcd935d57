import { useState } from 'react';
import { navigate, setSearch } from '../../app/router';
import { Button } from '../../components/button';
import { parseTraceId } from '../../model/deep_links';
import { addressOfTrace } from './columns';

/** What a report has for the filter: it finds traces by their text. */
export function TextSearch({ search }: { search: string }) {
  const [text, setText] = useState(search);
  return (
    <form
      className="filter"
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        const id = parseTraceId(text);
        if (id) navigate(addressOfTrace(id));
        else setSearch({ filter: text.trim() });
      }}
    >
      <input
        type="search"
        className="field mono text-search"
        aria-label="Text to find in the traces, or a trace id"
        placeholder='Words, "a phrase", status=500, service=cart, annotation.tenant=acme, or a trace id'
        value={text}
        spellCheck={false}
        autoComplete="off"
        onChange={(event) => setText(event.target.value)}
      />
      <Button type="submit" kind="primary">
        Find
      </Button>
    </form>
  );
}
