import { CopyButton } from '../../components/copy_button';
import { EmptyState } from '../../components/states';

/** What runs are, and how one begins. */
export function NoRuns() {
  const command = `curl ${window.location.origin}/_emulator/runs -d '{"name":"main"}'`;
  return (
    <EmptyState title="No runs yet">
      <p>A run is what arrives between two moments: one run of a test suite, or of a build. Begin one before the tests and another after the change, and compare the two here.</p>
      <p className="runs-command">
        <code>{command}</code>
        <CopyButton text={command} label="Copy the command" quiet />
      </p>
      <p>
        <code>xray-emulator run</code> has a private emulator for each run; its exports are compared by <code>xray-emulator diff</code>.
      </p>
    </EmptyState>
  );
}
