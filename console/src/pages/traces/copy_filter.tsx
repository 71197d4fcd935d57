import { expressionWithin, useScope } from '../../app/scope';
import { CopyMenu } from '../../components/copy_menu';
import { copiesOfFilter } from '../../model/copy_as';

export function CopyFilter({ filter }: { filter: string }) {
  const { group, resolve } = useScope();
  return (
    <span className="table-tools-end">
      <CopyMenu make={() => copiesOfFilter(window.location.origin, expressionWithin(group, filter), resolve())} />
    </span>
  );
}
