import { useMutation, useQueryClient } from '@tanstack/react-query';
import { updateGroup } from '../../api/groups';
import type { Group } from '../../api/types';
import { Link } from '../../app/link';
import { addressOf } from '../../app/router';
import { Button } from '../../components/button';
import { Switch } from '../../components/switch';
import { DEFAULT_GROUP, type GroupTask } from './task';
import { useTags } from './use_tags';

export function GroupCard({ group, onTask }: { group: Group; onTask: (task: GroupTask) => void }) {
  const tags = useTags(group).data ?? [];
  const name = group.GroupName;
  const isDefault = name === DEFAULT_GROUP;
  const scope = { group: isDefault ? undefined : name };
  return (
    <li className="group">
      <div className="group-text">
        <h2>{name}</h2>
        {isDefault ? <p className="muted">Every trace</p> : <code className="group-filter">{group.FilterExpression}</code>}
        {tags.length > 0 && (
          <ul className="group-tags" aria-label="Tags">
            {tags.map((tag) => (
              <li key={tag.Key}>
                <span className="muted">{tag.Key}</span> {tag.Value}
              </li>
            ))}
          </ul>
        )}
        <p className="group-links">
          <Link href={addressOf('/traces', scope)} aria-label={`Traces of ${name}`}>
            Traces
          </Link>
          <Link href={addressOf('/map', scope)} aria-label={`Service map of ${name}`}>
            Service map
          </Link>
          {group.InsightsConfiguration.InsightsEnabled && (
            <Link href={addressOf('/insights', scope)} aria-label={`Insights of ${name}`}>
              Insights
            </Link>
          )}
        </p>
      </div>
      <InsightsSwitch group={group} />
      <div className="group-tools">
        {!isDefault && (
          <>
            <Button kind="quiet" aria-label={`Edit ${name}`} onClick={() => onTask({ kind: 'edit', group, tags })}>
              Edit
            </Button>
            <Button kind="quiet" aria-label={`Clone ${name}`} onClick={() => onTask({ kind: 'create', like: group, tags })}>
              Clone
            </Button>
            <Button kind="quiet" aria-label={`Delete ${name}`} onClick={() => onTask({ kind: 'delete', group })}>
              Delete
            </Button>
          </>
        )}
      </div>
    </li>
  );
}

function InsightsSwitch({ group }: { group: Group }) {
  const client = useQueryClient();
  const change = useMutation({
    mutationFn: (enabled: boolean) =>
      updateGroup({
        GroupName: group.GroupName,
        // Only Default is updated without it.
        ...(group.FilterExpression === null ? {} : { FilterExpression: group.FilterExpression }),
        InsightsConfiguration: {
          InsightsEnabled: enabled,
          NotificationsEnabled: enabled && group.InsightsConfiguration.NotificationsEnabled,
        },
      }),
    onSuccess: () => client.invalidateQueries(),
  });
  return (
    <div className="group-insights">
      <Switch
        label="Insights"
        checked={group.InsightsConfiguration.InsightsEnabled}
        disabled={change.isPending}
        onChange={(enabled) => change.mutate(enabled)}
        hint={group.InsightsConfiguration.NotificationsEnabled ? 'with notifications' : undefined}
      />
      {change.error && (
        <p className="form-error" role="alert">
          {change.error.message}
        </p>
      )}
    </div>
  );
}
