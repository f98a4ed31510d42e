import type { CsvCell } from "./csv.ts";
import type { UsageRow } from "./usage-rows.ts";

// Columns of FOCUS 1.2 (FinOps Open Cost and Usage Specification), with columns of our own behind `x_`, as it asks.

type Meter = "input" | "cached_input" | "output";

interface MeterRow {
  meter: Meter;
  tokens: number;
  /** Picodollars for a token, which is the same as micro-USD for a million. */
  price: bigint;
  /** In picodollars, with the rounding. */
  cost: bigint;
  rounding: bigint;
}

interface FocusInput extends MeterRow {
  row: UsageRow;
}

const meterNames: Readonly<Record<Meter, string>> = {
  input: "Input Tokens",
  cached_input: "Cached Input Tokens",
  output: "Output Tokens",
};

const providerNames: Readonly<Record<string, { provider: string; service: string }>> = {
  azure: { provider: "Microsoft", service: "Azure OpenAI" },
  "openai-compatible": { provider: "OpenAI-compatible endpoint", service: "OpenAI-compatible endpoint" },
  quote: { provider: "Enterprise AI Platform", service: "Quote model" },
};

const cells: Readonly<Record<string, (input: FocusInput) => CsvCell>> = {
  BilledCost: ({ cost }) => usd(cost),
  EffectiveCost: ({ cost }) => usd(cost),
  ListCost: ({ cost }) => usd(cost),
  ContractedCost: ({ cost }) => usd(cost),
  BillingAccountId: ({ row }) => row.organizationId ?? row.record.tenantId,
  BillingAccountName: () => null,
  BillingCurrency: () => "USD",
  BillingPeriodStart: ({ row }) => monthStart(row.record.createdAt, 0).toISOString(),
  BillingPeriodEnd: ({ row }) => monthStart(row.record.createdAt, 1).toISOString(),
  ChargePeriodStart: ({ row }) => chargeStart(row).toISOString(),
  ChargePeriodEnd: ({ row }) => new Date(row.record.createdAt.getTime() + 1).toISOString(),
  ChargeCategory: () => "Usage",
  ChargeClass: () => null,
  ChargeDescription: ({ row, meter }) => `${row.record.model}: ${meterNames[meter].toLowerCase()}`,
  ChargeFrequency: () => "Usage-Based",
  ConsumedQuantity: ({ tokens }) => tokens,
  ConsumedUnit: () => "Tokens",
  PricingCategory: () => "Standard",
  PricingQuantity: ({ tokens }) => tokens,
  PricingUnit: () => "Tokens",
  ListUnitPrice: ({ price }) => usd(price),
  ContractedUnitPrice: ({ price }) => usd(price),
  ProviderName: ({ row }) => providerOf(row).provider,
  PublisherName: ({ row }) => providerOf(row).provider,
  InvoiceIssuerName: ({ row }) => providerOf(row).provider,
  RegionId: ({ row }) => row.record.region,
  RegionName: ({ row }) => row.record.region,
  ResourceId: ({ row }) => row.record.deploymentId,
  ResourceName: ({ row }) => row.record.deploymentId,
  ResourceType: () => "Model Deployment",
  ServiceCategory: () => "AI and Machine Learning",
  ServiceSubcategory: () => "Generative AI",
  ServiceName: ({ row }) => providerOf(row).service,
  SkuId: ({ row }) => skuOf(row),
  SkuMeter: ({ meter }) => meterNames[meter],
  SkuPriceId: ({ row, meter, price }) => `${skuOf(row)}/${row.record.region ?? "global"}/${meter}/${price}`,
  SubAccountId: ({ row }) => row.record.tenantId,
  SubAccountName: ({ row }) => row.tenantName,
  SubAccountType: () => "Tenant",
  Tags: ({ row }) => JSON.stringify({ purpose: row.record.purpose, channel: row.record.channel }),
  x_RecordId: ({ row }) => row.record.id,
  x_RequestId: ({ row }) => row.record.requestId,
  x_TenantId: ({ row }) => row.record.tenantId,
  x_Person: ({ row }) => row.record.actorId,
  x_ApiKeyId: ({ row }) => row.record.apiKeyId,
  x_Channel: ({ row }) => row.record.channel,
  x_Purpose: ({ row }) => row.record.purpose,
  x_Model: ({ row }) => row.record.model,
  x_Deployment: ({ row }) => row.record.deploymentId,
  x_TokenType: ({ meter }) => meter,
  x_Estimated: ({ row }) => String(row.record.estimated),
  x_Outcome: ({ row }) => row.record.outcome,
  x_RoundingCost: ({ rounding }) => usd(rounding),
};

export const focusColumns: readonly string[] = Object.keys(cells);

/** The rows of one call: one for each kind of token it used, none when it used none. */
export function focusRows(row: UsageRow): CsvCell[][] {
  return meterRows(row).map((meterRow) => Object.values(cells).map((write) => write({ ...meterRow, row })));
}

/**
 * A call costs whole micro-dollars, rounded up from what its tokens come to. What the rounding adds stands on its last
 * row, so that the rows add up to the record.
 */
function meterRows({ record }: UsageRow): MeterRow[] {
  const { price } = record;
  const meters: readonly [Meter, number, number][] = [
    ["input", record.promptTokens - record.cachedTokens, price.inputMicroUsdPerMillionTokens],
    ["cached_input", record.cachedTokens, price.cachedInputMicroUsdPerMillionTokens],
    ["output", record.completionTokens, price.outputMicroUsdPerMillionTokens],
  ];
  const used = meters.filter(([, tokens]) => tokens > 0);
  let rest = BigInt(record.costMicroUsd) * 1_000_000n;
  return used.map(([meter, tokens, microUsdPerMillion], index) => {
    const unitPrice = BigInt(Math.round(microUsdPerMillion));
    const exact = BigInt(tokens) * unitPrice;
    const cost = index === used.length - 1 ? rest : exact;
    rest -= cost;
    return { meter, tokens, price: unitPrice, cost, rounding: cost - exact };
  });
}

/** Picodollars as an exact decimal number of dollars: `0.0000025`. */
function usd(picodollars: bigint): string {
  const digits = (picodollars < 0n ? -picodollars : picodollars).toString().padStart(13, "0");
  const fraction = digits.slice(-12).replace(/0+$/, "");
  return `${picodollars < 0n ? "-" : ""}${digits.slice(0, -12)}${fraction === "" ? "" : `.${fraction}`}`;
}

function skuOf({ record }: UsageRow): string {
  return `${record.provider}/${record.model}`;
}

function providerOf({ record }: UsageRow): { provider: string; service: string } {
  return providerNames[record.provider] ?? { provider: record.provider, service: record.provider };
}

function monthStart(time: Date, later: number): Date {
  return new Date(Date.UTC(time.getUTCFullYear(), time.getUTCMonth() + later, 1));
}

/** When the call began; one that ran over the end of a month is charged in the month in which it ended. */
function chargeStart({ record }: UsageRow): Date {
  const begun = record.createdAt.getTime() - record.latencyMs;
  return new Date(Math.max(begun, monthStart(record.createdAt, 0).getTime()));
}
