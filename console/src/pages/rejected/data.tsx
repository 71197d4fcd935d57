import { ExportCard } from './export';
import { ImportCard } from './import';
import { ResetCard } from './reset';

/** Traces in, traces out, and away with them. */
export function DataTab() {
  return (
    <div className="data">
      <ImportCard />
      <ExportCard />
      <ResetCard />
    </div>
  );
}
