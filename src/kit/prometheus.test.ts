import { describe, expect, it } from 'vitest';
import { createMetricRegistry } from './prometheus.ts';

describe('the text of a registry', () => {
  it('counts, measures and reads, each under its help and type', () => {
    const registry = createMetricRegistry();
    const apples = registry.counter('apples_total', 'Apples eaten.');
    const pears = registry.counter('pears_total', 'Pears eaten.', ['colour']);
    const seconds = registry.histogram('meal_seconds', 'Meals.', ['place'], [0.5, 2]);
    let guests = 1;
    registry.gauge('guests', 'At the table.', () => guests);
    apples.add({}, 2.5);
    pears.add({ colour: 'green' });
    pears.add({ colour: 'green' });
    for (const value of [0.25, 0.5, 1, 40]) seconds.observe({ place: 'garden' }, value);
    guests = 3;
    expect(registry.text()).toBe(
      [
        '# HELP apples_total Apples eaten.',
        '# TYPE apples_total counter',
        'apples_total 2.5',
        '# HELP pears_total Pears eaten.',
        '# TYPE pears_total counter',
        'pears_total{colour="green"} 2',
        '# HELP meal_seconds Meals.',
        '# TYPE meal_seconds histogram',
        'meal_seconds_bucket{place="garden",le="0.5"} 2',
        'meal_seconds_bucket{place="garden",le="2"} 3',
        'meal_seconds_bucket{place="garden",le="+Inf"} 4',
        'meal_seconds_sum{place="garden"} 41.75',
        'meal_seconds_count{place="garden"} 4',
        '# HELP guests At the table.',
        '# TYPE guests gauge',
        'guests 3',
        '',
      ].join('\n'),
    );
  });

  it('begins a counter without labels at 0, and one with labels with nothing', () => {
    const registry = createMetricRegistry();
    registry.counter('apples_total', 'Apples.');
    registry.counter('pears_total', 'Pears.', ['colour']);
    const samples = registry
      .text()
      .split('\n')
      .filter((line) => !line.startsWith('#'));
    expect(samples).toEqual(['apples_total 0', '']);
  });

  it('has no line that a label could have written', () => {
    const registry = createMetricRegistry();
    const pears = registry.counter('pears_total', 'Pears\nof \\ all kinds.', ['colour']);
    pears.add({ colour: 'a"} 1\nevil{b="\\' });
    expect(registry.text().split('\n')).toEqual([
      '# HELP pears_total Pears\\nof \\\\ all kinds.',
      '# TYPE pears_total counter',
      'pears_total{colour="a\\"} 1\\nevil{b=\\"\\\\"} 1',
      '',
    ]);
  });

  it('counts together what comes beyond a thousand kinds', () => {
    const registry = createMetricRegistry();
    const pears = registry.counter('pears_total', 'Pears.', ['colour']);
    for (let colour = 0; colour < 1500; colour += 1) pears.add({ colour: String(colour) });
    pears.add({ colour: '7' });
    const lines = registry.text().trim().split('\n').slice(2);
    expect(lines).toHaveLength(1001);
    expect(lines).toContain('pears_total{colour="other"} 500');
    expect(lines).toContain('pears_total{colour="7"} 2');
  });
});
