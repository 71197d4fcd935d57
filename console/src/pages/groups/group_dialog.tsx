import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useId, useState, type FormEvent } from 'react';
import { createGroup, tagResource, untagResource, updateGroup, type Tag } from '../../api/groups';
import { Button, IconButton } from '../../components/button';
import { Dialog } from '../../components/dialog';
import { Field } from '../../components/field';
import { Switch } from '../../components/switch';
import { locateError } from '../../model/filter_error';
import { cloneName, groupErrorsOf, tagChanges, type GroupErrors } from '../../model/group_form';
import type { EditTask } from './task';

interface GroupForm {
  name: string;
  filter: string;
  insights: boolean;
  notifications: boolean;
  tags: Tag[];
}

function beginningOf(task: EditTask, taken: string[]): GroupForm {
  const group = task.kind === 'edit' ? task.group : task.like;
  const configuration = group?.InsightsConfiguration;
  return {
    name: task.kind === 'edit' ? task.group.GroupName : group ? cloneName(group.GroupName, taken) : '',
    filter: group?.FilterExpression ?? '',
    insights: configuration?.InsightsEnabled ?? false,
    notifications: configuration?.NotificationsEnabled ?? false,
    tags: task.tags ?? [],
  };
}

async function store(task: EditTask, form: GroupForm): Promise<void> {
  const group = {
    GroupName: form.name.trim(),
    FilterExpression: form.filter,
    InsightsConfiguration: { InsightsEnabled: form.insights, NotificationsEnabled: form.insights && form.notifications },
  };
  const { set, removed } = tagChanges(task.kind === 'edit' ? task.tags : [], form.tags);
  if (task.kind === 'create') {
    await createGroup(set.length > 0 ? { ...group, Tags: set } : group);
    return;
  }
  const { GroupARN } = await updateGroup(group);
  if (removed.length > 0) await untagResource(GroupARN, removed);
  if (set.length > 0) await tagResource(GroupARN, set);
}

interface GroupDialogProps {
  task: EditTask;
  /** Names of the groups that there are. */
  taken: string[];
  onClose: () => void;
}

export function GroupDialog({ task, taken, onClose }: GroupDialogProps) {
  const client = useQueryClient();
  const id = useId();
  const [form, setForm] = useState(() => beginningOf(task, taken));
  const save = useMutation({
    mutationFn: (next: GroupForm) => store(task, next),
    onSuccess: async () => {
      onClose();
      await client.invalidateQueries();
    },
  });
  const errors: GroupErrors = save.error ? groupErrorsOf(save.error.message) : {};
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate(form);
  };
  return (
    <Dialog
      title={task.kind === 'edit' ? `Edit the group ${task.group.GroupName}` : 'Create a group'}
      onClose={onClose}
      actions={
        <>
          {errors.rest && (
            <p className="form-error group-error" role="alert">
              {errors.rest}
            </p>
          )}
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" form={id} kind="primary" disabled={save.isPending}>
            {task.kind === 'edit' ? 'Save' : 'Create'}
          </Button>
        </>
      }
    >
      <form id={id} className="form" onSubmit={submit} noValidate>
        {task.kind === 'create' && (
          <Field label="Name" hint="Letters, digits and dashes, up to 32" error={errors.GroupName}>
            {(control) => (
              <input
                {...control}
                className="field"
                spellCheck={false}
                autoComplete="off"
                value={form.name}
                onChange={(event) => setForm({ ...form, name: event.target.value })}
              />
            )}
          </Field>
        )}
        <Field label="Filter expression" hint='For instance: service("cart") AND responsetime > 1' error={errors.FilterExpression}>
          {(control) => (
            <textarea
              {...control}
              className="field"
              rows={3}
              spellCheck={false}
              value={form.filter}
              onChange={(event) => setForm({ ...form, filter: event.target.value })}
            />
          )}
        </Field>
        {errors.FilterExpression && save.variables && <Place filter={save.variables.filter} message={errors.FilterExpression} />}
        <Switch
          label="Insights"
          checked={form.insights}
          onChange={(insights) => setForm({ ...form, insights })}
          hint="Looks for more faults than were to be expected"
        />
        {form.insights && (
          <Switch
            label="Notifications"
            checked={form.notifications}
            onChange={(notifications) => setForm({ ...form, notifications })}
            hint="Kept as on AWS; the emulator sends none"
          />
        )}
        <Tags tags={form.tags} error={errors.Tags} onChange={(tags) => setForm({ ...form, tags })} />
      </form>
    </Dialog>
  );
}

/** Where in the expression the service stumbled. */
function Place({ filter, message }: { filter: string; message: string }) {
  const place = locateError(filter, message);
  if (!place) return null;
  return (
    <pre className="group-place">
      {filter.slice(0, place.from)}
      <mark>{filter.slice(place.from, place.to) || ' '}</mark>
      {filter.slice(place.to)}
    </pre>
  );
}

interface TagsProps {
  tags: Tag[];
  error: string | undefined;
  onChange: (tags: Tag[]) => void;
}

function Tags({ tags, error, onChange }: TagsProps) {
  const change = (at: number, tag: Tag) => onChange(tags.map((one, other) => (other === at ? tag : one)));
  return (
    <fieldset className="group-tag-rows">
      <legend>Tags</legend>
      {tags.map((tag, at) => (
        // A row has no name but its place.
        // oxlint-disable-next-line react/no-array-index-key
        <div key={at} className="group-tag-row">
          <input className="field" aria-label={`Tag ${at + 1}, key`} value={tag.Key} onChange={(event) => change(at, { ...tag, Key: event.target.value })} />
          <input
            className="field"
            aria-label={`Tag ${at + 1}, value`}
            value={tag.Value}
            onChange={(event) => change(at, { ...tag, Value: event.target.value })}
          />
          <IconButton icon="close" label={`Remove tag ${at + 1}`} onClick={() => onChange(tags.filter((_, other) => other !== at))} />
        </div>
      ))}
      {error && <p className="form-error">{error}</p>}
      <Button onClick={() => onChange([...tags, { Key: '', Value: '' }])}>Add a tag</Button>
    </fieldset>
  );
}
