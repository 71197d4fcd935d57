/** What a node of the map is drawn as. */
export type Kind =
  | 'service'
  | 'client'
  | 'function'
  | 'container'
  | 'instance'
  | 'table'
  | 'database'
  | 'queue'
  | 'topic'
  | 'bucket'
  | 'gateway'
  | 'workflow'
  | 'remote';

// The types that X-Ray gives to nodes, and in which words they are told.
const TYPES: Record<string, [Kind, string]> = {
  client: ['client', 'Client'],
  remote: ['remote', 'Remote service'],
  'AWS::Lambda': ['function', 'Lambda context'],
  'AWS::Lambda::Function': ['function', 'Lambda function'],
  'AWS::EC2::Instance': ['instance', 'EC2 instance'],
  'AWS::ECS::Container': ['container', 'ECS container'],
  'AWS::ECS::Fargate': ['container', 'Fargate task'],
  'AWS::EKS::Container': ['container', 'EKS container'],
  'AWS::ElasticBeanstalk::Environment': ['instance', 'Elastic Beanstalk environment'],
  'AWS::ApiGateway::Stage': ['gateway', 'API Gateway stage'],
  'AWS::AppSync::GraphQLAPI': ['gateway', 'AppSync API'],
  'AWS::AppRunner::Service': ['container', 'App Runner service'],
  'AWS::StepFunctions::StateMachine': ['workflow', 'State machine'],
  'AWS::DynamoDB': ['table', 'DynamoDB'],
  'AWS::DynamoDB::Table': ['table', 'DynamoDB table'],
  'AWS::S3': ['bucket', 'S3'],
  'AWS::S3::Bucket': ['bucket', 'S3 bucket'],
  'AWS::SQS': ['queue', 'SQS'],
  'AWS::SQS::Queue': ['queue', 'SQS queue'],
  'AWS::SNS': ['topic', 'SNS'],
  'AWS::SNS::Topic': ['topic', 'SNS topic'],
  'AWS::Kinesis': ['queue', 'Kinesis'],
  'AWS::Events': ['topic', 'EventBridge'],
};

// For types that are not in the table: what their name has in it.
const PARTS: [RegExp, Kind, string][] = [
  [/^database/i, 'database', 'Database'],
  [/lambda/i, 'function', 'Lambda'],
  [/dynamodb|table/i, 'table', 'Table'],
  [/sqs|queue|kinesis|stream/i, 'queue', 'Queue'],
  [/sns|topic|event/i, 'topic', 'Topic'],
  [/s3|bucket/i, 'bucket', 'Bucket'],
  [/gateway|elasticloadbalancing|appsync/i, 'gateway', 'Gateway'],
  [/ecs|eks|container|fargate/i, 'container', 'Container'],
  [/ec2|instance|beanstalk/i, 'instance', 'Instance'],
];

/** The kind of a node by its type; one without a type is a service of the application. */
export function kindOf(type: string | null): Kind {
  if (!type) return 'service';
  return TYPES[type]?.[0] ?? PARTS.find(([pattern]) => pattern.test(type))?.[1] ?? (type.startsWith('AWS::') ? 'remote' : 'service');
}

/** What a node is, in words: `DynamoDB table`. */
export function kindWord(type: string | null): string {
  if (!type) return 'Service';
  if (type.startsWith('Database::')) return `${type.slice('Database::'.length)} database`;
  return TYPES[type]?.[1] ?? type.replace(/^AWS::/, '').replaceAll('::', ' ');
}

/** A queue's URL or a resource's ARN is told by its last part. */
export function shortName(name: string): string {
  const rest = /^https?:\/\/[^/]+(\/.+)$|^arn(:.+)$/.exec(name);
  return (rest?.[1] ?? rest?.[2] ?? '').split(/[/:]/).findLast((part) => part !== '') ?? name;
}

/** Cut to about `most` letters; wide ones (Chinese, Japanese, Korean) count twice. */
export function cutName(name: string, most: number): string {
  let width = 0;
  let text = '';
  for (const letter of name) {
    width += (letter.codePointAt(0) ?? 0) >= 0x1100 ? 2 : 1;
    if (width > most) return `${text.trimEnd()}…`;
    text += letter;
  }
  return text;
}
