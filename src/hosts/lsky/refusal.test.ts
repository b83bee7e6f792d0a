import { describe, expect, it } from 'vitest';
import { lskyRefusal } from './refusal.ts';

const asked = { host: 'lsky', address: 'https://x/api/v1/upload', token: '1|abcdefghijkl' };
const refuse = (status: number, message: string, headers: Record<string, string> = {}) =>
  lskyRefusal({ status, headers, json: { status: false, message, data: {} } }, asked);

describe('lskyRefusal', () => {
  it.each([
    ['管理员关闭了游客上传', 'host_unauthorized', false],
    ['账户未验证', 'host_unauthorized', false],
    ['账号状态异常', 'host_unauthorized', false],
    ['选定的策略不存在', 'host_rejected', false],
    ['没有可用的储存，请联系管理员。', 'host_rejected', false],
    ['图片涉嫌违规，禁止上传。', 'host_rejected', false],
    ['图片记录保存失败', 'host_failed', true],
    ['服务异常，请稍后再试', 'host_failed', true],
    ['something nobody has seen before', 'host_failed', true],
  ])('knows %s as %s', (message, code, retryable) => {
    const refusal = refuse(200, message);
    expect(refusal).toMatchObject({ code, retryable });
    expect(refusal.message).toContain(message);
    expect(refusal.details.upstreamStatus).toBeUndefined();
  });

  it('asks for longer patience where the hour, day, week or month is used up', () => {
    expect(refuse(200, '每分钟内你最多可以上传 20 张图片').details.retryAfter).toBe(60);
    expect(refuse(200, '每天内你最多可以上传 300 张图片').details.retryAfter).toBe(3600);
    expect(refuse(429, 'Too Many Attempts.', { 'retry-after': '5' }).details.retryAfter).toBe(5);
  });

  it.each([
    [400, 'host_rejected', false],
    [405, 'host_failed', false],
    [408, 'host_failed', true],
    [413, 'host_too_large', false],
    [422, 'host_rejected', false],
    [503, 'host_failed', true],
  ])('takes HTTP %d without JSON as %s', (status, code, retryable) => {
    const refusal = lskyRefusal({ status, headers: {}, json: undefined }, asked);
    expect(refusal).toMatchObject({ code, retryable, details: { upstreamStatus: status } });
    expect(refusal.message).toMatch(/HTTP \d+ with something other than JSON|no such route/);
  });

  it('names the target of a redirect that is not the login page', () => {
    const headers = { location: 'https://www.x/api/v1/upload' };
    const refusal = lskyRefusal({ status: 301, headers, json: undefined }, asked);
    expect(refusal).toMatchObject({ code: 'host_failed', retryable: false });
    expect(refusal.message).toContain('https://www.x/api/v1/upload');
  });

  it.each([null, [], 'no', 3, {}, { message: 7 }, { message: { toString: 1 } }])(
    'makes a clear error of the odd body %j',
    (json) => {
      const refusal = lskyRefusal({ status: 200, headers: {}, json }, asked);
      expect(refusal.message).toContain('it answered HTTP 200 with no explanation.');
    },
  );
});

it('keeps the token out of every error, with or without its number', () => {
  const token = '1|abc-def';
  const message = '服务异常 1|abc-def, abc-def';
  const json = { status: false, message, data: {} };
  const refusal = lskyRefusal({ status: 200, headers: {}, json }, { ...asked, token });
  expect(refusal.message).toContain('服务异常');
  expect(refusal.message).not.toContain('abc-def');
});
