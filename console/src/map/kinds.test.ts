import { describe, expect, it } from 'vitest';
import { cutName, kindOf, kindWord, shortName } from './kinds';

describe('kinds', () => {
  it('knows the types of X-Ray and reads others by their names', () => {
    expect(kindOf(null)).toBe('service');
    expect(kindOf('client')).toBe('client');
    expect(kindOf('AWS::DynamoDB::Table')).toBe('table');
    expect(kindOf('Database::SQL')).toBe('database');
    expect(kindOf('AWS::SQS::FifoQueue')).toBe('queue');
    expect(kindOf('AWS::Unknown')).toBe('remote');
    expect(kindOf('something')).toBe('service');
  });

  it('says them in words', () => {
    expect(kindWord(null)).toBe('Service');
    expect(kindWord('Database::SQL')).toBe('SQL database');
    expect(kindWord('AWS::Lambda::Function')).toBe('Lambda function');
    expect(kindWord('AWS::Glue::Job')).toBe('Glue Job');
  });
});

describe('names', () => {
  it('are the last part of URLs and ARNs', () => {
    expect(shortName('https://sqs.us-east-1.amazonaws.com/000000000000/orders')).toBe('orders');
    expect(shortName('arn:aws:sns:us-east-1:000000000000:topic')).toBe('topic');
    expect(shortName('orders@db.shop.local')).toBe('orders@db.shop.local');
    expect(shortName('http://cart:8080')).toBe('http://cart:8080');
    expect(shortName('https://')).toBe('https://');
  });

  it('are cut by their width', () => {
    expect(cutName('storefront', 20)).toBe('storefront');
    expect(cutName('a-very-long-name-of-a-service', 10)).toBe('a-very-lon…');
    expect(cutName('注文サービス', 6)).toBe('注文サ…');
  });
});
