import { objectOf, objectsOf, textOf, type Document } from '../../model/trace_tree';
import { Facts } from './facts';

export interface ResourceGroup {
  name: string;
  facts: Document;
}

const GROUP_NAMES: Record<string, string> = {
  ecs: 'ECS', ec2: 'EC2', eks: 'EKS', elastic_beanstalk: 'Elastic Beanstalk', cloudwatch_logs: 'CloudWatch Logs', xray: 'SDK', api_gateway: 'API Gateway',
};

/** Where it ran and what it called, from the member `aws`, by kind. */
export function resourcesOf(document: Document): ResourceGroup[] {
  const aws = objectOf(document['aws']);
  const groups: ResourceGroup[] = [];
  const own: Document = {};
  for (const [key, value] of Object.entries(aws ?? {})) {
    const nested = objectOf(value);
    const list = objectsOf(value);
    if (nested) groups.push({ name: GROUP_NAMES[key] ?? key, facts: nested });
    else if (list.length > 0) for (const item of list) groups.push({ name: GROUP_NAMES[key] ?? key, facts: item });
    else own[key] = value;
  }
  const arn = textOf(document['resource_arn']);
  if (arn !== undefined) own['resource_arn'] = arn;
  const service = objectOf(document['service']);
  if (service) groups.push({ name: 'Service', facts: service });
  if (Object.keys(own).length > 0) groups.unshift({ name: 'AWS', facts: own });
  return groups;
}

export function Resources({ groups }: { groups: ResourceGroup[] }) {
  return groups.map(({ name, facts }, at) => (
    // There may be two of one name; they do not move.
    // oxlint-disable-next-line react/no-array-index-key
    <section key={at}>
      <h3>{name}</h3>
      <Facts facts={facts} />
    </section>
  ));
}
