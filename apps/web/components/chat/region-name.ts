/** Azure's regions as Azure writes them. Source: https://learn.microsoft.com/azure/reliability/regions-list */
const azureRegions: Record<string, string> = {
  australiaeast: "Australia East",
  brazilsouth: "Brazil South",
  canadacentral: "Canada Central",
  canadaeast: "Canada East",
  centralus: "Central US",
  eastus: "East US",
  eastus2: "East US 2",
  francecentral: "France Central",
  germanywestcentral: "Germany West Central",
  italynorth: "Italy North",
  japaneast: "Japan East",
  koreacentral: "Korea Central",
  northcentralus: "North Central US",
  norwayeast: "Norway East",
  polandcentral: "Poland Central",
  southafricanorth: "South Africa North",
  southcentralus: "South Central US",
  southindia: "South India",
  spaincentral: "Spain Central",
  swedencentral: "Sweden Central",
  switzerlandnorth: "Switzerland North",
  switzerlandwest: "Switzerland West",
  uaenorth: "UAE North",
  uksouth: "UK South",
  westeurope: "West Europe",
  westus: "West US",
  westus3: "West US 3",
};

/** A region or endpoint for people: `eastus2` is "East US 2"; what is not known is shown as it is. */
export function regionName(servedBy: string): string {
  return azureRegions[servedBy] ?? servedBy;
}
