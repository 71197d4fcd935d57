import { useState } from 'react';
import { useGroups } from '../../app/scope';
import { Button } from '../../components/button';
import { ErrorState, Loading } from '../../components/states';
import { DeleteGroup } from './delete_group';
import { GroupCard } from './group_card';
import { GroupDialog } from './group_dialog';
import './groups.css';
import type { GroupTask } from './task';

export default function GroupsPage() {
  const groups = useGroups();
  const [task, setTask] = useState<GroupTask>();
  const close = () => setTask(undefined);
  return (
    <div className="page groups">
      <div className="page-head">
        <h1>Groups</h1>
        <Button kind="primary" onClick={() => setTask({ kind: 'create' })}>
          Create a group
        </Button>
      </div>
      <p className="muted">
        A group holds the traces that match its filter expression, of those that arrive after it was made. It narrows every page, and has insights of its
        own.
      </p>
      {groups.error ? (
        <ErrorState error={groups.error} onRetry={() => void groups.refetch()} />
      ) : !groups.data ? (
        <Loading />
      ) : (
        <>
          <ul className="card">
            {groups.data.map((group) => (
              <GroupCard key={group.GroupARN} group={group} onTask={setTask} />
            ))}
          </ul>
          {task?.kind === 'delete' && <DeleteGroup group={task.group} onClose={close} />}
          {task && task.kind !== 'delete' && (
            <GroupDialog task={task} taken={groups.data.map((group) => group.GroupName)} onClose={close} />
          )}
        </>
      )}
    </div>
  );
}
